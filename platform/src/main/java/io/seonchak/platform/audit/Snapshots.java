package io.seonchak.platform.audit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Reads a database as it stood at one instant, and cannot write to it. Thread-safe. */
public final class Snapshots {

  private final DataSource source;

  /** Snapshots of that database. */
  public Snapshots(DataSource source) {
    this.source = source;
  }

  /** What is read. */
  @FunctionalInterface
  public interface Reading<T> {

    /**
     * Reads it.
     *
     * @throws SQLException when the database cannot be read
     * @throws IOException when something beside it cannot
     */
    T from(Connection connection) throws SQLException, IOException;
  }

  /**
   * Reads in one snapshot, which is given up afterwards.
   *
   * @throws SQLException when the database cannot be read
   * @throws IOException when something beside it cannot
   */
  public <T> T read(Reading<T> reading) throws SQLException, IOException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setReadOnly(true);
      try {
        return reading.from(connection);
      } finally {
        connection.rollback();
      }
    }
  }
}
