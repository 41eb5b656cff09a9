package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;

/**
 * Where a context writes what happened, in the transaction in which it happened. May be used by
 * many threads at once. The aggregate's row must be locked before its event is written, so that
 * events of one key are written in the order of their commits.
 *
 * @param <E> the context's events
 */
public final class Outbox<E extends Event> {

  private final OutboxTable table;
  private final EventTypes<E> types;
  private final DataSource source;
  private final Ids ids;
  private final Runnable written;

  Outbox(OutboxTable table, EventTypes<E> types, DataSource source, Ids ids, Runnable written) {
    this.table = table;
    this.types = types;
    this.source = source;
    this.ids = ids;
    this.written = written;
  }

  /**
   * Writes events in the transaction of {@code connection}.
   *
   * @throws SQLException when the transaction must be rolled back
   */
  public void append(Connection connection, List<Outgoing<E>> events) throws SQLException {
    if (events.isEmpty()) {
      return;
    }
    table.insert(connection, events.stream().map(this::message).toList(), null);
    written.run();
  }

  /**
   * Writes an event in the transaction Spring has opened on this thread.
   *
   * @throws IllegalStateException when there is none, or it cannot be written
   */
  public void append(E event) {
    Connection connection = DataSourceUtils.getConnection(source);
    try {
      if (!DataSourceUtils.isConnectionTransactional(connection, source)) {
        throw new IllegalStateException(
            "an event is written outside a transaction (expected: in that of what it tells)");
      }
      append(connection, List.of(Outgoing.of(event)));
    } catch (SQLException e) {
      throw new IllegalStateException("event of %s cannot be written".formatted(event.key()), e);
    } finally {
      DataSourceUtils.releaseConnection(connection, source);
    }
  }

  private Message message(Outgoing<E> outgoing) {
    E event = outgoing.event();
    // The instant that counts is the database's, when the row is written.
    return new Message(
        ids.next(),
        event.key(),
        types.name(event.getClass()),
        Instant.EPOCH,
        outgoing.trace(),
        types.write(event));
  }
}
