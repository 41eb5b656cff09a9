package io.seonchak.platform.audit;

import java.io.IOException;
import java.sql.SQLException;

/**
 * Something a context checks of its own.
 *
 * @param context whose it is
 * @param name in meters, logs and answers; stays the same
 * @param looksAt what is counted as looked at, in a word or two
 */
public record Check(String context, String name, String looksAt, Look look) {

  /** How it is checked. */
  @FunctionalInterface
  public interface Look {

    /**
     * Looks once, and changes nothing.
     *
     * @throws SQLException when the database cannot be read
     * @throws IOException when something beside it cannot
     */
    Looked at(Snapshots snapshots) throws SQLException, IOException;
  }
}
