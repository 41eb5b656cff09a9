package io.seonchak.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.order.messaging.StockListener;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.event.Traces;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** After a burst, thousands of claims become orders by a handful of statements. */
class BurstTest {

  private static final int BATCH = 500;
  private static final int CLAIMS = 10_000;

  /** Locks, tombstones, orders, lines, timeline, outbox. */
  private static final int STATEMENTS_MAX = 6;

  @Test
  @Timeout(60)
  void aBatchOfClaimsIsStoredByAHandfulOfStatements() throws Exception {
    try (var stage = new OrderStage()) {
      var statements = new AtomicInteger();
      hear(stage, claims(stage, BATCH), statements);
      assertThat(statements).hasValueLessThanOrEqualTo(STATEMENTS_MAX);

      List<Callable<Long>> batches = new ArrayList<>();
      for (int i = 1; i < CLAIMS / BATCH; i++) {
        var batch = claims(stage, BATCH);
        batches.add(() -> hear(stage, batch, new AtomicInteger()));
      }
      long begun = System.nanoTime();
      try (var threads = Executors.newFixedThreadPool(2)) {
        for (var each : threads.invokeAll(batches, 50, TimeUnit.SECONDS)) {
          each.get();
        }
      }
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
      System.out.printf("%d claims became orders in %d ms%n", CLAIMS - BATCH, millis);

      assertThat(
              stage
                  .jdbc()
                  .sql(
                      "SELECT count(*) FROM ordering.orders o JOIN ordering.order_line USING (order_id)"
                          + " JOIN ordering.outbox e ON e.event_key = o.order_id"
                          + " WHERE status = 'AWAITING_PAYMENT' AND e.event_type = 'order.awaiting-payment.v1'")
                  .query(Long.class)
                  .single())
          .isEqualTo(CLAIMS);
    }
  }

  private static List<Received<StockEvent>> claims(OrderStage stage, int count) {
    List<Received<StockEvent>> claims = new ArrayList<>();
    UUID drop = UUID.randomUUID();
    for (int i = 0; i < count; i++) {
      StockEvent claimed =
          new StockEvent.Claimed(
              UUID.randomUUID(),
              drop,
              UUID.randomUUID(),
              drop,
              drop,
              "한정 운동화",
              1,
              99_000,
              i + 1,
              stage.clock.instant(),
              stage.clock.instant().plusSeconds(600),
              600,
              false);
      claims.add(new Received<>(UUID.randomUUID(), claimed, stage.clock.instant(), Traces.begin()));
    }
    return claims;
  }

  /** One batch in one transaction; how long it took, in nanoseconds. */
  private static long hear(
      OrderStage stage, List<Received<StockEvent>> events, AtomicInteger statements)
      throws Exception {
    long begun = System.nanoTime();
    try (Connection connection = stage.bean(DataSource.class).getConnection()) {
      connection.setAutoCommit(false);
      stage.bean(StockListener.class).handle(counted(connection, statements), events);
      connection.commit();
      connection.setAutoCommit(true);
    }
    return System.nanoTime() - begun;
  }

  private static Connection counted(Connection connection, AtomicInteger statements) {
    return (Connection)
        Proxy.newProxyInstance(
            BurstTest.class.getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("prepareStatement")) {
                statements.incrementAndGet();
              }
              return method.invoke(connection, arguments);
            });
  }
}
