package io.seonchak.platform.event;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestNamespace;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** A context of its own on a database of its own, which both tells and hears. */
final class Plumb implements AutoCloseable {

  static final String CONTEXT = "plumb";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final String namespace = TestNamespace.fresh();
  final TestDatabase database = TestDatabase.fresh();
  final HikariDataSource source = database.pool(8, "");
  final ContextEvents events = beside();
  final Outbox<Happening> outbox = events.tells(Happening.class);

  Plumb() throws SQLException {
    ContextSchema.migrated(source, CONTEXT, "classpath:db/event");
    execute("CREATE TABLE plumb.effect (event_key uuid, number int)");
  }

  /** The same context in another process. */
  ContextEvents beside() {
    return new ContextEvents(
        CONTEXT,
        namespace,
        TestKafka.servers(),
        source,
        new Ids(Clock.systemUTC()),
        Clock.systemUTC());
  }

  String topic() {
    return namespace + "." + CONTEXT;
  }

  /** Writes each event as an effect; fails on those that {@code poison} picks. */
  Subscription<Happening> effects(Predicate<Happening.Happened> poison) {
    EventHandler<Happening> handler =
        (connection, received) -> {
          for (Received<Happening> each : received) {
            var event = (Happening.Happened) each.event();
            if (poison.test(event)) {
              throw new IllegalStateException("number " + event.number() + " is poison");
            }
            try (var insert =
                connection.prepareStatement("INSERT INTO plumb.effect VALUES (?, ?)")) {
              insert.setObject(1, event.key());
              insert.setInt(2, event.number());
              insert.executeUpdate();
            }
          }
        };
    return hears(handler);
  }

  Subscription<Happening> hears(EventHandler<Happening> handler) {
    return new Subscription<>(
        "plumb." + topic(),
        topic(),
        EventTypes.of(Happening.class),
        Set.of(Happening.Happened.class),
        handler,
        new Subscription.Tables(
            new Transactions(source),
            new Inbox(CONTEXT),
            new DeadLetters(CONTEXT),
            new OutboxTable(CONTEXT)),
        rest -> {});
  }

  void tell(Happening... happenings) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      outbox.append(connection, List.of(happenings).stream().map(Outgoing::of).toList());
      connection.commit();
      connection.setAutoCommit(true);
    }
  }

  /** What a topic holds, once there are {@code count} records at least. */
  List<ConsumerRecord<byte[], byte[]>> read(String topic, int count) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            TestKafka.servers(),
            "group.id",
            UUID.randomUUID().toString(),
            "auto.offset.reset",
            "earliest",
            "metadata.max.age.ms",
            500,
            "key.deserializer",
            ByteArrayDeserializer.class,
            "value.deserializer",
            ByteArrayDeserializer.class);
    List<ConsumerRecord<byte[], byte[]>> read = new ArrayList<>();
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
      consumer.subscribe(List.of(topic));
      while (read.size() < count && System.nanoTime() < end) {
        consumer.poll(Duration.ofMillis(200)).forEach(read::add);
      }
    }
    return read;
  }

  /** The numbers of a key's effects, in the order in which they were written. */
  List<Integer> effectsOf(UUID key) throws SQLException {
    return numbers("SELECT number FROM plumb.effect WHERE event_key = '%s'".formatted(key));
  }

  List<Integer> numbers(String sql) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        numbers.add(row.getInt(1));
      }
    }
    return numbers;
  }

  void execute(String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public void close() {
    events.relay().close();
    source.close();
  }
}
