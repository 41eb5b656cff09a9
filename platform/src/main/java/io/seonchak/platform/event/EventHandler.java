package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * What follows from events. Called in a transaction that holds until all of them have had their
 * effect; it must not commit, roll back or call another context. What it throws makes the
 * transaction roll back: a passing fault is tried again, anything else is narrowed down to the one
 * event it comes from, which is tried a few times and then parked.
 */
@FunctionalInterface
public interface EventHandler<E extends Event> {

  /**
   * Lets events have their effect, in their order.
   *
   * @param connection the transaction's; {@code JdbcClient} joins it where it is the same data
   *     source
   */
  void handle(Connection connection, List<Received<E>> events) throws SQLException;
}
