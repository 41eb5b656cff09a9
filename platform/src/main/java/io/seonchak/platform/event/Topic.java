package io.seonchak.platform.event;

import java.time.Duration;

/**
 * A topic of a context.
 *
 * @param name with its namespace
 * @param partitions how many consumers may share it at most; never lowered later
 * @param kept how long the broker keeps what was sent
 */
public record Topic(String name, int partitions, Duration kept) {

  /** Partitions unless a context needs others. */
  public static final int PARTITIONS = 12;

  /** How long topics keep events. */
  public static final Duration KEPT = Duration.ofDays(7);

  /** What the topic of parked events is called. */
  static String deadLetters(String topic) {
    return topic + ".dlt";
  }
}
