package io.seonchak.testing;

import io.seonchak.engines.EmbeddedRedis;
import org.jspecify.annotations.Nullable;

/**
 * The one real Redis of this test process, started at first use and stopped with the process. Tests
 * share it, each under a {@link TestNamespace} of its own.
 */
public final class TestRedis {

  private static @Nullable EmbeddedRedis redis;

  private TestRedis() {}

  /** The address, with its password. */
  public static String url() {
    return redis().url();
  }

  /** The Redis itself, for tests that hurt it; they leave it running. */
  public static synchronized EmbeddedRedis redis() {
    EmbeddedRedis running = redis;
    if (running == null) {
      running = TestEngines.start(EmbeddedRedis::start);
      redis = running;
    }
    return running;
  }
}
