package io.seonchak.points;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.order.OrderEvent.Cancelled;
import io.seonchak.contracts.order.OrderEvent.Paid;
import io.seonchak.contracts.order.OrderEvent.Refunded;
import io.seonchak.contracts.order.OrderEvent.Reserved;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.event.Traces;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.testing.SettableClock;
import io.seonchak.testing.TestDatabase;
import java.sql.Connection;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;

/** The points on a fresh database, the clock in the test's hand. */
final class Office implements AutoCloseable {

  private static final EventTypes<PointsEvent> TYPES = EventTypes.of(PointsEvent.class);

  final SettableClock clock = new SettableClock(Instant.parse("2026-12-01T03:00:00Z"));
  final TestDatabase database = TestDatabase.fresh();
  final HikariDataSource source = database.pool(20, "");
  final JdbcClient jdbc = JdbcClient.create(source);
  final OrderSteps steps;
  final GrantingPoints granting;
  final Statements statements = new Statements(jdbc, clock);

  Office() {
    ContextSchema.migrated(
        source, PointsContext.SCHEMA, "classpath:db/event", "classpath:db/points");
    // Nobody sends what is told; it is read where it waits.
    var events =
        new ContextEvents(
            PointsContext.SCHEMA, "test", "127.0.0.1:1", source, new Ids(clock), clock);
    var tables = new PointsTables();
    var rules = new PointsRules(1, 365);
    steps = new OrderSteps(tables, rules, events.tells(PointsEvent.class), clock);
    granting =
        new GrantingPoints(source, new DataSourceTransactionManager(source), tables, rules, clock);
  }

  /** A member who was granted points. */
  UUID member(long points) {
    UUID member = UUID.randomUUID();
    if (points > 0) {
      grant(member, points);
    }
    return member;
  }

  void grant(UUID member, long points) {
    var grant = new GrantingPoints.Grant(UUID.randomUUID(), member, points, "환영합니다");
    granting.grant(UUID.randomUUID(), grant, "key", new byte[] {1});
  }

  /** Lets one batch have its effect. */
  void hear(OrderEvent... events) throws Exception {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        steps.hear(
            connection,
            Arrays.stream(events)
                .map(
                    each ->
                        new Received<OrderEvent>(
                            UUID.randomUUID(), each, clock.instant(), Traces.begin()))
                .toList());
        connection.commit();
      } catch (Exception e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** What was told of an order, in order. */
  List<PointsEvent> told(UUID order) {
    return jdbc.sql(
            "SELECT event_type, body FROM points.outbox WHERE event_key = ? ORDER BY outbox_id")
        .param(order)
        .query((row, number) -> read(row.getString(1), row.getBytes(2)))
        .list();
  }

  private static PointsEvent read(String type, byte[] body) {
    try {
      return TYPES.read(type, body);
    } catch (EventTypes.Unreadable e) {
      throw new AssertionError(e);
    }
  }

  long balance(UUID member) {
    return statements.balance(member).balance();
  }

  long held(UUID member) {
    return statements.balance(member).held();
  }

  static Reserved reserved(UUID order, UUID member, int revision, long points) {
    return new Reserved(order, member, revision, null, 0, 100_000, points);
  }

  static Cancelled cancelled(UUID order, UUID member) {
    return new Cancelled(order, member, "BY_MEMBER", List.of());
  }

  static Paid paid(UUID order, UUID member, long amount, long points) {
    return new Paid(order, member, null, amount, points, List.of(), Instant.EPOCH);
  }

  static Refunded refunded(UUID order, UUID member, UUID refund, long cash, long points) {
    return new Refunded(order, member, refund, cash, points, null, false, List.of(), Instant.EPOCH);
  }

  @Override
  public void close() {
    source.close();
  }
}
