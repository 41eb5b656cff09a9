package io.seonchak.coupon;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seonchak.platform.store.Timestamps;
import io.seonchak.platform.web.Keys;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The campaigns' table. What is found is kept in memory, for a campaign's terms never change. */
@Component
class Campaigns {

  private static final int KEPT = 10_000;
  private static final String SELECT =
      "SELECT campaign_id, seller_id, name, amount_off, percent_off, discount_max, min_order,"
          + " per_member, opens_at, closes_at, valid_days FROM coupon.campaign ";

  private final JdbcClient jdbc;
  private final Cache<UUID, Campaign> known = Caffeine.newBuilder().maximumSize(KEPT).build();

  Campaigns(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** Whether there is a campaign of that id. */
  boolean has(UUID id) {
    return known.getIfPresent(id) != null || byId(id).isPresent();
  }

  Optional<Campaign> byId(UUID id) {
    Campaign kept = known.getIfPresent(id);
    if (kept != null) {
      return Optional.of(kept);
    }
    Optional<Campaign> found =
        jdbc.sql(SELECT + "WHERE campaign_id = ?").param(id).query(Campaigns::read).optional();
    found.ifPresent(campaign -> known.put(id, campaign));
    return found;
  }

  /**
   * The campaign of a coupon, which is there; on a connection of the caller's.
   *
   * @throws SQLException when the database does not answer
   */
  Campaign of(Connection connection, UUID id) throws SQLException {
    Campaign kept = known.getIfPresent(id);
    if (kept != null) {
      return kept;
    }
    try (PreparedStatement statement =
        connection.prepareStatement(SELECT + "WHERE campaign_id = ?")) {
      statement.setObject(1, id);
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw new IllegalStateException("pool %s is no campaign's".formatted(id));
        }
        Campaign found = read(row, 1);
        known.put(id, found);
        return found;
      }
    }
  }

  /** Newest first. */
  List<Campaign> page(@Nullable UUID after, int limit) {
    return after == null
        ? jdbc.sql(SELECT + "ORDER BY campaign_id DESC LIMIT ?")
            .param(limit)
            .query(Campaigns::read)
            .list()
        : jdbc.sql(SELECT + "WHERE campaign_id < ? ORDER BY campaign_id DESC LIMIT ?")
            .params(after, limit)
            .query(Campaigns::read)
            .list();
  }

  /** Adds a campaign; false when its seller made one with this key before. */
  boolean add(Campaign campaign, String key, byte[] bodyHash, Instant now) {
    Discount discount = campaign.discount();
    int added =
        jdbc.sql(
                "INSERT INTO coupon.campaign (campaign_id, seller_id, name, amount_off,"
                    + " percent_off, discount_max, min_order, per_member, opens_at, closes_at,"
                    + " valid_days, created_at, request_key, body_hash)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (seller_id, request_key) DO NOTHING")
            .params(
                Arrays.<@Nullable Object>asList(
                    campaign.id(),
                    campaign.seller(),
                    campaign.name(),
                    discount instanceof Discount.Amount off ? off.amount() : null,
                    discount instanceof Discount.Percent off ? off.percent() : null,
                    discount instanceof Discount.Percent off ? off.max() : null,
                    campaign.minOrder(),
                    campaign.perMember(),
                    Timestamps.of(campaign.opensAt()),
                    Timestamps.of(campaign.closesAt()),
                    campaign.validDays(),
                    Timestamps.of(now),
                    key,
                    bodyHash))
            .update();
    return added == 1;
  }

  /** What the seller made with a key and that very body. */
  UUID madeBefore(UUID seller, String key, byte[] bodyHash) {
    record Made(UUID id, byte[] bodyHash) {}
    Made made =
        jdbc.sql(
                "SELECT campaign_id, body_hash FROM coupon.campaign"
                    + " WHERE seller_id = ? AND request_key = ?")
            .params(seller, key)
            .query((row, n) -> new Made(row.getObject(1, UUID.class), row.getBytes(2)))
            .single();
    Keys.requireSame(made.bodyHash(), bodyHash);
    return made.id();
  }

  private static Campaign read(ResultSet row, int number) throws SQLException {
    return new Campaign(
        row.getObject("campaign_id", UUID.class),
        row.getObject("seller_id", UUID.class),
        row.getString("name"),
        discount(row),
        row.getLong("min_order"),
        row.getInt("per_member"),
        Timestamps.read(row, "opens_at"),
        Timestamps.read(row, "closes_at"),
        row.getInt("valid_days"));
  }

  private static Discount discount(ResultSet row) throws SQLException {
    Long amount = row.getObject("amount_off", Long.class);
    return amount != null
        ? new Discount.Amount(amount)
        : new Discount.Percent(
            row.getInt("percent_off"), row.getObject("discount_max", Long.class));
  }
}
