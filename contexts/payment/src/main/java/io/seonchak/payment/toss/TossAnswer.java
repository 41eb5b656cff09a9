package io.seonchak.payment.toss;

import java.time.Duration;

/**
 * What came of a request. Only {@link Refused} and {@link Retry} say that nothing was done.
 *
 * @param <T> what is answered when it was done
 */
public sealed interface TossAnswer<T> {

  /** It was done. */
  record Done<T>(T value) implements TossAnswer<T> {}

  /**
   * It was not done, and would not be if asked again.
   *
   * @param message the gateway's words, for people; empty or in the language asked for
   */
  record Refused<T>(TossCode code, String message) implements TossAnswer<T> {}

  /**
   * It was not done, but may be later.
   *
   * @param after how long to wait
   * @param sameKey whether the attempt goes on with its key; else it ends here and a new one needs
   *     a new key, after the payment was read
   */
  record Retry<T>(TossCode code, Duration after, boolean sameKey) implements TossAnswer<T> {}

  /**
   * It may have been done. Never a failure: read the payment ({@link Resolving}).
   *
   * @param why without anything secret
   */
  record Unknown<T>(String why) implements TossAnswer<T> {}
}
