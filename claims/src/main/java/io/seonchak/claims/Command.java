package io.seonchak.claims;

import java.time.Instant;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/** What can be asked of the kernel. Every command may be sent twice; it takes effect once. */
public sealed interface Command {

  /** Units one command may ask of a pool at most. */
  int QUANTITY_MAX = 10_000;

  /** Pools one command may touch at most. */
  int POOLS_MAX = 100;

  /** The pools this command touches, in the order in which they are locked. */
  SortedSet<PoolId> pools();

  /** A command about one pool. */
  sealed interface OnePool extends Command {
    /** The pool. */
    PoolId pool();

    @Override
    default SortedSet<PoolId> pools() {
      var pools = new TreeSet<PoolId>();
      pools.add(pool());
      return pools;
    }
  }

  /**
   * Grant {@code quantity} units to a person.
   *
   * @param claim the id the claim will have, if this command is the one that is granted
   * @param quantity units, 1 to {@value #QUANTITY_MAX}
   */
  record Claim(PoolId pool, ClaimId claim, Person person, int quantity, RequestKey key)
      implements OnePool {
    public Claim {
      requireQuantity(quantity);
    }
  }

  /**
   * Grant units of several pools to a person, all or nothing.
   *
   * @param lines pool to units, quantities of the same pool already summed; 1 to {@value
   *     #POOLS_MAX} pools
   */
  record ClaimAll(ClaimId claim, Person person, SortedMap<PoolId, Integer> lines, RequestKey key)
      implements Command {
    public ClaimAll {
      if (lines.isEmpty() || lines.size() > POOLS_MAX) {
        throw new IllegalArgumentException(
            "pools: " + lines.size() + " (expected: 1 to " + POOLS_MAX + ")");
      }
      lines.values().forEach(Command::requireQuantity);
    }

    @Override
    public SortedSet<PoolId> pools() {
      return new TreeSet<>(lines.keySet());
    }
  }

  /** Make a held claim final. */
  record Confirm(PoolId pool, ClaimId claim) implements OnePool {}

  /**
   * Let a held claim live until {@code until}; never shortens, never past the terms' bound.
   *
   * @param until the new deadline asked for
   */
  record Extend(PoolId pool, ClaimId claim, Instant until) implements OnePool {}

  /** Give the units of a held or confirmed claim back. */
  record Release(PoolId pool, ClaimId claim, ReleaseReason reason) implements OnePool {}

  /**
   * Release holds whose deadline has passed.
   *
   * @param claimsMax how many at most in one commit
   */
  record ExpireDue(PoolId pool, int claimsMax) implements OnePool {}

  /** Wait for one returned unit. */
  record JoinWaitingList(PoolId pool, ClaimId claim, Person person, RequestKey key)
      implements OnePool {}

  /** Stop waiting. */
  record LeaveWaitingList(PoolId pool, Person person) implements OnePool {}

  /**
   * Change how many units there are; refused below the live ones.
   *
   * @param capacity the new number of units
   */
  record ChangeCapacity(PoolId pool, int capacity) implements OnePool {}

  /**
   * Record that the ledger was restored to an earlier state than its witness has seen, and go on.
   *
   * @param note who decided it and why, at most 200 bytes of UTF-8
   */
  record RecordBreak(PoolId pool, String note) implements OnePool {}

  private static void requireQuantity(int quantity) {
    if (quantity < 1 || quantity > QUANTITY_MAX) {
      throw new IllegalArgumentException(
          "quantity: " + quantity + " (expected: 1 to " + QUANTITY_MAX + ")");
    }
  }
}
