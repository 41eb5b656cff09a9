package io.seonchak.claims;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.Receipt;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Units a person got.
 *
 * @param sequence the gapless number of the grant in its pool, from 1
 * @param quantity units
 * @param state where the claim stands
 * @param deadline until when it must be confirmed; absent when nothing is to be confirmed
 * @param block the signed block the grant stands in
 * @param leaf the entry's place in that block, from 0
 */
public record Grant(
    PoolId pool,
    ClaimId claim,
    Person person,
    long sequence,
    int quantity,
    ClaimState state,
    Instant grantedAt,
    @Nullable Instant deadline,
    Block block,
    int leaf) {

  /**
   * The claimant's proof. Computed at each call (about ten hashes); not on the committer's time.
   */
  public Receipt receipt() {
    return block.receipt(leaf);
  }
}
