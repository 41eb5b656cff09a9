package io.seonchak.platform.audit;

import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * Rules over one schema, all held against the same snapshot.
 *
 * @param counted selects how much is looked at
 */
public record Rules(String counted, List<Rule> rules) implements Check.Look {

  @Override
  public Looked at(Snapshots snapshots) throws SQLException, IOException {
    return snapshots.read(
        connection -> {
          var findings = new Findings();
          findings.looked(count(connection));
          for (Rule rule : rules) {
            rule.look(connection, findings);
          }
          return findings.done();
        });
  }

  private long count(Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(counted);
        ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getLong(1);
    }
  }
}
