package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A monitor around a stock that is cached in memory with all who have a unit, read once from the
 * orders themselves. A claim costs one statement, a refusal none. One process only.
 *
 * <p>The order is written inside the monitor, as a synchronized method has it, or outside: then the
 * monitor guards nothing but the memory, many orders are written at once, and PostgreSQL commits
 * them in groups. Who asks twice waits for the first of his requests to be written.
 */
final class CachedStock implements Design {

  private static final String LOAD =
      """
      SELECT d.capacity, o.claim_id, o.member_id, o.request_key, o.sequence
      FROM drops d LEFT JOIN orders o USING (drop_id) WHERE d.drop_id = ?
      """;
  private static final int INSIDE_CONNECTIONS = 2;
  private static final int OUTSIDE_CONNECTIONS = 24;

  private static final class Drop {
    int remaining;
    int capacity;
    final Map<UUID, CompletableFuture<Order>> kept = new HashMap<>();
  }

  /** What the monitor gave: an order to be written, or an answer. */
  private record Taken(
      @Nullable Order order, CompletableFuture<Order> written, @Nullable Answer answer) {}

  private final boolean inside;
  private final HikariDataSource source;
  private final Ids ids;
  private final Map<UUID, Drop> drops = new HashMap<>();

  CachedStock(Parts parts, boolean inside) throws SQLException {
    this.inside = inside;
    source = parts.database(inside ? INSIDE_CONNECTIONS : OUTSIDE_CONNECTIONS);
    ids = parts.ids();
  }

  @Override
  public Answer claim(Request request) throws Exception {
    if (inside) {
      synchronized (drops) {
        return write(request, take(request));
      }
    }
    return write(request, take(request));
  }

  private Taken take(Request request) throws SQLException {
    synchronized (drops) {
      Drop drop = drop(request.drop());
      if (drop == null) {
        return new Taken(null, new CompletableFuture<>(), new Answer.Nowhere());
      }
      CompletableFuture<Order> before = drop.kept.get(request.member());
      if (before != null) {
        return new Taken(null, before, null);
      }
      if (drop.remaining == 0) {
        return new Taken(null, new CompletableFuture<>(), new Answer.SoldOut());
      }
      var written = new CompletableFuture<Order>();
      drop.kept.put(request.member(), written);
      Order order = Order.of(ids.next(), request, drop.capacity - drop.remaining + 1);
      drop.remaining--;
      return new Taken(order, written, null);
    }
  }

  private Answer write(Request request, Taken taken)
      throws SQLException, ExecutionException, InterruptedException {
    if (taken.answer() != null) {
      return taken.answer();
    }
    if (taken.order() == null) {
      return Answer.kept(taken.written().get(), request.key());
    }
    try (Connection connection = source.getConnection()) {
      if (Tables.insert(connection, taken.order())) {
        taken.written().complete(taken.order());
        return new Answer.Granted(taken.order());
      }
      Order before = writtenBefore(connection, request);
      taken.written().complete(before);
      return Answer.kept(before, request.key());
    } catch (SQLException e) {
      forget(request);
      taken.written().completeExceptionally(e);
      throw e;
    }
  }

  /** Whether it was written is not known: its unit stays taken, and he may ask again. */
  private void forget(Request request) {
    synchronized (drops) {
      Objects.requireNonNull(drops.get(request.drop())).kept.remove(request.member());
    }
  }

  /** The order of a request whose fate was not known; the unit that was taken now is free again. */
  private Order writtenBefore(Connection connection, Request request) throws SQLException {
    Tables.Stock stock = Tables.read(connection, request, "");
    if (stock == null || stock.kept() == null) {
      throw new SQLException("an order is there and is not");
    }
    synchronized (drops) {
      Objects.requireNonNull(drops.get(request.drop())).remaining++;
    }
    return stock.kept();
  }

  private @Nullable Drop drop(UUID id) throws SQLException {
    Drop known = drops.get(id);
    if (known == null) {
      known = load(id);
      if (known != null) {
        drops.put(id, known);
      }
    }
    return known;
  }

  private @Nullable Drop load(UUID id) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement statement = connection.prepareStatement(LOAD)) {
      statement.setObject(1, id);
      var drop = new Drop();
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          drop.capacity = row.getInt(1);
          UUID claim = row.getObject(2, UUID.class);
          if (claim != null) {
            UUID member = row.getObject(3, UUID.class);
            var order = new Order(claim, id, member, row.getString(4), row.getLong(5));
            drop.kept.put(member, CompletableFuture.completedFuture(order));
          }
        }
      }
      drop.remaining = Math.max(0, drop.capacity - drop.kept.size());
      return drop.capacity == 0 ? null : drop;
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
