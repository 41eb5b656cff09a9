package io.seonchak.coupon;

import java.sql.Array;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Many rows as columns, to be written by one statement. */
final class Rows {

  private Rows() {}

  static <R> Array uuids(
      Connection connection, Collection<R> rows, Function<R, @Nullable UUID> column)
      throws SQLException {
    return array(connection, "uuid", rows, column);
  }

  /** A column of what is written as its text. */
  static <R> Array texts(
      Connection connection, Collection<R> rows, Function<R, @Nullable Object> column)
      throws SQLException {
    return array(
        connection,
        "text",
        rows,
        row -> {
          Object value = column.apply(row);
          return value == null ? null : value.toString();
        });
  }

  /** A column of a type of PostgreSQL's. */
  static <R> Array array(
      Connection connection,
      String type,
      Collection<R> rows,
      Function<R, ? extends @Nullable Object> column)
      throws SQLException {
    @Nullable Object[] values = new @Nullable Object[rows.size()];
    int at = 0;
    for (R row : rows) {
      values[at++] = column.apply(row);
    }
    return connection.createArrayOf(type, values);
  }

  /** All rows were there, because they are locked. */
  static void expect(int expected, int found, String what) {
    if (found != expected) {
      throw new IllegalStateException("%s: %d (expected: %d)".formatted(what, found, expected));
    }
  }
}
