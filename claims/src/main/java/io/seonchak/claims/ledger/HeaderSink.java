package io.seonchak.claims.ledger;

import java.io.IOException;
import java.util.Optional;
import java.util.UUID;

/**
 * A witness outside the database. It is shown every signed header after its commit, so that a
 * database restored to an earlier state is noticed. May be used by many threads at once.
 */
public interface HeaderSink extends AutoCloseable {

  /**
   * Keeps a header.
   *
   * @throws IOException when it may not have been kept
   */
  void append(UUID pool, byte[] header, byte[] signature) throws IOException;

  /**
   * The header kept last for {@code pool}, if any.
   *
   * @throws IOException when that cannot be told
   */
  Optional<BlockHeader> last(UUID pool) throws IOException;

  @Override
  void close() throws IOException;
}
