package io.seonchak.order.model;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Sharing amounts without losing or inventing a won. */
public final class Shares {

  private Shares() {}

  /**
   * Shares {@code amount} by {@code weights}, by largest remainder (of equal ones, the earlier line
   * first). The shares sum to the amount, and none is greater than its weight.
   *
   * @param amount 0 to the sum of the weights
   * @param weights each at least 0
   * @throws IllegalArgumentException when the amount is out of range
   */
  public static long[] of(long amount, long... weights) {
    BigInteger whole =
        IntStream.range(0, weights.length)
            .mapToObj(i -> BigInteger.valueOf(weights[i]))
            .reduce(BigInteger.ZERO, BigInteger::add);
    if (amount < 0 || BigInteger.valueOf(amount).compareTo(whole) > 0) {
      throw new IllegalArgumentException("amount: %d (expected: 0 to %s)".formatted(amount, whole));
    }
    long[] shares = new long[weights.length];
    if (amount == 0) {
      return shares;
    }
    BigInteger[] remainders = new BigInteger[weights.length];
    long left = amount;
    for (int i = 0; i < weights.length; i++) {
      BigInteger[] parts =
          BigInteger.valueOf(amount)
              .multiply(BigInteger.valueOf(weights[i]))
              .divideAndRemainder(whole);
      shares[i] = parts[0].longValueExact();
      remainders[i] = parts[1];
      left -= shares[i];
    }
    handOut(left, shares, remainders);
    return shares;
  }

  /** Fewer are left than there are remainders that are not 0. */
  private static void handOut(long left, long[] shares, BigInteger[] remainders) {
    IntStream.range(0, shares.length)
        .boxed()
        .sorted(Comparator.comparing((Integer i) -> remainders[i]).reversed())
        .limit(left)
        .forEach(i -> shares[i]++);
  }

  /**
   * What of a share belongs to the first {@code count} of {@code of} units; all of it to all of
   * them, so that parts taken one after the other sum to the share.
   */
  static long upTo(long share, int count, int of) {
    return Math.multiplyExact(share, (long) count) / of;
  }
}
