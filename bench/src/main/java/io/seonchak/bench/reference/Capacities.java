package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ObjLongConsumer;
import org.jspecify.annotations.Nullable;

/** How many units drops have, read once; a drop whose stock is in Redis is put there then. */
final class Capacities {

  private static final String READ =
      """
      SELECT capacity, capacity - (SELECT count(*) FROM orders o WHERE o.drop_id = d.drop_id)
      FROM drops d WHERE drop_id = ?
      """;

  private final Map<UUID, Integer> known = new ConcurrentHashMap<>();
  private final HikariDataSource source;
  private final ObjLongConsumer<UUID> first;

  /**
   * Those of a database.
   *
   * @param first is told a drop and what is left of it when this process meets it
   */
  Capacities(HikariDataSource source, ObjLongConsumer<UUID> first) {
    this.source = source;
    this.first = first;
  }

  /** Null when there is no such drop. */
  @Nullable Integer of(UUID drop) throws SQLException {
    Integer capacity = known.get(drop);
    return capacity == null ? meet(drop) : capacity;
  }

  private synchronized @Nullable Integer meet(UUID drop) throws SQLException {
    Integer already = known.get(drop);
    if (already != null) {
      return already;
    }
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(READ)) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          return null;
        }
        first.accept(drop, row.getLong(2));
        known.put(drop, row.getInt(1));
        return row.getInt(1);
      }
    }
  }
}
