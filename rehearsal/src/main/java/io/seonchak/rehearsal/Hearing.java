package io.seonchak.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seonchak.rehearsal.HistoryChecker.Told;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads from Kafka, as any other context would, what stock told of the claims. */
final class Hearing {

  /** How long after a drop, or after Kafka is back, all must have been told. */
  static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);

  private static final String TOPIC = "seonchak.stock";
  private static final Duration POLL = Duration.ofMillis(200);

  private final Connection connection;
  private final String servers;

  Hearing(Connection connection, String servers) {
    this.connection = connection;
    this.servers = servers;
  }

  /** Everything on the topic, in the order in which each partition has it. */
  List<Told> read() throws SQLException, InterruptedException {
    awaitDrained();
    List<Told> told = new ArrayList<>();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(TOPIC).stream().map(Hearing::partition).toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      long deadline = System.nanoTime() + DRAINED_WITHIN.toNanos();
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())
          && System.nanoTime() < deadline) {
        consumer.poll(POLL).forEach(record -> told.add(told(record)));
      }
    }
    return told;
  }

  /** What is not sent by the deadline is missing from the topic, and the checker says so. */
  private void awaitDrained() throws SQLException, InterruptedException {
    long deadline = System.nanoTime() + DRAINED_WITHIN.toNanos();
    while (waits() && System.nanoTime() < deadline) {
      TimeUnit.MILLISECONDS.sleep(POLL.toMillis());
    }
  }

  private boolean waits() throws SQLException {
    try (PreparedStatement statement =
            connection.prepareStatement(
                "SELECT EXISTS (SELECT 1 FROM stock.outbox WHERE sent_at IS NULL)");
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** How many events stock wrote while Kafka was away, and when the last of them was sent. */
  String caughtUp(Instant opensAt, Faults.Mark away) throws SQLException {
    OffsetDateTime back = after(opensAt, away.toNanos());
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT count(*), coalesce(extract(epoch FROM max(sent_at) - ?), 0)"
                + " FROM stock.outbox WHERE made_at BETWEEN ? AND ?")) {
      statement.setObject(1, back);
      statement.setObject(2, after(opensAt, away.fromNanos()));
      statement.setObject(3, back);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return String.format(
            Locale.ROOT, "%,d, all sent %.1f s after its return", row.getLong(1), row.getDouble(2));
      }
    }
  }

  private static OffsetDateTime after(Instant opensAt, long nanos) {
    return opensAt.plusNanos(nanos).atOffset(ZoneOffset.UTC);
  }

  private static Told told(ConsumerRecord<byte[], byte[]> record) {
    return new Told(
        UUID.fromString(header(record, "ce_id")),
        UUID.fromString(new String(record.key(), UTF_8)),
        header(record, "ce_type"));
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    return header == null ? "" : new String(header.value(), UTF_8);
  }

  private static TopicPartition partition(PartitionInfo info) {
    return new TopicPartition(info.topic(), info.partition());
  }

  private Map<String, Object> settings() {
    return Map.of(
        "bootstrap.servers",
        servers,
        "enable.auto.commit",
        false,
        "key.deserializer",
        ByteArrayDeserializer.class,
        "value.deserializer",
        ByteArrayDeserializer.class);
  }
}
