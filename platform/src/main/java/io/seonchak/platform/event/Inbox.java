package io.seonchak.platform.event;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a listener has heard. It saves work; that an effect happens once rests on the effect's own
 * constraint. May be used by many threads, each with its own connection.
 */
final class Inbox {

  private final String sql;

  Inbox(String schema) {
    sql =
        "INSERT INTO %s.inbox (listener, event_id, made_on)".formatted(schema)
            + " SELECT ?, i, d FROM unnest(?::uuid[], ?::date[]) AS e(i, d)"
            + " ON CONFLICT DO NOTHING RETURNING event_id";
  }

  /** Notes messages in the caller's transaction; the ids of those never noted before. */
  Set<UUID> fresh(Connection connection, String listener, List<Message> messages)
      throws SQLException {
    UUID[] ids = messages.stream().map(Message::id).toArray(UUID[]::new);
    String[] days =
        messages.stream()
            .map(message -> LocalDate.ofInstant(message.at(), ZoneOffset.UTC).toString())
            .toArray(String[]::new);
    Set<UUID> fresh = new HashSet<>();
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setString(1, listener);
      statement.setArray(2, OutboxTable.array(connection, "uuid", ids));
      statement.setArray(3, OutboxTable.array(connection, "text", days));
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          fresh.add(row.getObject(1, UUID.class));
        }
      }
    }
    return fresh;
  }
}
