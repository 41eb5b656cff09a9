package io.seonchak.claims;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A pool as it was committed at {@code version}.
 *
 * @param version the number of the last ledger entry; grows with every change
 * @param live units held or confirmed
 * @param held units held
 * @param waiting people in the waiting list
 * @param sequence the number of the last grant, 0 before the first
 * @param lastGrantAt when that was
 */
public record PoolView(
    PoolId pool,
    PoolTerms terms,
    long version,
    int live,
    int held,
    int waiting,
    long sequence,
    @Nullable Instant lastGrantAt,
    long blockNo) {

  /** Units nobody has. */
  public int free() {
    return terms.capacity() - live;
  }

  /** Whether a newcomer cannot get a unit now, whoever he is. */
  public boolean shut() {
    return free() <= 0 || waiting > 0;
  }
}
