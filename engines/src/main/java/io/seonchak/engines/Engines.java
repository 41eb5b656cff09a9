package io.seonchak.engines;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/**
 * The engines of one home, started at once. Only {@link #close()} may come from another thread, at
 * any time: also while they start.
 */
public final class Engines implements AutoCloseable {

  /** What there is, and the setting whose absence asks for it. */
  public enum Kind {
    /** Holds the truth. */
    POSTGRES("seonchak.postgres.url"),
    /** Holds what may be rebuilt. */
    REDIS("seonchak.redis.url"),
    /** Carries events. */
    KAFKA("seonchak.kafka.servers");

    private final String setting;

    Kind(String setting) {
      this.setting = setting;
    }

    /** The environment variable that names the address of one's own instead. */
    public String variable() {
      return Engines.variable(setting);
    }
  }

  /**
   * No virtual threads: loading classes from a jar of jars pins them, and on a small machine the
   * one that has the jar's lock may then never be carried on.
   */
  private final ExecutorService threads =
      Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("engine-", 0).factory());

  private final List<CompletableFuture<Void>> all = new ArrayList<>();
  private final List<Engine> engines;

  /**
   * Those of a home that are wanted; nothing runs yet.
   *
   * @param programs where the engines themselves are unpacked; several homes may share it
   */
  public Engines(Path home, Path programs, Set<Kind> wanted) {
    this.engines = wanted.stream().sorted().map(kind -> engine(kind, home, programs)).toList();
  }

  private static Engine engine(Kind kind, Path home, Path programs) {
    return switch (kind) {
      case POSTGRES -> new EmbeddedPostgres(home, programs, RunAs.chosen());
      case REDIS -> new EmbeddedRedis(home, programs);
      case KAFKA -> new EmbeddedKafka(home);
    };
  }

  /**
   * Starts them. On return PostgreSQL and Redis serve and all addresses are known; Kafka, the
   * slowest, may still be starting, because its clients wait for it anyway.
   *
   * @throws EngineException when one does not start; then none is left running
   */
  public void start() {
    List<CompletableFuture<Void>> first = new ArrayList<>();
    for (Engine engine : engines) {
      var prepared = CompletableFuture.runAsync(engine::prepare, threads);
      var up = prepared.thenRunAsync(engine::up, threads);
      first.add(engine instanceof EmbeddedKafka ? prepared : up);
      all.add(up);
    }
    await(first);
  }

  /**
   * Waits until all serve.
   *
   * @throws EngineException when one does not; then none is left running
   */
  public void awaitReady() {
    await(all);
  }

  /** Where they are reached, as the application's settings. */
  public Map<String, String> settings() {
    Map<String, String> settings = new HashMap<>();
    engines.forEach(engine -> settings.putAll(engine.settings()));
    return settings;
  }

  /** The same as environment variables, for other processes. */
  public Map<String, String> environment() {
    return settings().entrySet().stream()
        .collect(Collectors.toMap(setting -> variable(setting.getKey()), Map.Entry::getValue));
  }

  /**
   * One of those that were wanted.
   *
   * @throws IllegalArgumentException when it was not
   */
  public <E extends Engine> E get(Class<E> type) {
    return engines.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s: not among %s".formatted(type.getSimpleName(), engines)));
  }

  /** Stops them all, at once and in order. */
  @Override
  public void close() {
    CompletableFuture.allOf(
            engines.stream()
                .map(engine -> CompletableFuture.runAsync(engine::close, threads))
                .toArray(CompletableFuture<?>[]::new))
        .join();
  }

  /** Their names, for people. */
  @Override
  public String toString() {
    return engines.stream().map(Engine::toString).collect(Collectors.joining(", "));
  }

  private void await(List<CompletableFuture<Void>> steps) {
    try {
      steps.forEach(CompletableFuture::join);
    } catch (CompletionException e) {
      close();
      throw e.getCause() instanceof EngineException fault
          ? fault
          : new EngineException("an engine does not start: " + e.getCause(), e);
    }
  }

  private static String variable(String setting) {
    return setting.replace('.', '_').toUpperCase(Locale.ROOT);
  }
}
