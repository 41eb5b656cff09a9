package io.seonchak.platform.money;

/**
 * An amount of Korean won; there is nothing smaller.
 *
 * @param amount 0 to {@value #MAX}
 */
public record Won(long amount) {

  /** The largest amount, far below what a JSON number carries exactly. */
  public static final long MAX = 1_000_000_000_000L;

  public Won {
    if (amount < 0 || amount > MAX) {
      throw new IllegalArgumentException("won: " + amount + " (expected: 0 to " + MAX + ")");
    }
  }
}
