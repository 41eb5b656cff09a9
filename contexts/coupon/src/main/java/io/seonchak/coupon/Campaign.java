package io.seonchak.coupon;

import io.seonchak.claims.PoolId;
import io.seonchak.claims.PoolTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What a coupon campaign promises; never changes. How many there are stands in its pool.
 *
 * @param minOrder what the goods must cost at least, in won
 * @param perMember coupons one member may get
 * @param validDays how long a coupon is good, in days of 24 hours from its grant
 */
record Campaign(
    UUID id,
    UUID seller,
    String name,
    Discount discount,
    long minOrder,
    int perMember,
    Instant opensAt,
    Instant closesAt,
    int validDays) {

  PoolId pool() {
    return new PoolId(id);
  }

  /** Nothing is held and nothing comes back: a coupon is its owner's with the grant. */
  PoolTerms terms(int quantity) {
    return new PoolTerms(
        quantity, opensAt, closesAt, perMember, Duration.ZERO, Duration.ZERO, Duration.ZERO, false);
  }

  /** The first instant at which a coupon granted then is no longer good. */
  Instant validUntil(Instant grantedAt) {
    return grantedAt.plus(Duration.ofDays(validDays));
  }
}
