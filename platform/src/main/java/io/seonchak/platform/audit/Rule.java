package io.seonchak.platform.audit;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Something that holds for a whole table, in SQL.
 *
 * @param broken selects where it does not hold, what is there, and what is expected
 * @param where names the first of them
 * @param what says the other two
 * @param suggestion what somebody may do about it
 */
public record Rule(String broken, String where, String what, String suggestion) {

  /** The same for a schema that is known later: it stands for each {@code %s} of the SQL. */
  public Rule in(String schema) {
    return new Rule(broken.replace("%s", schema), where, what, suggestion);
  }

  /** One place where it does not hold. */
  public Finding finding(String subject, String found, String expected) {
    return new Finding(where.formatted(subject), what.formatted(found, expected), suggestion);
  }

  /**
   * Adds where it does not hold.
   *
   * @throws SQLException when that cannot be read
   */
  void look(Connection connection, Findings findings) throws SQLException {
    String sql =
        "SELECT r.*, count(*) OVER () FROM (%s) r (subject, found, expected) ORDER BY 1 LIMIT %d"
            .formatted(broken, Findings.KEPT_MAX);
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      List<Finding> some = new ArrayList<>();
      long all = 0;
      while (row.next()) {
        some.add(finding(row.getString(1), row.getString(2), row.getString(3)));
        all = row.getLong(4);
      }
      findings.add(some, all);
    }
  }
}
