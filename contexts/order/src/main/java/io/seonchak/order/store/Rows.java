package io.seonchak.order.store;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Rows of a table, any number of them by one statement: each column is one array. Thread-safe.
 *
 * @param <T> what a row is made of
 * @param table with its schema
 * @param keys how many of the first columns are the key
 */
record Rows<T>(String table, int keys, List<Column<T>> columns) {

  /**
   * A column.
   *
   * @param type of the database
   * @param value whose text the database reads as of that type
   */
  record Column<T>(String name, String type, Function<T, @Nullable Object> value) {}

  /** Adds those whose key is new; how many. */
  int insert(Connection connection, List<T> rows) throws SQLException {
    return write(connection, rows, inserting() + " ON CONFLICT DO NOTHING");
  }

  /** Adds them, or replaces what has their key. */
  void put(Connection connection, List<T> rows) throws SQLException {
    String names = names(keys);
    write(
        connection,
        rows,
        inserting() + " ON CONFLICT (%s) DO UPDATE SET %s".formatted(names, set("excluded")));
  }

  /** Changes those that are there; how many. */
  int update(Connection connection, List<T> rows) throws SQLException {
    String same =
        columns.stream()
            .limit(keys)
            .map(each -> "t.%1$s = n.%1$s".formatted(each.name()))
            .collect(Collectors.joining(" AND "));
    return write(
        connection,
        rows,
        "UPDATE %s t SET %s FROM unnest(%s) AS n (%s) WHERE %s"
            .formatted(table, set("n"), arrays(), names(columns.size()), same));
  }

  private String inserting() {
    return "INSERT INTO %s (%s) SELECT * FROM unnest(%s)"
        .formatted(table, names(columns.size()), arrays());
  }

  private String names(int count) {
    return columns.stream().limit(count).map(Column::name).collect(Collectors.joining(", "));
  }

  private String arrays() {
    return columns.stream()
        .map(each -> "?::%s[]".formatted(each.type()))
        .collect(Collectors.joining(", "));
  }

  private String set(String from) {
    return columns.stream()
        .skip(keys)
        .map(each -> "%1$s = %2$s.%1$s".formatted(each.name(), from))
        .collect(Collectors.joining(", "));
  }

  private int write(Connection connection, List<T> rows, String sql) throws SQLException {
    if (rows.isEmpty()) {
      return 0;
    }
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < columns.size(); i++) {
        statement.setArray(i + 1, array(connection, rows, columns.get(i)));
      }
      return statement.executeUpdate();
    }
  }

  private static <T> Array array(Connection connection, List<T> rows, Column<T> column)
      throws SQLException {
    @Nullable String[] texts = new String[rows.size()];
    for (int i = 0; i < texts.length; i++) {
      Object value = column.value().apply(rows.get(i));
      texts[i] = value == null ? null : Objects.toString(value);
    }
    return connection.createArrayOf("text", texts);
  }
}
