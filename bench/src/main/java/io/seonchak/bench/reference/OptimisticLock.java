package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;

/**
 * Read with the row's version; count down and write if it is still that version; else wait a
 * little, longer each time and never all equally long, and try again. For any number of processes.
 * A connection is held for one attempt only, and there are few: more would only collide more often.
 */
final class OptimisticLock implements Design {

  private static final int CONNECTIONS = 3;
  private static final int ATTEMPTS_MAX = 100;
  private static final int WAIT_DOUBLINGS = 5;

  private final HikariDataSource source;
  private final Ids ids;

  OptimisticLock(Parts parts) throws SQLException {
    source = parts.database(CONNECTIONS);
    ids = parts.ids();
  }

  @Override
  public Answer claim(Request request) throws SQLException, InterruptedException {
    for (int attempt = 0; attempt < ATTEMPTS_MAX; attempt++) {
      try (Connection connection = source.getConnection()) {
        Answer answer = Tables.claim(connection, request, ids, "");
        if (answer != null) {
          return answer;
        }
      }
      long bound = 1_000L << Math.min(attempt, WAIT_DOUBLINGS);
      TimeUnit.MICROSECONDS.sleep(ThreadLocalRandom.current().nextLong(bound));
    }
    return new Answer.Busy();
  }

  @Override
  public void close() {
    source.close();
  }
}
