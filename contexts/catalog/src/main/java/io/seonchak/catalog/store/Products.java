package io.seonchak.catalog.store;

import io.seonchak.catalog.model.PriceHistory;
import io.seonchak.catalog.model.PriceHistory.ListPrice;
import io.seonchak.catalog.model.Product;
import io.seonchak.catalog.model.ProductDraft;
import io.seonchak.catalog.model.ProductState;
import io.seonchak.catalog.model.Scope;
import io.seonchak.catalog.model.Variant;
import java.sql.Array;
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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import org.springframework.stereotype.Component;

/** The products' tables. */
@Component
public class Products {

  /** How far ahead prices are computed when a product is read. */
  public static final Duration AHEAD = Duration.ofMinutes(10);

  /** Clocks of instances may be apart by this much. */
  private static final Duration CLOCKS_APART = Duration.ofSeconds(10);

  /** List prices that are looked at, the newest. */
  private static final int LISTS_MAX = 100;

  private static final String SELECT =
      "SELECT product_id, seller_id, name, description, category, images, state, price, version"
          + " FROM catalog.product ";

  private final JdbcClient jdbc;
  private final Cuts cuts;
  private final Clock clock;

  Products(JdbcClient jdbc, Cuts cuts, Clock clock) {
    this.jdbc = jdbc;
    this.cuts = cuts;
    this.clock = clock;
  }

  /** A product as it stands in its row. */
  public record Row(UUID id, UUID seller, ProductDraft draft, int version) {}

  /** A product that was made by a request: which, and by what body. */
  public record Made(UUID id, byte[] bodyHash) {}

  /** Products whole, as far as there are any. */
  public Map<UUID, Product> byIds(Set<UUID> ids) {
    var all = new SqlArrayValue("uuid", ids.toArray());
    List<Row> rows =
        jdbc.sql(SELECT + "WHERE product_id = ANY(?)").param(all).query(Products::row).list();
    Map<UUID, List<Variant>> variants = variants(all);
    Map<UUID, List<ListPrice>> lists = lists(all);
    Map<UUID, List<Cuts.Dated>> dated = cuts.of(all);
    Instant now = clock.instant();
    Map<UUID, Product> products = new HashMap<>();
    for (Row row : rows) {
      var history =
          new PriceHistory(
              lists.getOrDefault(row.id(), List.of()),
              dated.getOrDefault(row.id(), List.of()).stream().map(Cuts.Dated::cut).toList());
      products.put(row.id(), whole(row, variants.getOrDefault(row.id(), List.of()), history, now));
    }
    return products;
  }

  private static Product whole(Row row, List<Variant> variants, PriceHistory history, Instant now) {
    ProductDraft draft = row.draft();
    Instant knownUntil = now.plus(AHEAD);
    return new Product(
        row.id(),
        row.seller(),
        draft.name(),
        draft.description(),
        draft.category(),
        draft.images(),
        draft.state(),
        draft.price(),
        row.version(),
        variants,
        history.spans(draft.price(), now.minus(CLOCKS_APART), knownUntil.plus(CLOCKS_APART)),
        knownUntil);
  }

  /** Reads a product's row and keeps others from changing it until the transaction ends. */
  public Optional<Row> lock(UUID id) {
    return jdbc.sql(SELECT + "WHERE product_id = ? FOR UPDATE")
        .param(id)
        .query(Products::row)
        .optional();
  }

  /**
   * Ids, newest first.
   *
   * @param after begins behind it; from the newest when null
   * @param all also those that are not on sale
   */
  public List<UUID> newest(Scope scope, @Nullable UUID after, int limit, boolean all) {
    List<Object> params = new ArrayList<>();
    var where = new StringBuilder(all ? "true" : "state = 'ON_SALE'");
    switch (scope) {
      case Scope.All _ -> {}
      case Scope.Category category -> {
        where.append(" AND category = ?");
        params.add(category.category());
      }
      case Scope.Seller seller -> {
        where.append(" AND seller_id = ?");
        params.add(seller.seller());
      }
    }
    if (after != null) {
      where.append(" AND product_id < ?");
      params.add(after);
    }
    params.add(limit);
    return jdbc.sql(
            "SELECT product_id FROM catalog.product WHERE "
                + where
                + " ORDER BY product_id DESC LIMIT ?")
        .params(params)
        .query((row, n) -> row.getObject(1, UUID.class))
        .list();
  }

  /** Adds a product; false when the seller made one with this key before. */
  public boolean add(
      UUID id, UUID seller, ProductDraft draft, List<Variant> variants, String key, byte[] hash) {
    long stock = variants.stream().mapToLong(Variant::stock).sum();
    int added =
        jdbc.sql(
                "INSERT INTO catalog.product (product_id, seller_id, name, description, category,"
                    + " images, state, price, stock, created_at, request_key, body_hash)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (seller_id, request_key) DO NOTHING")
            .params(
                Arrays.<@Nullable Object>asList(
                    id,
                    seller,
                    draft.name(),
                    draft.description(),
                    draft.category(),
                    draft.images().toArray(String[]::new),
                    draft.state().name(),
                    draft.price(),
                    (int) Math.min(stock, Integer.MAX_VALUE),
                    now(),
                    key,
                    hash))
            .update();
    if (added == 1) {
      for (int place = 0; place < variants.size(); place++) {
        add(id, variants.get(place), place);
      }
    }
    return added == 1;
  }

  private void add(UUID product, Variant variant, int place) {
    jdbc.sql(
            "INSERT INTO catalog.variant (variant_id, product_id, place, size, colour, stock)"
                + " VALUES (?, ?, ?, ?, ?, ?)")
        .params(variant.id(), product, place, variant.size(), variant.colour(), variant.stock())
        .update();
  }

  /** What the seller made with a key. */
  public Made made(UUID seller, String key) {
    return jdbc.sql(
            "SELECT product_id, body_hash FROM catalog.product"
                + " WHERE seller_id = ? AND request_key = ?")
        .params(seller, key)
        .query((row, n) -> new Made(row.getObject(1, UUID.class), row.getBytes(2)))
        .single();
  }

  /** Changes a product that is locked. */
  public void change(UUID id, ProductDraft draft) {
    jdbc.sql(
            "UPDATE catalog.product SET name = ?, description = ?, category = ?, images = ?,"
                + " state = ?, price = ?, version = version + 1 WHERE product_id = ?")
        .params(
            Arrays.<@Nullable Object>asList(
                draft.name(),
                draft.description(),
                draft.category(),
                draft.images().toArray(String[]::new),
                draft.state().name(),
                draft.price(),
                id))
        .update();
  }

  /**
   * Takes down what it costs from now on; it is the last word when two come at one instant.
   *
   * @param price in won; null while it is not on sale
   */
  public void priced(UUID product, @Nullable Long price) {
    jdbc.sql(
            "INSERT INTO catalog.price_history (product_id, price, from_at) VALUES (?, ?, ?)"
                + " ON CONFLICT (product_id, from_at) DO UPDATE SET price = excluded.price")
        .params(Arrays.<@Nullable Object>asList(product, price, now()))
        .update();
  }

  /** The list prices of a product, the newest first. */
  public List<ListPrice> prices(UUID product, int limit) {
    return jdbc.sql(
            "SELECT from_at, price FROM catalog.price_history WHERE product_id = ?"
                + " ORDER BY from_at DESC LIMIT ?")
        .params(product, limit)
        .query((row, n) -> listPrice(row))
        .list();
  }

  private Map<UUID, List<Variant>> variants(SqlArrayValue products) {
    Map<UUID, List<Variant>> variants = new HashMap<>();
    jdbc.sql(
            "SELECT product_id, variant_id, size, colour, stock FROM catalog.variant"
                + " WHERE product_id = ANY(?) ORDER BY product_id, place")
        .param(products)
        .query(
            row -> {
              variants
                  .computeIfAbsent(row.getObject(1, UUID.class), product -> new ArrayList<>())
                  .add(
                      new Variant(
                          row.getObject(2, UUID.class),
                          row.getString(3),
                          row.getString(4),
                          row.getInt(5)));
            });
    return variants;
  }

  private Map<UUID, List<ListPrice>> lists(SqlArrayValue products) {
    Map<UUID, List<ListPrice>> lists = new HashMap<>();
    jdbc.sql(
            "SELECT p.product_id, h.from_at, h.price FROM unnest(?) AS p (product_id)"
                + " CROSS JOIN LATERAL (SELECT from_at, price FROM catalog.price_history"
                + " WHERE product_id = p.product_id ORDER BY from_at DESC LIMIT ?) h")
        .params(products, LISTS_MAX)
        .query(
            row -> {
              lists
                  .computeIfAbsent(row.getObject(1, UUID.class), product -> new ArrayList<>())
                  .add(listPrice(row));
            });
    return lists;
  }

  private static ListPrice listPrice(ResultSet row) throws SQLException {
    return new ListPrice(
        row.getObject("from_at", OffsetDateTime.class).toInstant(),
        row.getObject("price", Long.class));
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Row row(ResultSet row, int number) throws SQLException {
    Array images = row.getArray("images");
    var draft =
        new ProductDraft(
            row.getString("name"),
            row.getString("description"),
            row.getString("category"),
            List.of((String[]) images.getArray()),
            ProductState.valueOf(row.getString("state")),
            row.getLong("price"));
    return new Row(
        row.getObject("product_id", UUID.class),
        row.getObject("seller_id", UUID.class),
        draft,
        row.getInt("version"));
  }
}
