package io.seonchak.platform.cache;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.circuitbreaker.event.CircuitBreakerOnStateTransitionEvent;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisFuture;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.codec.StringCodec;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.DefaultClientResources;
import io.lettuce.core.resource.Delay;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Redis as the shared level. A key holds {@code V}, the instant until which the value may be used
 * (13 digits, in ms) and the value; or {@code L} and the token of who may put a value there.
 * Dropping deletes either, so a value that was read before a change cannot be put there after it.
 *
 * <p>One answer that does not come in time opens a circuit: until Redis answers again nobody waits
 * for it. May be used by many threads at once.
 */
final class RedisLevel implements SharedLevel {

  /** The longest wait for an answer. */
  static final Duration ANSWER_MAX = Duration.ofMillis(80);

  /** How long nobody asks after an answer did not come; then one does. */
  static final Duration REST = Duration.ofMillis(500);

  private static final Duration LEASE = Duration.ofSeconds(3);
  private static final Duration REMEMBERED = Duration.ofMinutes(1);
  private static final Duration RECONNECT = Duration.ofMillis(250);
  private static final Duration CONNECT_MAX = Duration.ofSeconds(1);
  private static final int STAMP_END = 14;

  private static final byte[] READ =
      script(
          """
          local v = redis.call('GET', KEYS[1])
          if v then
            if string.sub(v, 1, 1) == 'L' then return v end
            local left = tonumber(string.sub(v, 2, 14)) - tonumber(ARGV[1])
            if left > 0 then
              local idle = math.min(left, tonumber(ARGV[2]))
              if redis.call('PTTL', KEYS[1]) < idle / 2 then
                redis.call('PEXPIRE', KEYS[1], idle)
              end
              return v
            end
          end
          redis.call('SET', KEYS[1], ARGV[3], 'PX', ARGV[4])
          return ARGV[3]
          """);
  private static final byte[] WRITE =
      script(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then
            redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
          end
          return ''
          """);
  private static final byte[] RELEASE =
      script(
          """
          if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
          return ''
          """);
  private static final byte[] DROP =
      script(
          """
          if redis.call('SET', KEYS[2], '1', 'NX', 'PX', ARGV[1]) then
            redis.call('DEL', KEYS[1])
            redis.call('PUBLISH', ARGV[2], ARGV[3])
          end
          return ''
          """);

  private static final Logger log = LoggerFactory.getLogger(RedisLevel.class);

  private final ClientResources resources;
  private final RedisClient client;
  private final CircuitBreakerRegistry circuits = CircuitBreakerRegistry.of(oneFailureOpens());
  private final CircuitBreaker circuit = circuits.circuitBreaker("cache-redis");
  private final AtomicBoolean missed = new AtomicBoolean();
  private final Map<String, Consumer<String>> listeners = new ConcurrentHashMap<>();
  private final AtomicLong connections = new AtomicLong();
  private final AtomicBoolean connecting = new AtomicBoolean();
  private volatile @Nullable StatefulRedisConnection<byte[], byte[]> connection;
  private volatile @Nullable StatefulRedisPubSubConnection<String, String> ears;

  /** Redis at an address; it need not be there yet. */
  RedisLevel(RedisURI address) {
    address.setTimeout(CONNECT_MAX);
    resources =
        DefaultClientResources.builder()
            .ioThreadPoolSize(2)
            .computationThreadPoolSize(2)
            .reconnectDelay(Delay.constant(RECONNECT))
            .build();
    client = RedisClient.create(resources, address);
    client.setOptions(
        ClientOptions.builder()
            .disconnectedBehavior(ClientOptions.DisconnectedBehavior.REJECT_COMMANDS)
            .socketOptions(SocketOptions.builder().connectTimeout(CONNECT_MAX).build())
            .build());
    client.addListener(new Connections(connections));
    circuit.getEventPublisher().onStateTransition(RedisLevel::told);
    connect();
  }

  private static CircuitBreakerConfig oneFailureOpens() {
    return CircuitBreakerConfig.custom()
        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
        .slidingWindowSize(1)
        .minimumNumberOfCalls(1)
        .failureRateThreshold(100)
        .permittedNumberOfCallsInHalfOpenState(1)
        .waitDurationInOpenState(REST)
        .build();
  }

  private static void told(CircuitBreakerOnStateTransitionEvent event) {
    switch (event.getStateTransition()) {
      case CLOSED_TO_OPEN -> log.warn("Redis does not answer the cache; the database does");
      case HALF_OPEN_TO_CLOSED -> log.info("Redis answers the cache again");
      default -> log.debug("{}", event);
    }
  }

  /** The circuit, for its meters. */
  CircuitBreakerRegistry circuits() {
    return circuits;
  }

  @Override
  public Optional<List<Found>> read(List<String> keys, long nowMillis, Duration idle) {
    byte[] own = bytes("L" + UUID.randomUUID());
    Optional<List<byte[]>> answers =
        ask(
            commands ->
                keys.stream()
                    .map(
                        key ->
                            eval(
                                commands,
                                READ,
                                List.of(key),
                                number(nowMillis),
                                number(idle.toMillis()),
                                own,
                                number(LEASE.toMillis())))
                    .toList());
    return answers.map(all -> all.stream().map(answer -> found(answer, own)).toList());
  }

  private static Found found(byte[] answer, byte[] own) {
    if (answer.length > STAMP_END && answer[0] == 'V') {
      return new Hit(
          Long.parseLong(new String(answer, 1, STAMP_END - 1, StandardCharsets.US_ASCII)),
          Arrays.copyOfRange(answer, STAMP_END, answer.length));
    }
    return Arrays.equals(answer, own)
        ? new Lease(new String(own, StandardCharsets.US_ASCII))
        : new Nothing();
  }

  @Override
  public void write(List<Filled> values) {
    tell(
        commands ->
            values.stream()
                .map(
                    filled ->
                        eval(
                            commands,
                            WRITE,
                            List.of(filled.key()),
                            bytes(filled.token()),
                            stamped(filled),
                            number(filled.first().toMillis())))
                .toList());
  }

  private static byte[] stamped(Filled filled) {
    byte[] stamp = bytes("V%013d".formatted(filled.usableUntil()));
    byte[] all = Arrays.copyOf(stamp, stamp.length + filled.value().length);
    System.arraycopy(filled.value(), 0, all, stamp.length, filled.value().length);
    return all;
  }

  @Override
  public void release(List<String> keys, List<String> tokens) {
    tell(
        commands -> {
          List<RedisFuture<byte[]>> all = new ArrayList<>();
          for (int i = 0; i < keys.size(); i++) {
            all.add(eval(commands, RELEASE, List.of(keys.get(i)), bytes(tokens.get(i))));
          }
          return all;
        });
  }

  @Override
  public boolean drop(List<Drop> drops) {
    return ask(commands ->
            drops.stream()
                .map(
                    drop ->
                        eval(
                            commands,
                            DROP,
                            List.of(drop.key(), drop.once()),
                            number(REMEMBERED.toMillis()),
                            bytes(drop.channel()),
                            bytes(drop.message())))
                .toList())
        .isPresent();
  }

  @Override
  public long connections() {
    return connections.get();
  }

  @Override
  public void listen(String channel, Consumer<String> listener) {
    listeners.put(channel, listener);
    StatefulRedisPubSubConnection<String, String> open = ears;
    if (open != null) {
      var _ = open.async().subscribe(channel);
    }
  }

  /** Sends commands together and waits for all answers; empty when one did not come in time. */
  private Optional<List<byte[]>> ask(
      Function<RedisAsyncCommands<byte[], byte[]>, List<RedisFuture<byte[]>>> commands) {
    StatefulRedisConnection<byte[], byte[]> open = connection();
    if (open == null || !circuit.tryAcquirePermission()) {
      return Optional.empty();
    }
    long began = System.nanoTime();
    List<RedisFuture<byte[]>> sent = List.of();
    try {
      sent = commands.apply(open.async());
      List<byte[]> answers = new ArrayList<>(sent.size());
      for (RedisFuture<byte[]> each : sent) {
        long left = ANSWER_MAX.toNanos() - (System.nanoTime() - began);
        answers.add(each.get(Math.max(0, left), TimeUnit.NANOSECONDS));
      }
      circuit.onSuccess(System.nanoTime() - began, TimeUnit.NANOSECONDS);
      return Optional.of(answers);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      circuit.releasePermission();
    } catch (ExecutionException | TimeoutException | RedisException e) {
      sent.forEach(each -> each.cancel(false));
      circuit.onError(System.nanoTime() - began, TimeUnit.NANOSECONDS, e);
    }
    return Optional.empty();
  }

  /** Sends commands together and waits for nothing. */
  private void tell(
      Function<RedisAsyncCommands<byte[], byte[]>, List<RedisFuture<byte[]>>> commands) {
    StatefulRedisConnection<byte[], byte[]> open = connection;
    if (open == null || circuit.getState() != CircuitBreaker.State.CLOSED) {
      return;
    }
    try {
      var _ = commands.apply(open.async());
    } catch (RedisException e) {
      log.debug("a value was not shared: {}", e.toString());
    }
  }

  private static RedisFuture<byte[]> eval(
      RedisAsyncCommands<byte[], byte[]> commands,
      byte[] script,
      List<String> keys,
      byte[]... arguments) {
    byte[][] names = keys.stream().map(RedisLevel::bytes).toArray(byte[][]::new);
    return commands.eval(script, ScriptOutputType.VALUE, names, arguments);
  }

  private @Nullable StatefulRedisConnection<byte[], byte[]> connection() {
    StatefulRedisConnection<byte[], byte[]> open = connection;
    if (open == null && connecting.compareAndSet(false, true)) {
      Thread.ofVirtual().name("cache-redis").start(this::connectInPeace);
    }
    return open;
  }

  private void connectInPeace() {
    try {
      connect();
      if (connection == null) {
        Thread.sleep(RECONNECT);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      connecting.set(false);
    }
  }

  /** Once connected, Lettuce connects again by itself. */
  private void connect() {
    try {
      if (ears == null) {
        hear(client.connectPubSub(StringCodec.UTF8));
      }
      connection = client.connect(ByteArrayCodec.INSTANCE);
    } catch (RedisException e) {
      if (!missed.getAndSet(true)) {
        log.warn("no Redis for the cache yet, the database answers: {}", e.toString());
      }
    }
  }

  private void hear(StatefulRedisPubSubConnection<String, String> open) {
    open.addListener(new Ears(listeners));
    ears = open;
    for (String channel : listeners.keySet()) {
      var _ = open.async().subscribe(channel);
    }
  }

  private record Connections(AtomicLong count) implements RedisConnectionStateListener {
    @Override
    public void onRedisConnected(RedisChannelHandler<?, ?> connection, SocketAddress address) {
      count.incrementAndGet();
    }
  }

  private static final class Ears extends RedisPubSubAdapter<String, String> {
    private final Map<String, Consumer<String>> listeners;

    Ears(Map<String, Consumer<String>> listeners) {
      this.listeners = listeners;
    }

    @Override
    public void message(String channel, String message) {
      Consumer<String> listener = listeners.get(channel);
      if (listener != null) {
        listener.accept(message);
      }
    }
  }

  private static byte[] script(String text) {
    return bytes(text);
  }

  private static byte[] number(long value) {
    return bytes(Long.toString(value));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    client.shutdown(0, 100, TimeUnit.MILLISECONDS);
    var _ = resources.shutdown(0, 100, TimeUnit.MILLISECONDS);
  }
}
