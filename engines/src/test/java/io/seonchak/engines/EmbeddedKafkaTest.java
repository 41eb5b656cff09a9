package io.seonchak.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaTest {

  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final String TOPIC = "kept";

  @TempDir Path home;
  private EmbeddedKafka kafka;

  @AfterEach
  void stop() {
    if (kafka != null) {
      kafka.close();
    }
  }

  @Test
  void whoIsClosedWhileItStartsLeavesNothing() {
    kafka = new EmbeddedKafka(home);
    kafka.prepare();
    kafka.launch(kafka.line());

    kafka.close();

    assertThat(ChildProcess.leftOvers(kafka.mark())).isEmpty();
    assertThatThrownBy(kafka::up)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("stopped while it started");
  }

  @Test
  void whatWasAcknowledgedSurvivesKillsHaltsAndAnOwnerThatForgotIt() throws Exception {
    start();
    String servers = kafka.servers();
    makeTopic();
    send(0, 500);
    kafka.kill();
    kafka.restart();
    assertThat(received()).containsExactlyElementsOf(numbers(500));

    send(500, 1_000);
    long leftOver = kafka.pid();
    kafka.suspend();
    start();
    assertThat(kafka.servers()).isEqualTo(servers);
    assertThat(received()).containsExactlyElementsOf(numbers(1_000));
    assertThat(ProcessHandle.of(leftOver).filter(ChildProcess::lives)).isEmpty();

    kafka.close();
    assertThat(ChildProcess.leftOvers(kafka.mark())).isEmpty();
  }

  @Test
  void noTopicComesFromAskingForIt() throws Exception {
    start();

    try (Admin admin = Admin.create(client())) {
      assertThatThrownBy(() -> admin.describeTopics(List.of("misspelt")).allTopicNames().get())
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnknownTopicOrPartitionException.class);
      assertThat(admin.listTopics().names().get()).isEmpty();
    }
  }

  private void start() {
    kafka = EmbeddedKafka.start(home);
  }

  private Map<String, Object> client() {
    return Map.of("bootstrap.servers", kafka.servers());
  }

  private void makeTopic() throws Exception {
    try (Admin admin = Admin.create(client())) {
      admin.createTopics(List.of(new NewTopic(TOPIC, 1, (short) 1))).all().get();
    }
  }

  private void send(int from, int to) throws Exception {
    try (var producer =
        new KafkaProducer<>(client(), new StringSerializer(), new StringSerializer())) {
      List<Future<RecordMetadata>> acknowledged = new ArrayList<>();
      for (int i = from; i < to; i++) {
        acknowledged.add(producer.send(new ProducerRecord<>(TOPIC, "key", Integer.toString(i))));
      }
      for (Future<RecordMetadata> each : acknowledged) {
        each.get();
      }
    }
  }

  /** All there is, read to its end. */
  private List<String> received() {
    try (var consumer =
        new KafkaConsumer<>(client(), new StringDeserializer(), new StringDeserializer())) {
      var partition = new org.apache.kafka.common.TopicPartition(TOPIC, 0);
      long end = consumer.endOffsets(List.of(partition), PATIENCE).get(partition);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      List<String> received = new ArrayList<>();
      long patience = System.nanoTime() + PATIENCE.toNanos();
      while (consumer.position(partition) < end && System.nanoTime() < patience) {
        for (ConsumerRecord<String, String> each : consumer.poll(Duration.ofMillis(200))) {
          received.add(each.value());
        }
      }
      return received;
    }
  }

  private static List<String> numbers(int below) {
    return IntStream.range(0, below).mapToObj(Integer::toString).toList();
  }
}
