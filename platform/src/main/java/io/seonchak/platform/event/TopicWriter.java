package io.seonchak.platform.event;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/**
 * A connection to the broker for one sender. Its producer is idempotent and never gives up by
 * itself: who waits gives up, and then the whole producer is thrown away. So of what was handed to
 * it the broker has, in each partition, all up to some record and nothing behind it, and sending
 * the same again repeats a tail but never turns two events of a key round. Not thread-safe.
 */
final class TopicWriter implements AutoCloseable {

  /** How long one batch may take to be acknowledged. */
  static final Duration SEND_WITHIN = Duration.ofSeconds(5);

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final Duration KNOWN_AFTER = Duration.ofMillis(50);
  private static final int REQUEST_BYTES_MAX = 1 << 20;

  private final String servers;
  private @Nullable KafkaProducer<byte[], byte[]> producer;
  private @Nullable Admin asking;

  TopicWriter(String servers) {
    this.servers = servers;
  }

  boolean connected() {
    return producer != null;
  }

  /**
   * Makes sure that there are the topics, and opens the producer.
   *
   * @return the next offset of each partition
   */
  Map<TopicPartition, Long> connect(Collection<Topic> topics) throws BrokerAway {
    try (Admin admin = Admin.create(adminSettings())) {
      create(admin, topics);
      Map<TopicPartition, Long> ends = ends(admin, topics);
      producer = new KafkaProducer<>(producerSettings());
      return ends;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      throw new BrokerAway(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BrokerAway(e);
    }
  }

  /** Sends all and waits for the acknowledgements, which are in the order of the records. */
  List<RecordMetadata> send(List<ProducerRecord<byte[], byte[]>> records) throws BrokerAway {
    KafkaProducer<byte[], byte[]> open = producer;
    if (open == null) {
      throw new IllegalStateException("not connected");
    }
    long end = System.nanoTime() + SEND_WITHIN.toNanos();
    try {
      List<Future<RecordMetadata>> sending = new ArrayList<>(records.size());
      for (ProducerRecord<byte[], byte[]> record : records) {
        sending.add(open.send(record));
      }
      List<RecordMetadata> places = new ArrayList<>(records.size());
      for (Future<RecordMetadata> each : sending) {
        long left = Math.max(0, end - System.nanoTime());
        places.add(each.get(left, TimeUnit.NANOSECONDS));
      }
      return places;
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      close();
      throw new BrokerAway(e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new BrokerAway(e);
    }
  }

  /**
   * Asks the broker for the next offset of each partition, and so whether it is there. With one
   * that is not, the producer goes, too.
   */
  Map<TopicPartition, Long> ends(Collection<Topic> topics) throws BrokerAway {
    try {
      Admin open = asking == null ? Admin.create(adminSettings()) : asking;
      asking = open;
      return ends(open, topics);
    } catch (ExecutionException | TimeoutException | KafkaException e) {
      close();
      throw new BrokerAway(e);
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
      throw new BrokerAway(e);
    }
  }

  /** Drops the producer and what it still has. */
  @Override
  public void close() {
    KafkaProducer<byte[], byte[]> open = producer;
    producer = null;
    if (open != null) {
      open.close(Duration.ZERO);
    }
    Admin asked = asking;
    asking = null;
    if (asked != null) {
      asked.close(Duration.ZERO);
    }
  }

  private static void create(Admin admin, Collection<Topic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    for (Topic topic : topics) {
      var wanted =
          new NewTopic(topic.name(), Optional.of(topic.partitions()), Optional.empty())
              .configs(
                  Map.of(TopicConfig.RETENTION_MS_CONFIG, Long.toString(topic.kept().toMillis())));
      try {
        wait(admin.createTopics(List.of(wanted)).all());
      } catch (ExecutionException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  private static Map<TopicPartition, Long> ends(Admin admin, Collection<Topic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked =
        described(admin, topics).values().stream()
            .flatMap(
                topic ->
                    topic.partitions().stream()
                        .map(each -> new TopicPartition(topic.name(), each.partition())))
            .collect(Collectors.toMap(each -> each, each -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    wait(admin.listOffsets(asked).all())
        .forEach((partition, info) -> ends.put(partition, info.offset()));
    return ends;
  }

  /** A topic just made may take a moment to be known everywhere. */
  private static Map<String, TopicDescription> described(Admin admin, Collection<Topic> topics)
      throws ExecutionException, InterruptedException, TimeoutException {
    List<String> names = topics.stream().map(Topic::name).toList();
    long end = System.nanoTime() + ANSWER_WITHIN.toNanos();
    while (true) {
      try {
        return wait(admin.describeTopics(names).allTopicNames());
      } catch (ExecutionException e) {
        boolean unknown = e.getCause() instanceof UnknownTopicOrPartitionException;
        if (!unknown || System.nanoTime() > end) {
          throw e;
        }
        TimeUnit.MILLISECONDS.sleep(KNOWN_AFTER.toMillis());
      }
    }
  }

  private static <T> T wait(org.apache.kafka.common.KafkaFuture<T> answer)
      throws ExecutionException, InterruptedException, TimeoutException {
    return answer.get(2 * ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
  }

  private Properties adminSettings() {
    var settings = new Properties();
    settings.put(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(ANSWER_WITHIN));
    settings.put(
        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis(ANSWER_WITHIN.multipliedBy(2)));
    return settings;
  }

  private Properties producerSettings() {
    var settings = new Properties();
    settings.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, servers);
    settings.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
    settings.put(ProducerConfig.ACKS_CONFIG, "all");
    settings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
    settings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis(ANSWER_WITHIN));
    settings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis(ANSWER_WITHIN));
    // Longer than anybody waits for it: see above.
    settings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis(SEND_WITHIN.multipliedBy(60)));
    settings.put(ProducerConfig.LINGER_MS_CONFIG, "1");
    settings.put(ProducerConfig.BATCH_SIZE_CONFIG, "131072");
    settings.put(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    settings.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, Integer.toString(REQUEST_BYTES_MAX));
    return settings;
  }

  private static String millis(Duration duration) {
    return Long.toString(duration.toMillis());
  }
}
