package io.seonchak.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.engines.EmbeddedKafka;
import io.seonchak.engines.Home;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Outgoing;
import io.seonchak.platform.event.Relay;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.store.ContextSchema;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.DoubleStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * How fast the outbox is written and sent, on the product's own PostgreSQL and Kafka. Each round
 * writes events of many keys in batches like the kernel's, then lets the relay drain them, then
 * reads the topic back: only what is there, once, in order per key, counts.
 */
public final class RelayBench {

  private static final int EVENTS = 100_000;
  private static final int KEYS = 20_000;
  private static final int BATCH = 512;
  private static final Duration READ_WITHIN = Duration.ofSeconds(60);
  private static final Clock CLOCK = Clock.systemUTC();

  private RelayBench() {}

  /** One round's figures, in events a second. */
  private record Round(double written, double sent) {}

  /**
   * Runs the bench.
   *
   * @param args the number of rounds, 5 if absent
   */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    Path home = Files.createTempDirectory("seonchak-bench-kafka").toRealPath();
    try (var database = BenchDatabase.open();
        var kafka = EmbeddedKafka.start(home);
        HikariDataSource source = database.pool("", 4)) {
      ContextSchema.migrated(source, "stock", "classpath:db/event");
      round(source, kafka.servers(), "warm-up");
      List<Round> measured = new ArrayList<>();
      for (int i = 1; i <= rounds; i++) {
        Round round = round(source, kafka.servers(), "round" + i);
        measured.add(round);
        say("round " + i, round);
      }
      say("median ", median(measured));
      System.out.println("each once and in order per key");
    } finally {
      Home.delete(home);
    }
  }

  private static Round round(HikariDataSource source, String servers, String namespace)
      throws Exception {
    var events = new ContextEvents("stock", namespace, servers, source, new Ids(CLOCK), CLOCK);
    // Else the relay would find the topic before this one lost, and send its events again.
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("TRUNCATE stock.outbox");
    }
    double written = EVENTS / write(source, events.tells(StockEvent.class));
    Relay relay = events.relay();
    relay.relayOnce();
    long already = relay.sent();
    long start = System.nanoTime();
    while (relay.relayOnce() > 0) {
      // Until nothing waits.
    }
    double sent = (relay.sent() - already) / seconds(start);
    relay.close();
    if (relay.sent() != EVENTS) {
      throw new IllegalStateException("sent %d (expected: %d)".formatted(relay.sent(), EVENTS));
    }
    check(servers, namespace + ".stock");
    return new Round(written, sent);
  }

  private static double write(HikariDataSource source, Outbox<StockEvent> outbox) throws Exception {
    UUID[] keys = new UUID[KEYS];
    Arrays.setAll(keys, i -> UUID.randomUUID());
    long start = System.nanoTime();
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      for (int from = 0; from < EVENTS; from += BATCH) {
        List<Outgoing<StockEvent>> batch = new ArrayList<>(BATCH);
        for (int i = from; i < Math.min(EVENTS, from + BATCH); i++) {
          batch.add(Outgoing.of(event(keys[i % KEYS], i)));
        }
        outbox.append(connection, batch);
        connection.commit();
      }
      connection.setAutoCommit(true);
    }
    return seconds(start);
  }

  private static StockEvent event(UUID claim, int number) {
    Instant now = CLOCK.instant();
    UUID same = new UUID(0, 1);
    return new StockEvent.Claimed(
        claim, same, same, same, same, "운동화", 1, 99_000, number, now, now, 600, false);
  }

  /** The topic holds each event once, and each key's events with growing numbers. */
  private static void check(String servers, String topic) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            servers,
            "group.id",
            "check-" + topic,
            "auto.offset.reset",
            "earliest",
            "key.deserializer",
            ByteArrayDeserializer.class,
            "value.deserializer",
            ByteArrayDeserializer.class);
    Map<ByteBuffer, Long> last = new HashMap<>();
    int read = 0;
    long end = System.nanoTime() + READ_WITHIN.toNanos();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
      consumer.subscribe(List.of(topic));
      while (read < EVENTS && System.nanoTime() < end) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
          read++;
          long number = number(record);
          Long before = last.put(ByteBuffer.wrap(record.key()), number);
          if (before != null && before >= number) {
            throw new IllegalStateException("%d after %d".formatted(number, before));
          }
        }
      }
    }
    if (read != EVENTS) {
      throw new IllegalStateException("read %d (expected: %d)".formatted(read, EVENTS));
    }
  }

  private static long number(ConsumerRecord<byte[], byte[]> record) {
    String json = new String(record.value(), StandardCharsets.UTF_8);
    String before = "\"sequence\":";
    int from = json.indexOf(before) + before.length();
    return Long.parseLong(json.substring(from, json.indexOf(',', from)));
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  private static Round median(List<Round> rounds) {
    return new Round(
        median(rounds.stream().mapToDouble(Round::written)),
        median(rounds.stream().mapToDouble(Round::sent)));
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static void say(String what, Round round) {
    System.out.println(
        String.format(
            Locale.ROOT,
            "%s   written %,9.0f/s   sent %,9.0f/s",
            what,
            round.written(),
            round.sent()));
  }
}
