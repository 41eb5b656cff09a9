package io.seonchak.bench.compare;

import io.lettuce.core.RedisClient;
import io.seonchak.bench.reference.Reference;
import io.seonchak.engines.EmbeddedKafka;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EmbeddedRedis;
import io.seonchak.engines.Engines;
import io.seonchak.rehearsal.Instance;
import io.seonchak.rehearsal.SealedInstance;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * One contender on engines that stay, with a database, a home and a namespace of its own, which go
 * with it: nobody finds what another left.
 */
final class Stage implements AutoCloseable {

  private static final Duration AT_REST_WITHIN = Duration.ofMinutes(2);
  private static final long LOOK_MILLIS = 20;

  private final Contender contender;
  private final Engines engines;
  private final String name;
  private final Books books;
  private final Admin kafka;
  private final Service service;

  /**
   * Starts it and waits until it answers.
   *
   * @param product the program that is ours
   * @param name that no other stage on these engines had
   */
  Stage(Contender contender, Engines engines, Instance.Program product, String name)
      throws IOException, InterruptedException, SQLException {
    this.contender = contender;
    this.engines = engines;
    this.name = name;
    this.books = new Books(engines.get(EmbeddedPostgres.class), name, contender.ours());
    execute("CREATE DATABASE " + name);
    this.service =
        contender.ours()
            ? new Service.Product(SealedInstance.on(engines, product, environment()))
            : ReferenceProcess.start(engines, environment(), books);
    this.kafka =
        Admin.create(Map.of("bootstrap.servers", engines.get(EmbeddedKafka.class).servers()));
  }

  private Map<String, String> environment() {
    Map<String, String> environment = new HashMap<>(contender.settings());
    environment.put("SEONCHAK_POSTGRES_URL", engines.get(EmbeddedPostgres.class).url(name));
    environment.put("SEONCHAK_NAMESPACE", name);
    return environment;
  }

  Service service() {
    return service;
  }

  Books books() {
    return books;
  }

  /** The processes that serve a claim. */
  List<Long> processes() {
    return List.of(
        service.instance().pid(),
        engines.get(EmbeddedPostgres.class).pid(),
        engines.get(EmbeddedRedis.class).pid(),
        engines.get(EmbeddedKafka.class).pid());
  }

  /**
   * Waits until all that follows the answers of a drop is done.
   *
   * @throws IllegalStateException when it is not in time
   */
  void awaitRest(UUID drop) throws SQLException, InterruptedException, ExecutionException {
    long end = System.nanoTime() + AT_REST_WITHIN.toNanos();
    while (!atRest(drop)) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException(contender.id() + " does not come to rest");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
  }

  private boolean atRest(UUID drop) throws SQLException, InterruptedException, ExecutionException {
    if (contender.ours()) {
      return books.sent() && (contender.equals(Contender.OURS) || books.ordered(drop));
    }
    return contender.durable() || allRead();
  }

  /** Whether the references' consumer has written and committed all there is in its topic. */
  private boolean allRead() throws InterruptedException, ExecutionException {
    String topic = Reference.topic(name);
    Map<TopicPartition, OffsetSpec> latest = new HashMap<>();
    Map<String, TopicDescription> described =
        kafka.describeTopics(List.of(topic)).allTopicNames().get();
    Objects.requireNonNull(described.get(topic)).partitions().stream()
        .map(partition -> new TopicPartition(topic, partition.partition()))
        .forEach(partition -> latest.put(partition, OffsetSpec.latest()));
    Map<TopicPartition, OffsetAndMetadata> read =
        kafka.listConsumerGroupOffsets(topic).partitionsToOffsetAndMetadata().get();
    return kafka.listOffsets(latest).all().get().entrySet().stream()
        .allMatch(end -> end.getValue().offset() == offset(read.get(end.getKey())));
  }

  private static long offset(@Nullable OffsetAndMetadata read) {
    return read == null ? 0 : read.offset();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection =
            engines.get(EmbeddedPostgres.class).connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** What one left would cost the next memory and time. */
  @Override
  public void close() throws SQLException, ExecutionException {
    try (kafka) {
      service.instance().kill();
      service.close();
      execute("DROP DATABASE " + name + " WITH (FORCE)");
      List<String> topics =
          kafka.listTopics().names().get().stream()
              .filter(topic -> topic.startsWith(name + "."))
              .toList();
      kafka.deleteTopics(topics).all().get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    try (RedisClient redis = RedisClient.create(engines.get(EmbeddedRedis.class).url())) {
      redis.connect().sync().flushall();
    }
  }
}
