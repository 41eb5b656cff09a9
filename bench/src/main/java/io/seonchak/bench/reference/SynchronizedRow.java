package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A synchronized method around read, check, count down, write. The monitor is held until the commit
 * is there: who leaves it earlier, as an annotation for transactions around the method makes it,
 * sells units twice. Two round trips, the second commits by itself. One process only.
 */
final class SynchronizedRow implements Design {

  private static final int CONNECTIONS = 2;

  private final HikariDataSource source;
  private final Ids ids;

  SynchronizedRow(Parts parts) throws SQLException {
    source = parts.database(CONNECTIONS);
    ids = parts.ids();
  }

  @Override
  public synchronized Answer claim(Request request) throws SQLException {
    try (Connection connection = source.getConnection()) {
      Answer answer = Tables.claim(connection, request, ids, "");
      return answer == null ? new Answer.Busy() : answer;
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
