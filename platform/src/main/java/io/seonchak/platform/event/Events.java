package io.seonchak.platform.event;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.seonchak.platform.id.Ids;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.kafka.core.DefaultKafkaConsumerFactory;
import org.springframework.kafka.listener.BatchMessageListener;
import org.springframework.kafka.listener.ConcurrentMessageListenerContainer;
import org.springframework.kafka.listener.ContainerProperties;
import org.springframework.kafka.listener.DefaultErrorHandler;
import org.springframework.stereotype.Component;
import org.springframework.util.backoff.ExponentialBackOff;

/**
 * The events of all contexts this process hosts: starts their relays and listeners after everything
 * else, and stops them before anything they need.
 */
@Component
public class Events implements SmartLifecycle {

  private static final int POLLED_MAX = 500;
  private static final int THREADS = 2;
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);
  private static final Duration POLL = Duration.ofMillis(500);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);

  private static final Logger log = LoggerFactory.getLogger(Events.class);

  private final String servers;
  private final String namespace;
  private final Ids ids;
  private final Clock clock;
  private final ObjectProvider<MeterRegistry> meters;
  private final Map<String, ContextEvents> contexts = new TreeMap<>();
  private final List<ConcurrentMessageListenerContainer<byte[], byte[]>> listeners =
      new ArrayList<>();
  private volatile boolean running;

  Events(
      @Value("${seonchak.kafka.servers}") String servers,
      @Value("${seonchak.namespace}") String namespace,
      Ids ids,
      Clock clock,
      ObjectProvider<MeterRegistry> meters) {
    this.servers = servers;
    this.namespace = namespace;
    this.ids = ids;
    this.clock = clock;
    this.meters = meters;
  }

  /**
   * The events of a context. Called once by its wiring, when its schema is there.
   *
   * @param context its name, which is its schema's
   */
  public ContextEvents of(String context, DataSource source) {
    return of(context, context, source);
  }

  /**
   * The same for a context whose name is a word of SQL.
   *
   * @param context what its events' names and its topic say
   * @param schema where its tables are
   */
  public ContextEvents of(String context, String schema, DataSource source) {
    var events = new ContextEvents(context, schema, namespace, servers, source, ids, clock);
    if (contexts.putIfAbsent(context, events) != null) {
      throw new IllegalStateException("the events of %s are wired twice".formatted(context));
    }
    return events;
  }

  /** The events of a context hosted here. */
  public Optional<ContextEvents> byContext(String context) {
    return Optional.ofNullable(contexts.get(context));
  }

  /** All contexts hosted here that tell or hear. */
  public List<ContextEvents> all() {
    return List.copyOf(contexts.values());
  }

  @Override
  public void start() {
    for (ContextEvents context : contexts.values()) {
      meters.ifAvailable(registry -> measure(context, registry));
      context.relay().start();
      context.subscriptions().forEach(this::listen);
    }
    running = true;
  }

  @Override
  public void stop() {
    running = false;
    var stopping = new CountDownLatch(listeners.size());
    listeners.forEach(listener -> listener.stop(stopping::countDown));
    try {
      if (!stopping.await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        log.warn("some listeners are still at work; what they have not finished comes again");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    listeners.clear();
    contexts.values().forEach(context -> context.relay().close());
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  private void listen(Subscription<?> subscription) {
    var properties = new ContainerProperties(subscription.topic());
    properties.setGroupId(subscription.listener());
    properties.setAckMode(ContainerProperties.AckMode.BATCH);
    properties.setPollTimeout(POLL.toMillis());
    properties.setShutdownTimeout(STOP_WITHIN.toMillis());
    properties.setMissingTopicsFatal(false);
    properties.setMessageListener(
        (BatchMessageListener<byte[], byte[]>)
            records -> subscription.receive(records.stream().map(Events::message).toList()));
    var container =
        new ConcurrentMessageListenerContainer<byte[], byte[]>(
            new DefaultKafkaConsumerFactory<>(consumerSettings()), properties);
    container.setBeanName(subscription.listener());
    container.setConcurrency(THREADS);
    container.setCommonErrorHandler(againUntilItPasses());
    container.start();
    listeners.add(container);
  }

  private static Message message(ConsumerRecord<byte[], byte[]> record) {
    return Headers.message(record);
  }

  /** Only what passes by itself gets here: see {@link Subscription}. */
  private static DefaultErrorHandler againUntilItPasses() {
    var pauses = new ExponentialBackOff(FIRST_PAUSE.toMillis(), 2);
    pauses.setMaxInterval(LONGEST_PAUSE.toMillis());
    pauses.setMaxElapsedTime(Long.MAX_VALUE);
    return new DefaultErrorHandler(pauses);
  }

  private Map<String, Object> consumerSettings() {
    return Map.of(
        ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
        servers,
        ConsumerConfig.KEY_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.VALUE_DESERIALIZER_CLASS_CONFIG,
        ByteArrayDeserializer.class,
        ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
        false,
        // What was told before anybody listened counts, too.
        ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
        "earliest",
        ConsumerConfig.MAX_POLL_RECORDS_CONFIG,
        POLLED_MAX,
        // A topic may be made after its listener started.
        ConsumerConfig.METADATA_MAX_AGE_CONFIG,
        2_000,
        ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG,
        10_000);
  }

  private static void measure(ContextEvents context, MeterRegistry registry) {
    Relay relay = context.relay();
    Gauge.builder("seonchak.outbox.waiting", relay, Relay::waiting)
        .description("events written and not yet sent")
        .tag("context", context.context())
        .register(registry);
    Gauge.builder("seonchak.outbox.lag", relay, each -> each.lag().toMillis() / 1e3)
        .description("how long the oldest of them waits")
        .baseUnit("seconds")
        .tag("context", context.context())
        .register(registry);
    FunctionCounter.builder("seonchak.events.sent", relay, Relay::sent)
        .description("events the broker has acknowledged")
        .tag("context", context.context())
        .register(registry);
    for (Subscription<?> each : context.subscriptions()) {
      FunctionCounter.builder("seonchak.events.handled", each, Subscription::handled)
          .description("events that had their effect")
          .tag("listener", each.listener())
          .register(registry);
      FunctionCounter.builder("seonchak.events.parked", each, Subscription::parked)
          .description("events parked since the start")
          .tag("listener", each.listener())
          .register(registry);
    }
  }
}
