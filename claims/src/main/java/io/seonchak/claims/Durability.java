package io.seonchak.claims;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/** Whether a commit of this database survives a power cut. */
final class Durability {

  /** What is off that must be on, as an SQL expression that is computed once a statement. */
  static final String OFF =
      "(SELECT name FROM (VALUES ('fsync'), ('full_page_writes'), ('synchronous_commit')) s(name)"
          + " WHERE current_setting(name) = 'off' ORDER BY name LIMIT 1)";

  private Durability() {}

  /** What stands against it; null when nothing does. */
  static @Nullable String objection(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT " + OFF)) {
      row.next();
      return objection(row.getString(1));
    }
  }

  /** The same in words, of what {@link #OFF} said. */
  static @Nullable String objection(@Nullable String off) {
    return off == null
        ? null
        : "the database is not durable: %s = off (expected: on)".formatted(off);
  }
}
