package io.seonchak.platform.remote;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The other side did not answer, or not usefully. At the edge it becomes {@code 503 UNAVAILABLE}.
 */
public final class RemoteUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final boolean mayHaveHappened;
  private final Duration retryAfter;

  RemoteUnavailable(
      String party, boolean mayHaveHappened, Duration retryAfter, @Nullable Throwable cause) {
    super(
        "%s is away%s".formatted(party, cause == null ? "" : ": " + cause.getMessage()),
        cause,
        false,
        false);
    this.mayHaveHappened = mayHaveHappened;
    this.retryAfter = retryAfter;
  }

  /**
   * Whether the other side may have done what it was asked for. False only when nothing was sent:
   * then nothing needs to be looked up before asking again.
   */
  public boolean mayHaveHappened() {
    return mayHaveHappened;
  }

  /** When it is worth asking again. */
  public Duration retryAfter() {
    return retryAfter;
  }
}
