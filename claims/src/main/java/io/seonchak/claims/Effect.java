package io.seonchak.claims;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Something a commit changes. The owning context writes its own rows for all of them at once. */
public sealed interface Effect {

  /** Units were granted. */
  record UnitsGranted(
      PoolId pool,
      ClaimId claim,
      Person person,
      int quantity,
      long sequence,
      Instant at,
      @Nullable Instant deadline,
      boolean fromWaitingList)
      implements Effect {}

  /** A claim became final. */
  record ClaimConfirmed(PoolId pool, ClaimId claim, Person person, int quantity, Instant at)
      implements Effect {}

  /** A hold's deadline moved. */
  record HoldExtended(PoolId pool, ClaimId claim, Person person, Instant deadline)
      implements Effect {}

  /** Units came back. */
  record UnitsReleased(
      PoolId pool,
      ClaimId claim,
      Person person,
      int quantity,
      ReleaseReason reason,
      boolean wasConfirmed,
      Instant at)
      implements Effect {}
}
