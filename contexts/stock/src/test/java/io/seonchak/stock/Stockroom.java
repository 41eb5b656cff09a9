package io.seonchak.stock;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ClaimsSettings;
import io.seonchak.claims.Command;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.PoolTerms;
import io.seonchak.claims.RequestKey;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.Micros;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.event.Traces;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.testing.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A stock on a fresh database, without Spring and Kafka, its clock in the test's hand. */
final class Stockroom implements AutoCloseable {

  private static final EventTypes<StockEvent> TYPES = EventTypes.of(StockEvent.class);

  final TestDatabase database = TestDatabase.fresh();
  final HikariDataSource source = database.pool(8, Claims.connectionOptions());
  final JdbcClient jdbc = JdbcClient.create(source);
  final AtomicLong aheadMicros = new AtomicLong();
  final Claims claims;
  final OrderSteps steps;
  final Path sinkFolder = Files.createTempDirectory("sink");

  Stockroom() throws Exception {
    try (HikariDataSource plain = database.pool(2, "")) {
      ContextSchema.migrated(
          plain,
          StockContext.SCHEMA,
          "classpath:db/claims",
          "classpath:db/event",
          "classpath:db/schedule",
          "classpath:db/stock");
    }
    // Nobody sends what is told; it is read where it waits.
    var events =
        new ContextEvents(
            StockContext.SCHEMA,
            "test",
            "127.0.0.1:1",
            source,
            new Ids(Clock.systemUTC()),
            Clock.systemUTC());
    Outbox<StockEvent> outbox = events.tells(StockEvent.class);
    claims =
        new Claims(
            ClaimsSettings.of(
                    source,
                    StockContext.SCHEMA,
                    LedgerSigner.generate(),
                    new FileSink(sinkFolder),
                    new ClaimsTold(outbox))
                .withTime(micros -> micros + aheadMicros.get()));
    steps = new OrderSteps(claims, new OrderedTable(), outbox);
  }

  /** A variant of everyday stock; its id, which is its pool's. */
  UUID item(int quantity) throws Exception {
    UUID id = UUID.randomUUID();
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      claims.create(connection, new PoolId(id), PoolTerms.always(quantity, EverydayStock.HOLD));
      connection.commit();
    }
    jdbc.sql("INSERT INTO stock.item (variant_id, product_id, seller_id) VALUES (?, ?, ?)")
        .params(id, UUID.randomUUID(), UUID.randomUUID())
        .update();
    return id;
  }

  /** A drop that is open; its id, which is its pool's. */
  UUID drop(int quantity) throws Exception {
    UUID id = UUID.randomUUID();
    Instant opens = Instant.now().minusSeconds(60);
    var drop =
        new Drop(
            id,
            UUID.randomUUID(),
            UUID.randomUUID(),
            "운동화",
            99_000,
            1,
            opens,
            opens.plus(Duration.ofDays(1)),
            Duration.ofMinutes(10),
            false);
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      claims.create(connection, drop.pool(), drop.terms(quantity));
      connection.commit();
    }
    jdbc.sql(
            "INSERT INTO stock.drop (drop_id, seller_id, product_id, name, price, per_member,"
                + " opens_at, closes_at, pay_within, waiting_room, created_at, request_key,"
                + " body_hash) VALUES (?, ?, ?, ?, ?, 1, ?, ?, 600, false, now(), ?, ''::bytea)")
        .params(
            id,
            drop.seller(),
            drop.product(),
            drop.name(),
            drop.price(),
            drop.opensAt().atOffset(ZoneOffset.UTC),
            drop.closesAt().atOffset(ZoneOffset.UTC),
            id.toString())
        .update();
    return id;
  }

  /** Claims a unit of a drop; the claim's id. */
  UUID claim(UUID drop, UUID member) {
    Outcome outcome =
        claims.execute(
            new Command.Claim(
                new PoolId(drop),
                new ClaimId(UUID.randomUUID()),
                new Person(member),
                1,
                RequestKey.of("key", "1")));
    return ((Outcome.Yes) outcome).grant().claim().value();
  }

  /** Lets one batch have its effect. */
  void hear(OrderEvent... events) throws Exception {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        steps.hear(connection, Arrays.stream(events).map(Stockroom::received).toList());
        connection.commit();
      } catch (Exception e) {
        connection.rollback();
        throw e;
      }
    }
  }

  static Received<OrderEvent> received(OrderEvent event) {
    return new Received<>(UUID.randomUUID(), event, Instant.now(), Traces.begin());
  }

  /** What was told of a claim or order, in order. */
  List<StockEvent> told(UUID key) {
    return jdbc.sql(
            "SELECT event_type, body FROM stock.outbox WHERE event_key = ? ORDER BY outbox_id")
        .param(key)
        .query((row, number) -> read(row.getString(1), row.getBytes(2)))
        .list();
  }

  private static StockEvent read(String type, byte[] body) {
    try {
      return TYPES.read(type, body);
    } catch (EventTypes.Unreadable e) {
      throw new AssertionError(e);
    }
  }

  /** Units of a pool that are taken. */
  int live(UUID pool) {
    return number("SELECT live FROM stock.pool WHERE pool_id = ?", pool);
  }

  /** Units of a pool that wait for their payment. */
  int held(UUID pool) {
    return number("SELECT held FROM stock.pool WHERE pool_id = ?", pool);
  }

  int number(String sql, Object... values) {
    return jdbc.sql(sql).params(values).query(Integer.class).single();
  }

  void later(Duration time) {
    aheadMicros.addAndGet(time.toNanos() / 1_000);
  }

  Instant now() {
    return Micros.toInstant(Micros.of(claims.now()) + aheadMicros.get());
  }

  /** Holds the claims against the ledgers. */
  DatabaseCheck.Result check() throws Exception {
    try (Connection connection = database.connect();
        FileSink sink = new FileSink(sinkFolder)) {
      return new DatabaseCheck(connection, StockContext.SCHEMA, sink).check();
    }
  }

  @Override
  public void close() {
    claims.close();
    source.close();
  }
}
