package io.seonchak.claims;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Locale;

/** The kernel's tables for those who use no migration tool: tests, benches, examples. */
public final class ClaimsTables {

  private static final String MIGRATION = "/db/claims/V0_1__claims.sql";

  private ClaimsTables() {}

  /**
   * Creates the schema and its tables; the connection's search path is left as it was.
   *
   * @throws SQLException when they exist already or may not be created
   */
  public static void create(Connection connection, String schema) throws SQLException {
    String name = requireName(schema);
    String before = connection.getSchema();
    try (Statement statement = connection.createStatement()) {
      statement.execute("CREATE SCHEMA " + name);
      connection.setSchema(name);
      statement.execute(migration());
    } finally {
      connection.setSchema(before);
    }
  }

  static String requireName(String schema) {
    if (!schema.matches("[a-z][a-z0-9_]{0,62}")) {
      throw new IllegalArgumentException(
          "schema: " + schema + " (expected: a lower-case name of at most 63 characters)");
    }
    return schema.toLowerCase(Locale.ROOT);
  }

  private static String migration() {
    try (InputStream in = ClaimsTables.class.getResourceAsStream(MIGRATION)) {
      if (in == null) {
        throw new IllegalStateException(MIGRATION + " is missing from the class path");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
