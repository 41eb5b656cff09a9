package io.seonchak.claims.ledger;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * A witness outside the database. It is shown every signed header after its commit, so that a
 * database restored to an earlier state is noticed. May be used by many threads at once, and must
 * not keep them waiting: an answer to a claim stands behind it.
 */
public interface HeaderSink extends AutoCloseable {

  /**
   * Takes a header.
   *
   * @throws IOException when it may not have been kept
   */
  void append(UUID pool, byte[] header, byte[] signature) throws IOException;

  /**
   * The newest header kept for {@code pool}, if any; newest is what was decided last.
   *
   * @throws IOException when that cannot be told
   */
  Optional<BlockHeader> last(UUID pool) throws IOException;

  /** Whether {@link #last} can be told. False only as long as a sink far away never answered. */
  default boolean answers() {
    return true;
  }

  /**
   * Grows whenever what the sink has may differ from what it was shown: it was read anew, or
   * headers were lost on the way. Whoever sees it grow compares, and shows again what is missing.
   */
  default long turns() {
    return 0;
  }

  @Override
  void close() throws IOException;
}
