package io.seonchak.coupon;

import org.jspecify.annotations.Nullable;

/** What a coupon takes off the goods of an order, all in won. */
sealed interface Discount {

  /** What it takes off goods that cost {@code goods}; never more than they cost. */
  long off(long goods);

  /**
   * An amount.
   *
   * @param amount at least 1
   */
  record Amount(long amount) implements Discount {

    @Override
    public long off(long goods) {
      return Math.min(amount, goods);
    }
  }

  /**
   * A share, rounded down to whole won.
   *
   * @param percent 1 to 100
   * @param max at least 1; null for no other maximum than the goods' price
   */
  record Percent(int percent, @Nullable Long max) implements Discount {

    @Override
    public long off(long goods) {
      long share = goods * percent / 100;
      return max == null ? share : Math.min(share, max);
    }
  }
}
