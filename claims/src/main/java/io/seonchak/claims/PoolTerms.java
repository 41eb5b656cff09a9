package io.seonchak.claims;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What was promised when a pool was made.
 *
 * @param capacity units, 0 to {@value #CAPACITY_MAX}
 * @param opensAt the first instant at which a claim may be granted; absent: always open
 * @param closesAt the first instant at which it may not any more; absent: never closes
 * @param perPerson units one person may hold or have confirmed at once; 0: no limit
 * @param hold how long a grant is held before it must be confirmed; zero: confirmed in the grant
 * @param offer how long a unit that goes to the waiting list is held
 * @param extendMax how long after its grant a hold may be extended to at most
 * @param waitingList whether people may wait for returned units (at most 2 × capacity of them)
 */
public record PoolTerms(
    int capacity,
    @Nullable Instant opensAt,
    @Nullable Instant closesAt,
    int perPerson,
    Duration hold,
    Duration offer,
    Duration extendMax,
    boolean waitingList) {

  /** The largest capacity of one pool, in units. */
  public static final int CAPACITY_MAX = 100_000_000;

  /** The largest limit per person, in units. */
  public static final int PER_PERSON_MAX = 1_000_000;

  /** The longest hold, offer or extension. */
  public static final Duration HOLD_MAX = Duration.ofDays(30);

  /** How long a unit is held for someone from the waiting list unless the terms say otherwise. */
  public static final Duration OFFER_DEFAULT = Duration.ofMinutes(30);

  /** How long after its grant a hold may be extended to, unless the terms say otherwise. */
  public static final Duration EXTEND_MAX_DEFAULT = Duration.ofMinutes(32);

  public PoolTerms {
    require(
        capacity >= 0 && capacity <= CAPACITY_MAX, "capacity", capacity, "0 to " + CAPACITY_MAX);
    require(
        perPerson >= 0 && perPerson <= PER_PERSON_MAX,
        "perPerson",
        perPerson,
        "0 to " + PER_PERSON_MAX);
    require(bounded(hold), "hold", hold, "0 to " + HOLD_MAX);
    require(bounded(offer), "offer", offer, "0 to " + HOLD_MAX);
    require(bounded(extendMax), "extendMax", extendMax, "0 to " + HOLD_MAX);
    require(
        opensAt == null || closesAt == null || opensAt.isBefore(closesAt),
        "closesAt",
        String.valueOf(closesAt),
        "after opensAt " + opensAt);
  }

  /** Everyday stock: always open, no limit per person, units held for {@code hold}. */
  public static PoolTerms always(int capacity, Duration hold) {
    return new PoolTerms(capacity, null, null, 0, hold, OFFER_DEFAULT, EXTEND_MAX_DEFAULT, false);
  }

  /** Whether a granted unit waits for its confirmation. */
  public boolean holds() {
    return !hold.isZero();
  }

  /** How many people may wait in the line; 0 when there is none. */
  public int lengthMax() {
    return waitingList ? 2 * capacity : 0;
  }

  private static boolean bounded(Duration duration) {
    return !duration.isNegative() && duration.compareTo(HOLD_MAX) <= 0;
  }

  private static void require(boolean holds, String name, Object value, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(name + ": " + value + " (expected: " + expected + ")");
    }
  }
}
