package io.seonchak.platform.web;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** The {@code Idempotency-Key} header. */
public final class Keys {

  /** The header's name. */
  public static final String HEADER = "Idempotency-Key";

  /** The longest key, in characters. */
  public static final int LENGTH_MAX = 300;

  private Keys() {}

  /** Whether it is a key: 1 to {@value #LENGTH_MAX} visible ASCII characters. */
  public static boolean valid(@Nullable String key) {
    return key != null
        && !key.isEmpty()
        && key.length() <= LENGTH_MAX
        && key.chars().allMatch(c -> c > ' ' && c < 127);
  }

  /**
   * The key of a request that must have one.
   *
   * @throws Problem when it has none
   */
  public static String require(@Nullable String key) {
    if (key == null || !valid(key)) {
      throw Problem.invalid(
          HEADER, "missing or not 1 to %d visible ASCII characters".formatted(LENGTH_MAX));
    }
    return key;
  }

  /**
   * Lets a request with a key that was used before go on only with the body it was used with.
   *
   * @throws Problem {@link CommonProblem#KEY_REUSED} when it is another
   */
  public static void requireSame(byte[] bodyBefore, byte[] body) {
    if (!MessageDigest.isEqual(bodyBefore, body)) {
      throw Problem.of(CommonProblem.KEY_REUSED);
    }
  }
}
