package io.seonchak.stock;

import io.seonchak.claims.PoolView;
import java.time.Instant;

/** Where a drop stands. Computed at each look; nothing flips it. */
enum DropState {
  /** Before the opening. */
  SCHEDULED,
  /** A newcomer can get a unit. */
  OPEN,
  /** He cannot now, but units may come back. */
  ALL_HELD,
  /** All are sold. */
  SOLD_OUT,
  /** After the closing. */
  CLOSED;

  static DropState of(Drop drop, PoolView pool, Instant now) {
    if (now.isBefore(drop.opensAt())) {
      return SCHEDULED;
    }
    if (!now.isBefore(drop.closesAt())) {
      return CLOSED;
    }
    if (!pool.shut()) {
      return OPEN;
    }
    return pool.held() > 0 || pool.live() < pool.terms().capacity() ? ALL_HELD : SOLD_OUT;
  }
}
