package io.seonchak.rehearsal;

import java.time.Duration;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One answer to a claim, as its sender saw it.
 *
 * @param instance whom he asked
 * @param sentNanos when, by {@link System#nanoTime()}
 * @param took until the answer, or until it was clear that there is none
 * @param status 0 when no answer came
 * @param retryAfter whether it says when to come again
 * @param body or, without an answer, why there is none
 */
public record Reply(
    int member,
    int instance,
    long sentNanos,
    Duration took,
    int status,
    String code,
    boolean retryAfter,
    @Nullable UUID claim,
    String body) {

  /** It is a yes. */
  public boolean granted() {
    return status == 200 || status == 201;
  }

  /** It is a yes or a no, which asking again does not change. */
  public boolean settled() {
    return status != 0 && status != 429 && status < 500;
  }

  /** It shows the inside of the program. */
  public boolean showsInside() {
    return status != 0 && (body.contains("Exception") || body.contains("\tat "));
  }

  @Override
  public String toString() {
    return "%d %s from instance %d after %d ms: %s"
        .formatted(status, code, instance, took.toMillis(), body);
  }
}
