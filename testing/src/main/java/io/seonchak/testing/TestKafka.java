package io.seonchak.testing;

import io.seonchak.engines.EmbeddedKafka;
import org.jspecify.annotations.Nullable;

/**
 * The one real Kafka of this test process, started at first use and stopped with the process. Tests
 * share it, each under a {@link TestNamespace} of its own.
 */
public final class TestKafka {

  private static @Nullable EmbeddedKafka kafka;

  private TestKafka() {}

  /** The address for clients, as host and port. */
  public static String servers() {
    return kafka().servers();
  }

  /** The Kafka itself, for tests that hurt it; they leave it running. */
  public static synchronized EmbeddedKafka kafka() {
    EmbeddedKafka running = kafka;
    if (running == null) {
      running = TestEngines.start((home, programs) -> EmbeddedKafka.start(home));
      kafka = running;
    }
    return running;
  }
}
