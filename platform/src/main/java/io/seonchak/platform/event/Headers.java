package io.seonchak.platform.event;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Metadata of events in Kafka headers: the CloudEvents Kafka binding 1.0.2, binary mode. */
final class Headers {

  /** The longest header value that is read, in bytes. */
  private static final int VALUE_MAX = 512;

  private Headers() {}

  /** The record for a message. */
  static ProducerRecord<byte[], byte[]> record(String topic, String source, Message message) {
    UUID key = message.key();
    var record =
        new ProducerRecord<byte[], byte[]>(
            topic, key == null ? null : key.toString().getBytes(UTF_8), message.body());
    put(record, "ce_specversion", "1.0");
    put(record, "ce_id", message.id().toString());
    put(record, "ce_type", message.type());
    put(record, "ce_source", source);
    put(record, "ce_time", message.at().toString());
    put(record, "content-type", "application/json");
    put(record, "traceparent", message.trace());
    return record;
  }

  /**
   * The message in a record. What has no readable id gets one from its place in the topic, so that
   * it can be parked, once.
   */
  static Message message(ConsumerRecord<byte[], byte[]> record) {
    UUID id = uuid(value(record, "ce_id"));
    byte[] body = record.value();
    byte[] key = record.key();
    return new Message(
        id == null ? placeOf(record) : id,
        key == null || key.length > VALUE_MAX ? null : uuid(new String(key, UTF_8)),
        value(record, "ce_type"),
        instant(value(record, "ce_time"), record.timestamp()),
        Traces.orBegin(value(record, "traceparent")),
        body == null ? new byte[0] : body);
  }

  private static void put(ProducerRecord<byte[], byte[]> record, String name, String value) {
    record.headers().add(name, value.getBytes(UTF_8));
  }

  private static String value(ConsumerRecord<byte[], byte[]> record, String name) {
    Header header = record.headers().lastHeader(name);
    byte[] value = header == null ? null : header.value();
    return value == null || value.length > VALUE_MAX ? "" : new String(value, UTF_8);
  }

  private static @Nullable UUID uuid(String text) {
    try {
      return text.length() == 36 ? UUID.fromString(text) : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static UUID placeOf(ConsumerRecord<byte[], byte[]> record) {
    String place = record.topic() + '/' + record.partition() + '/' + record.offset();
    return UUID.nameUUIDFromBytes(place.getBytes(UTF_8));
  }

  private static Instant instant(String text, long otherwiseMillis) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      return Instant.ofEpochMilli(Math.max(0, otherwiseMillis));
    }
  }
}
