package io.seonchak.claims;

import java.time.Duration;
import java.time.Instant;
import java.util.SortedMap;

/** What the kernel answers. A refusal is a value; a fault is an exception. */
public sealed interface Outcome {

  /** A claim that got what it asked for, now or before. */
  sealed interface Yes extends Outcome {
    /** What was granted. */
    Grant grant();
  }

  /** A claim that did not, or a place in the line that was not given. */
  sealed interface No extends Outcome {}

  /** Granted by this command; durable before this answer exists. */
  record Granted(Grant grant) implements Yes {}

  /** Granted earlier for the same key; the grant carries the claim's state of now. */
  record Replayed(Grant grant) implements Yes {}

  /** All lines granted by this command. */
  record GrantedAll(SortedMap<PoolId, Grant> grants) implements Outcome {}

  /** All lines granted earlier for the same key. */
  record ReplayedAll(SortedMap<PoolId, Grant> grants) implements Outcome {}

  /** Nothing was granted, because these pools refused. */
  record Refused(SortedMap<PoolId, No> reasons) implements Outcome {}

  /** The person already holds all he may; {@code claim} is his latest live one. */
  record AlreadyHeld(ClaimId claim) implements No {}

  /**
   * More than one person may have.
   *
   * @param perPerson the limit, in units
   * @param held what he has, in units
   */
  record LimitReached(int perPerson, int held) implements No {}

  /** Some units are free, but fewer than asked for. */
  record NotEnough(int free) implements No {}

  /** Nothing is free now, but held units may come back. */
  record AllHeld() implements No {}

  /**
   * Nothing is free and nothing will come back by expiry.
   *
   * @param sequence the number of the last grant
   * @param at when it was granted
   */
  record SoldOut(long sequence, Instant at) implements No {}

  /** Before the pool's window. */
  record NotOpenYet(Instant opensAt) implements No {}

  /** After the pool's window. */
  record Closed(Instant closedAt) implements No {}

  /** There is no such pool. */
  record NoSuchPool() implements No {}

  /** The key was used with another body. */
  record KeyReused() implements No {}

  /**
   * Not decided: too much at once, or the database is away. Safe to send again with the same key.
   */
  record Busy(Duration retryAfter) implements No {}

  /**
   * Not decided, because the promise could not be kept: the database is not durable, or its ledger
   * is behind its witness.
   */
  record Unsafe(String why) implements No {}

  /** The claim is final; {@code changed} is false when it was so before. */
  record Confirmed(boolean changed) implements Outcome {}

  /** The claim's deadline is {@code deadline} now. */
  record Extended(Instant deadline) implements Outcome {}

  /** The claim's units are back; {@code changed} is false when they were before. */
  record Released(boolean changed) implements Outcome {}

  /** The claim is in a state in which this cannot be done. */
  record WrongState(ClaimState state) implements Outcome {}

  /** There is no such claim in that pool. */
  record NoSuchClaim() implements Outcome {}

  /**
   * Holds that were released.
   *
   * @param released how many
   * @param more whether more are due
   */
  record ExpiredSome(int released, boolean more) implements Outcome {}

  /**
   * In the line.
   *
   * @param position 1 for the next who gets a unit
   * @param place the entry number that gives the place, for good
   * @param joined false when he was waiting before
   */
  record Waiting(int position, long place, boolean joined) implements Outcome {}

  /** Not waiting any more; {@code changed} is false when he was not waiting. */
  record Left(boolean changed) implements Outcome {}

  /** Units are free, so there is nothing to wait for. */
  record NothingToWaitFor(int free) implements No {}

  /** This pool has no waiting list, or it is full at {@code lengthMax} people. */
  record WaitingListFull(int lengthMax) implements No {}

  /** The pool has {@code capacity} units now. */
  record CapacityChanged(int capacity) implements Outcome {}

  /** The new capacity is below the live units. */
  record CapacityBelowLive(int live) implements Outcome {}

  /** The break is in the ledger; the pool goes on. */
  record BreakRecorded(long blockNo) implements Outcome {}
}
