package io.seonchak.stock;

import io.seonchak.claims.PoolId;
import io.seonchak.claims.PoolTerms;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What a drop promises; never changes. How many there are stands in its pool.
 *
 * @param price in won
 */
record Drop(
    UUID id,
    UUID seller,
    UUID product,
    String name,
    long price,
    int perMember,
    Instant opensAt,
    Instant closesAt,
    Duration payWithin,
    boolean waitingRoom) {

  PoolId pool() {
    return new PoolId(id);
  }

  PoolTerms terms(int quantity) {
    return new PoolTerms(
        quantity,
        opensAt,
        closesAt,
        perMember,
        payWithin,
        PoolTerms.OFFER_DEFAULT,
        PoolTerms.EXTEND_MAX_DEFAULT,
        true);
  }
}
