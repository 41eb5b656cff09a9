package io.seonchak.stock;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seonchak.platform.web.Keys;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The drops' table. What is found is kept in memory, for a drop's promise never changes. */
@Component
class Drops {

  private static final int KEPT = 10_000;
  static final String SELECT =
      "SELECT drop_id, seller_id, product_id, name, price, per_member, opens_at, closes_at,"
          + " pay_within, waiting_room FROM stock.drop ";

  private final JdbcClient jdbc;
  private final Clock clock;
  private final Cache<UUID, Drop> known = Caffeine.newBuilder().maximumSize(KEPT).build();

  Drops(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Whether there is a drop of that id. */
  boolean has(UUID id) {
    return known.getIfPresent(id) != null || byId(id).isPresent();
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

  /** What the seller made with a key and that very body, if he used the key. */
  Optional<UUID> madeBefore(UUID seller, String key, byte[] bodyHash) {
    record Made(UUID id, byte[] bodyHash) {}
    Optional<Made> made =
        jdbc.sql(
                "SELECT drop_id, body_hash FROM stock.drop"
                    + " WHERE seller_id = ? AND request_key = ?")
            .params(seller, key)
            .query((row, n) -> new Made(row.getObject(1, UUID.class), row.getBytes(2)))
            .optional();
    made.ifPresent(earlier -> Keys.requireSame(earlier.bodyHash(), bodyHash));
    return made.map(Made::id);
  }

  /** Adds a drop whose pool is there. */
  void add(Drop drop, String key, byte[] bodyHash) {
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

  static Drop read(ResultSet row, int number) throws SQLException {
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
