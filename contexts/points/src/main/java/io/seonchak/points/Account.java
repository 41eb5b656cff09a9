package io.seonchak.points;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member has, while his row is locked. Available points are always the last that came in:
 * spent and held are the oldest. So what is available beyond all credits that still live has
 * expired. Not thread-safe.
 */
final class Account {

  private final UUID member;
  private long available;
  private long held;
  private long living;
  private final @Nullable Instant due;
  private boolean changed;

  /**
   * An account as read.
   *
   * @param living what came in and has not reached its day
   * @param due the latest day that has come and was not settled; null when none
   */
  Account(UUID member, long available, long held, long living, @Nullable Instant due) {
    this.member = member;
    this.available = available;
    this.held = held;
    this.living = living;
    this.due = due;
  }

  UUID member() {
    return member;
  }

  /** May be below zero: then it is owed. */
  long available() {
    return available;
  }

  long held() {
    return held;
  }

  @Nullable Instant due() {
    return due;
  }

  /** What is available and whose day has come. */
  long expired() {
    return expiredWith(0);
  }

  /** The same if {@code more} came back to what is available. */
  long expiredWith(long more) {
    return Math.max(0, available + more - living);
  }

  boolean changed() {
    return changed;
  }

  /** Books a transfer. */
  void book(Transfer transfer) {
    available += transfer.kind().sign(Side.AVAILABLE) * transfer.amount();
    held += transfer.kind().sign(Side.HELD) * transfer.amount();
    if (transfer.credit() != null) {
      living += transfer.credit().amount();
    }
    changed = true;
  }
}
