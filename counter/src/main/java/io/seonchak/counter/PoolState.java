package io.seonchak.counter;

import io.seonchak.claims.PoolView;
import java.time.Instant;

/** Where a pool stands. Computed at each look; nothing flips it. */
public enum PoolState {
  /** Before the opening. */
  SCHEDULED,
  /** A newcomer can get a unit. */
  OPEN,
  /** He cannot now, but units may come back. */
  ALL_HELD,
  /** All are sold or given out. */
  SOLD_OUT,
  /** After the closing. */
  CLOSED;

  /** Where it stands at {@code now}. */
  public static PoolState of(PoolView pool, Instant now) {
    Instant opensAt = pool.terms().opensAt();
    Instant closesAt = pool.terms().closesAt();
    if (opensAt != null && now.isBefore(opensAt)) {
      return SCHEDULED;
    }
    if (closesAt != null && !now.isBefore(closesAt)) {
      return CLOSED;
    }
    if (!pool.shut()) {
      return OPEN;
    }
    return pool.held() > 0 || pool.live() < pool.terms().capacity() ? ALL_HELD : SOLD_OUT;
  }
}
