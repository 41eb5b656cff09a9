package io.seonchak.counter;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Command;
import io.seonchak.claims.Grant;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.platform.problem.Problem;
import java.util.UUID;

/**
 * What a context gives out at its door: what a claim's body must hold and how a "yes" is written.
 * Asked by many threads at once, on the way of every claim.
 */
public interface Offer {

  /** Whether there is a pool of that id to be claimed here; mostly from memory. */
  boolean offers(UUID pool);

  /**
   * The command a body asks for.
   *
   * @param claim the id it will have
   * @param key the caller's idempotency key
   * @param body as it was sent; empty when nothing was
   * @throws Problem when the body is not what it must be
   */
  Command.Claim command(PoolId pool, ClaimId claim, Person person, String key, byte[] body);

  /** The answer to one that was granted, now or before: JSON in ASCII. */
  String yes(Grant grant);
}
