package io.seonchak.coupon;

import org.jspecify.annotations.Nullable;

/**
 * A discount as it is shown: either an amount, or a share with or without a maximum.
 *
 * @param amount in won
 * @param max in won; only of a share
 */
record CouponDiscount(@Nullable Long amount, @Nullable Integer percent, @Nullable Long max) {

  static CouponDiscount of(Discount discount) {
    return switch (discount) {
      case Discount.Amount off -> new CouponDiscount(off.amount(), null, null);
      case Discount.Percent off -> new CouponDiscount(null, off.percent(), off.max());
    };
  }
}
