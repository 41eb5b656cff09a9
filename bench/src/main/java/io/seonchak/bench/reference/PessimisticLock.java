package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * {@code SELECT … FOR UPDATE} on the stock's row, then check, count down, write, commit: the
 * database is the queue, for any number of processes. Three round trips under the lock, and no more
 * connections than a hot row likes.
 */
final class PessimisticLock implements Design {

  private static final int CONNECTIONS = 8;

  private final HikariDataSource source;
  private final Ids ids;

  PessimisticLock(Parts parts) throws SQLException {
    source = parts.database(CONNECTIONS);
    ids = parts.ids();
  }

  /** A member's second request may have waited for his first: it is asked once more. */
  @Override
  public Answer claim(Request request) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      Answer answer = locked(connection, request);
      answer = answer == null ? locked(connection, request) : answer;
      return answer == null ? new Answer.Busy() : answer;
    }
  }

  private @Nullable Answer locked(Connection connection, Request request) throws SQLException {
    Answer answer = Tables.claim(connection, request, ids, " FOR UPDATE OF d");
    if (answer instanceof Answer.Granted) {
      connection.commit();
    } else {
      connection.rollback();
    }
    return answer;
  }

  @Override
  public void close() {
    source.close();
  }
}
