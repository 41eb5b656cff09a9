package io.seonchak.coupon;

/** Where a coupon stands. */
enum CouponState {
  /** It may be used. */
  AVAILABLE,
  /** It waits for an order to be paid. */
  RESERVED,
  /** It was used. */
  USED,
  /** It was not used in its days. Seen at a look; nothing flips it, and it is stored nowhere. */
  EXPIRED
}
