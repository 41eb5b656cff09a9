package io.seonchak.claims;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Whether a commit of this database survives a power cut. */
final class Durability {

  private Durability() {}

  /** What stands against it; null when nothing does. */
  static @Nullable String objection(Connection connection) throws SQLException {
    String sql =
        "SELECT name || ' = ' || setting FROM pg_settings WHERE name IN ('fsync',"
            + " 'full_page_writes', 'synchronous_commit') AND setting = 'off' ORDER BY name";
    try (Statement statement = connection.createStatement();
        ResultSet off = statement.executeQuery(sql)) {
      return off.next()
          ? "the database is not durable: %s (expected: on)".formatted(off.getString(1))
          : null;
    }
  }
}
