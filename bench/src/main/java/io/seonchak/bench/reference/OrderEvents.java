package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Orders by way of Kafka: an idempotent producer that asks for all acknowledgements, and a consumer
 * that writes whole batches to PostgreSQL and commits its offsets afterwards. An order that comes
 * twice is written once.
 */
final class OrderEvents implements AutoCloseable {

  private static final int PARTITIONS = 4;
  private static final int BATCH_MAX = 1_000;
  private static final long ACKNOWLEDGED_WITHIN_SECONDS = 10;
  private static final Duration POLL = Duration.ofMillis(100);

  private final String topic;
  private final KafkaProducer<String, String> producer;
  private final KafkaConsumer<String, String> consumer;
  private final HikariDataSource source;
  private final Thread writer;

  /**
   * Makes the topic and begins.
   *
   * @param written whether the consumer writes what it hears; else nobody listens
   */
  OrderEvents(Parts parts, HikariDataSource source, boolean written)
      throws ExecutionException, InterruptedException {
    this.source = source;
    this.topic = topic(parts.namespace());
    makeTopic(parts.kafka());
    producer =
        new KafkaProducer<>(
            Map.of("bootstrap.servers", parts.kafka(), "acks", "all", "enable.idempotence", true),
            new StringSerializer(),
            new StringSerializer());
    consumer =
        new KafkaConsumer<>(
            Map.of(
                "bootstrap.servers",
                parts.kafka(),
                "group.id",
                topic,
                "enable.auto.commit",
                false,
                "auto.offset.reset",
                "earliest",
                "session.timeout.ms",
                6_000,
                "max.poll.records",
                BATCH_MAX),
            new StringDeserializer(),
            new StringDeserializer());
    writer = Thread.ofPlatform().daemon().name("orders").unstarted(this::write);
    if (written) {
      writer.start();
    }
  }

  /** The topic of a namespace, and the name of the group that reads it. */
  static String topic(String namespace) {
    return namespace + ".orders";
  }

  private void makeTopic(String servers) throws ExecutionException, InterruptedException {
    try (var admin = Admin.create(Map.of("bootstrap.servers", servers))) {
      admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
    } catch (ExecutionException e) {
      if (!(e.getCause() instanceof TopicExistsException)) {
        throw e;
      }
    }
  }

  /** Sends an order; done when Kafka has it. */
  Future<RecordMetadata> send(Order order) {
    return producer.send(new ProducerRecord<>(topic, order.member().toString(), order.text()));
  }

  /** Sends an order and waits until Kafka has it. */
  void sendAndWait(Order order) throws Exception {
    send(order).get(ACKNOWLEDGED_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  private void write() {
    consumer.subscribe(List.of(topic));
    try (consumer) {
      while (!Thread.interrupted()) {
        List<Order> orders = new ArrayList<>();
        for (ConsumerRecord<String, String> record : consumer.poll(POLL)) {
          orders.add(Order.parse(record.value()));
        }
        if (!orders.isEmpty()) {
          write(orders);
          consumer.commitSync();
        }
      }
    } catch (WakeupException e) {
      // It was closed.
    } catch (SQLException e) {
      throw new IllegalStateException("orders cannot be written", e);
    }
  }

  /** One transaction for all. */
  private void write(List<Order> orders) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      Tables.insertAll(connection, orders);
      connection.commit();
    }
  }

  @Override
  public void close() {
    producer.close();
    if (writer.isAlive()) {
      consumer.wakeup();
      join();
    } else {
      consumer.close();
    }
  }

  private void join() {
    try {
      writer.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
