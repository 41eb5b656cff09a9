package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seonchak.testing.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.GroupListing;
import org.apache.kafka.clients.admin.ListGroupsOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The topics as they are, read and written past the application. */
final class Topics {

  private static final int BYTES_MAX = 8 * 1024 * 1024;

  private Topics() {}

  /** Everything that a topic holds now. */
  static List<ConsumerRecord<byte[], byte[]>> all(String topic) {
    Map<String, Object> settings =
        Map.of(
            "bootstrap.servers",
            TestKafka.servers(),
            "key.deserializer",
            ByteArrayDeserializer.class,
            "value.deserializer",
            ByteArrayDeserializer.class);
    List<ConsumerRecord<byte[], byte[]>> all = new ArrayList<>();
    try (var consumer = new KafkaConsumer<byte[], byte[]>(settings)) {
      var partitions =
          consumer.partitionsFor(topic).stream()
              .map(each -> new TopicPartition(each.topic(), each.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      var ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(100)).forEach(all::add);
      }
    }
    return all;
  }

  /** Somebody who writes whatever he likes. */
  static KafkaProducer<byte[], byte[]> writer() {
    return new KafkaProducer<>(
        Map.of(
            "bootstrap.servers",
            TestKafka.servers(),
            "max.request.size",
            BYTES_MAX,
            "key.serializer",
            ByteArraySerializer.class,
            "value.serializer",
            ByteArraySerializer.class));
  }

  /**
   * Whether all who listen in a namespace are past these places.
   *
   * @param ends the place after the last of each
   */
  static boolean heard(String namespace, Map<TopicPartition, Long> ends)
      throws ExecutionException, InterruptedException {
    try (Admin admin =
        Admin.create(
            Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) TestKafka.servers()))) {
      int listeners = 0;
      for (GroupListing group :
          admin.listGroups(ListGroupsOptions.forConsumerGroups()).all().get()) {
        Map<TopicPartition, OffsetAndMetadata> places =
            group.groupId().contains("." + namespace + ".")
                ? admin
                    .listConsumerGroupOffsets(group.groupId())
                    .partitionsToOffsetAndMetadata()
                    .get()
                : Map.of();
        listeners += places.size();
        for (Map.Entry<TopicPartition, OffsetAndMetadata> place : places.entrySet()) {
          if (place.getValue().offset() < ends.getOrDefault(place.getKey(), 0L)) {
            return false;
          }
        }
      }
      return listeners > 0;
    }
  }

  static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
