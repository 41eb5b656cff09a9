package io.seonchak.stock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seonchak.claims.Claims;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The drops' table. What is found is kept in memory, for a drop's promise never changes. */
@Component
class Drops {

  private static final int KEPT = 10_000;
  private static final String SELECT =
      "SELECT drop_id, seller_id, product_id, name, price, per_member, opens_at, closes_at,"
          + " pay_within, waiting_room FROM stock.drop ";

  private final JdbcClient jdbc;
  private final DataSource source;
  private final Claims claims;
  private final Clock clock;
  private final Cache<UUID, Drop> known = Caffeine.newBuilder().maximumSize(KEPT).build();

  Drops(JdbcClient jdbc, DataSource source, Claims claims, Clock clock) {
    this.jdbc = jdbc;
    this.source = source;
    this.claims = claims;
    this.clock = clock;
  }

  Optional<Drop> byId(UUID id) {
    Drop kept = known.getIfPresent(id);
    if (kept != null) {
      return Optional.of(kept);
    }
    Optional<Drop> found =
        jdbc.sql(SELECT + "WHERE drop_id = ?").param(id).query(Drops::read).optional();
    found.ifPresent(drop -> known.put(id, drop));
    return found;
  }

  /** Newest first. */
  List<Drop> page(@Nullable UUID after, int limit) {
    return after == null
        ? jdbc.sql(SELECT + "ORDER BY drop_id DESC LIMIT ?").param(limit).query(Drops::read).list()
        : jdbc.sql(SELECT + "WHERE drop_id < ? ORDER BY drop_id DESC LIMIT ?")
            .params(after, limit)
            .query(Drops::read)
            .list();
  }

  /** Adds a drop and its pool in one transaction, once for a key; the id of the one there is. */
  @Transactional
  UUID add(Drop drop, int quantity, String key, byte[] bodyHash) {
    record Made(UUID id, byte[] bodyHash) {}
    Optional<Made> made =
        jdbc.sql(
                "SELECT drop_id, body_hash FROM stock.drop"
                    + " WHERE seller_id = ? AND request_key = ?")
            .params(drop.seller(), key)
            .query((row, n) -> new Made(row.getObject(1, UUID.class), row.getBytes(2)))
            .optional();
    if (made.isPresent()) {
      if (!MessageDigest.isEqual(made.get().bodyHash(), bodyHash)) {
        throw Problem.of(CommonProblem.KEY_REUSED);
      }
      return made.get().id();
    }
    createPool(drop, quantity);
    insert(drop, key, bodyHash);
    return drop.id();
  }

  private void createPool(Drop drop, int quantity) {
    Connection connection = DataSourceUtils.getConnection(source);
    try {
      claims.create(connection, drop.pool(), drop.terms(quantity));
    } catch (SQLException e) {
      throw new IllegalStateException("drop " + drop.id() + ": its pool cannot be made", e);
    } finally {
      DataSourceUtils.releaseConnection(connection, source);
    }
  }

  private void insert(Drop drop, String key, byte[] bodyHash) {
    jdbc.sql(
            "INSERT INTO stock.drop (drop_id, seller_id, product_id, name, price, per_member,"
                + " opens_at, closes_at, pay_within, waiting_room, created_at, request_key,"
                + " body_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")
        .params(
            drop.id(),
            drop.seller(),
            drop.product(),
            drop.name(),
            drop.price(),
            drop.perMember(),
            drop.opensAt().atOffset(ZoneOffset.UTC),
            drop.closesAt().atOffset(ZoneOffset.UTC),
            drop.payWithin().toSeconds(),
            drop.waitingRoom(),
            clock.instant().atOffset(ZoneOffset.UTC),
            key,
            bodyHash)
        .update();
  }

  private static Drop read(ResultSet row, int number) throws SQLException {
    return new Drop(
        row.getObject("drop_id", UUID.class),
        row.getObject("seller_id", UUID.class),
        row.getObject("product_id", UUID.class),
        row.getString("name"),
        row.getLong("price"),
        row.getInt("per_member"),
        row.getObject("opens_at", OffsetDateTime.class).toInstant(),
        row.getObject("closes_at", OffsetDateTime.class).toInstant(),
        Duration.ofSeconds(row.getLong("pay_within")),
        row.getBoolean("waiting_room"));
  }
}
