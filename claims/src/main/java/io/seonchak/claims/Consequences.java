package io.seonchak.claims;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What the owning context writes in the same commit: its own rows and its outbox. Called once a
 * batch, in the kernel's transaction, with the pools still locked; it must not commit, roll back,
 * or call anybody.
 */
@FunctionalInterface
public interface Consequences {

  /** Nothing follows. */
  Consequences NONE = (connection, effects) -> {};

  /**
   * Writes what follows from {@code effects}, in their order.
   *
   * @throws SQLException when the batch must not be committed
   */
  void write(Connection connection, List<Effect> effects) throws SQLException;
}
