package io.seonchak.engines;

import java.time.Duration;
import java.util.List;

/** A PostgreSQL that is run as it must not be. */
public final class Unsafe {

  private static final Duration START_WITHIN = Duration.ofSeconds(30);

  private Unsafe() {}

  /** Kills it and starts it with one of its settings off; {@link Engine#restart()} mends it. */
  public static void restart(EmbeddedPostgres postgres, String setting) {
    List<String> line =
        postgres.line().stream()
            .map(word -> word.equals(setting + "=on") ? setting + "=off" : word)
            .toList();
    postgres.kill();
    // Children of the killed one may hold its memory for a moment yet.
    boolean up =
        ChildProcess.await(
            () -> {
              Process started = postgres.launch(line);
              return ChildProcess.await(
                      () -> !started.isAlive() || postgres.answers(), START_WITHIN)
                  && started.isAlive();
            },
            START_WITHIN);
    if (!up) {
      throw new EngineException("PostgreSQL does not start with %s = off".formatted(setting));
    }
  }
}
