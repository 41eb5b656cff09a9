package io.seonchak.catalog.store;

import io.seonchak.catalog.model.Cut;
import io.seonchak.catalog.model.Cut.Source;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/**
 * Discounts and time sales. A row is never changed, only replaced: what a price once was stays
 * known.
 */
@Component
public class Cuts {

  /** How far back what is over is looked at; a cut lasts no longer than a year. */
  private static final Duration PAST = Duration.ofDays(400);

  /** Rows of a product that are looked at, those that end last. */
  private static final int ROWS_MAX = 200;

  private final JdbcClient jdbc;
  private final Clock clock;

  Cuts(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * What somebody says takes something off a price.
   *
   * @param name a discount's id, or a time sale's external id
   * @param percent null where {@code amount} is not
   * @param amount in won
   * @param withdrawn it is no more
   * @param updatedAt the version of what is said
   */
  public record Said(
      Source source,
      String name,
      UUID product,
      @Nullable Integer percent,
      @Nullable Long amount,
      Instant startsAt,
      Instant endsAt,
      boolean withdrawn,
      Instant updatedAt) {

    /** The same, withdrawn. */
    public Said withdrawnAt(Instant when) {
      return new Said(source, name, product, percent, amount, startsAt, endsAt, true, when);
    }

    /** Whether both say the same. */
    public boolean sameTerms(Said other) {
      return equals(
          new Said(
              other.source,
              other.name,
              other.product,
              other.percent,
              other.amount,
              other.startsAt,
              other.endsAt,
              other.withdrawn,
              updatedAt));
    }
  }

  /** What others were told of a cut. The names stand in the table. */
  public enum Told {
    /** Nothing yet. */
    NOTHING,
    /** That it began. */
    STARTED,
    /** That it is over. */
    ENDED
  }

  /** What was said, as it is kept. */
  public record Kept(long id, Said said, Told told) {}

  /** A cut as it was in force, which is not before it was said. */
  record Dated(UUID product, Cut cut) {}

  /** What is or was in force for products. */
  Map<UUID, List<Dated>> of(SqlArrayValue products) {
    Map<UUID, List<Dated>> cuts = new HashMap<>();
    jdbc.sql(
            "SELECT c.* FROM unnest(?) AS p (product_id) CROSS JOIN LATERAL"
                + " (SELECT * FROM catalog.price_cut WHERE product_id = p.product_id"
                + " AND NOT withdrawn AND ends_at > ? ORDER BY ends_at DESC LIMIT ?) c")
        .params(products, clock.instant().minus(PAST).atOffset(ZoneOffset.UTC), ROWS_MAX)
        .query((row, n) -> inForce(row))
        .list()
        .forEach(
            found ->
                found.ifPresent(
                    dated ->
                        cuts.computeIfAbsent(dated.product(), product -> new ArrayList<>())
                            .add(dated)));
    return cuts;
  }

  private static Optional<Dated> inForce(ResultSet row) throws SQLException {
    Said said = said(row);
    Instant recordedAt = instant(row, "recorded_at");
    OffsetDateTime replaced = row.getObject("replaced_at", OffsetDateTime.class);
    Instant from = said.startsAt().isBefore(recordedAt) ? recordedAt : said.startsAt();
    Instant to =
        replaced != null && replaced.toInstant().isBefore(said.endsAt())
            ? replaced.toInstant()
            : said.endsAt();
    return from.isBefore(to)
        ? Optional.of(
            new Dated(
                said.product(), Cut.of(said.source(), said.percent(), said.amount(), from, to)))
        : Optional.empty();
  }

  /** What was said last of a discount. */
  public Optional<Said> discount(UUID product, String name) {
    return jdbc.sql(
            "SELECT * FROM catalog.price_cut WHERE source = 'DISCOUNT' AND product_id = ?"
                + " AND name = ? AND replaced_at IS NULL")
        .params(product, name)
        .query((row, n) -> said(row))
        .optional();
  }

  /** What was said last of a time sale; others wait who want to say something of it. */
  public Optional<Said> timeSale(String name) {
    jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param("time-sale " + name)
        .query((row, n) -> true)
        .single();
    return jdbc.sql(
            "SELECT * FROM catalog.price_cut WHERE source = 'TIME_SALE' AND name = ?"
                + " AND replaced_at IS NULL")
        .param(name)
        .query((row, n) -> said(row))
        .optional();
  }

  /** The discounts of a product that are not over. */
  public List<Said> discounts(UUID product) {
    return jdbc.sql(
            "SELECT * FROM catalog.price_cut WHERE source = 'DISCOUNT' AND product_id = ?"
                + " AND replaced_at IS NULL AND NOT withdrawn AND ends_at > ?"
                + " ORDER BY starts_at, name LIMIT ?")
        .params(product, now(), ROWS_MAX)
        .query((row, n) -> said(row))
        .list();
  }

  /** Ends what was said before of the same cut, if anything was; as it stood. */
  public Optional<Kept> replaced(Said by, Instant now) {
    return jdbc.sql(
            "UPDATE catalog.price_cut SET replaced_at = ? WHERE source = ? AND name = ?"
                + " AND replaced_at IS NULL AND (source = 'TIME_SALE' OR product_id = ?)"
                + " RETURNING *")
        .params(utc(now), by.source().name(), by.name(), by.product())
        .query((row, n) -> kept(row))
        .optional();
  }

  /** Takes something down that takes the place of nothing; its number. */
  public long add(Said said, Instant now) {
    return jdbc.sql(
            "INSERT INTO catalog.price_cut (source, name, product_id, percent, amount, starts_at,"
                + " ends_at, withdrawn, updated_at, recorded_at)"
                + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING cut_id")
        .params(
            Arrays.<@Nullable Object>asList(
                said.source().name(),
                said.name(),
                said.product(),
                said.percent(),
                said.amount(),
                utc(said.startsAt()),
                utc(said.endsAt()),
                said.withdrawn(),
                utc(said.updatedAt()),
                utc(now)))
        .query((row, n) -> row.getLong(1))
        .single();
  }

  /** The product of a cut, which never changes. */
  public UUID productOf(long id) {
    return jdbc.sql("SELECT product_id FROM catalog.price_cut WHERE cut_id = ?")
        .param(id)
        .query((row, n) -> row.getObject(1, UUID.class))
        .single();
  }

  /** A cut, locked, unless it was replaced or withdrawn. */
  public Optional<Kept> holding(long id) {
    return jdbc.sql(
            "SELECT * FROM catalog.price_cut WHERE cut_id = ? AND replaced_at IS NULL"
                + " AND NOT withdrawn FOR UPDATE")
        .param(id)
        .query((row, n) -> kept(row))
        .optional();
  }

  /** Notes what others were told of a cut. */
  public void told(long id, Told told) {
    jdbc.sql("UPDATE catalog.price_cut SET told = ? WHERE cut_id = ?")
        .params(told.name(), id)
        .update();
  }

  private OffsetDateTime now() {
    return utc(clock.instant());
  }

  private static OffsetDateTime utc(Instant instant) {
    return instant.atOffset(ZoneOffset.UTC);
  }

  private static Said said(ResultSet row) throws SQLException {
    return new Said(
        Source.valueOf(row.getString("source")),
        row.getString("name"),
        row.getObject("product_id", UUID.class),
        row.getObject("percent", Integer.class),
        row.getObject("amount", Long.class),
        instant(row, "starts_at"),
        instant(row, "ends_at"),
        row.getBoolean("withdrawn"),
        instant(row, "updated_at"));
  }

  private static Kept kept(ResultSet row) throws SQLException {
    return new Kept(row.getLong("cut_id"), said(row), Told.valueOf(row.getString("told")));
  }

  private static Instant instant(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant();
  }
}
