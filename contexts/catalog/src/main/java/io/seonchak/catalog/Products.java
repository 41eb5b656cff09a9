package io.seonchak.catalog;

import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.security.MessageDigest;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** The products' tables. */
@Component
class Products implements CatalogClient {

  private static final String SELECT =
      "SELECT p.product_id, p.seller_id, p.name, p.description, p.price, p.stock, p.version,"
          + " coalesce((SELECT min(h.price) FROM catalog.price_history h"
          + " WHERE h.product_id = p.product_id AND h.from_at > now() - interval '20 days'"
          + " AND h.from_at < (SELECT max(l.from_at) FROM catalog.price_history l"
          + " WHERE l.product_id = p.product_id)), p.price) AS comparison_price"
          + " FROM catalog.product p ";

  private final JdbcClient jdbc;
  private final Clock clock;

  Products(JdbcClient jdbc, Clock clock) {
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Override
  public Optional<ProductFacts> product(UUID productId) {
    return byId(productId)
        .map(
            product ->
                new ProductFacts(product.id(), product.seller(), product.name(), product.price()));
  }

  Optional<Product> byId(UUID id) {
    return jdbc.sql(SELECT + "WHERE p.product_id = ?").param(id).query(Products::read).optional();
  }

  /** Newest first. */
  List<Product> page(@Nullable UUID after, int limit) {
    return after == null
        ? jdbc.sql(SELECT + "ORDER BY p.product_id DESC LIMIT ?")
            .param(limit)
            .query(Products::read)
            .list()
        : jdbc.sql(SELECT + "WHERE p.product_id < ? ORDER BY p.product_id DESC LIMIT ?")
            .params(after, limit)
            .query(Products::read)
            .list();
  }

  /** Adds a product, once for a key; the id of the one that is there. */
  @Transactional
  UUID add(Product product, String key, byte[] bodyHash) {
    int added =
        jdbc.sql(
                "INSERT INTO catalog.product (product_id, seller_id, name, description, price,"
                    + " stock, created_at, request_key, body_hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
                    + " ON CONFLICT (seller_id, request_key) DO NOTHING")
            .params(
                product.id(),
                product.seller(),
                product.name(),
                product.description(),
                product.price(),
                product.stock(),
                now(),
                key,
                bodyHash)
            .update();
    if (added == 1) {
      priced(product.id(), product.price());
      return product.id();
    }
    return earlier(product.seller(), key, bodyHash);
  }

  /** Changes what is given; false when somebody else changed it meanwhile. */
  @Transactional
  boolean change(Product before, Product after) {
    int changed =
        jdbc.sql(
                "UPDATE catalog.product SET name = ?, description = ?, price = ?,"
                    + " version = version + 1 WHERE product_id = ? AND version = ?")
            .params(after.name(), after.description(), after.price(), before.id(), before.version())
            .update();
    if (changed == 1 && before.price() != after.price()) {
      priced(before.id(), after.price());
    }
    return changed == 1;
  }

  private UUID earlier(UUID seller, String key, byte[] bodyHash) {
    record Made(UUID id, byte[] bodyHash) {}
    Made made =
        jdbc.sql(
                "SELECT product_id, body_hash FROM catalog.product"
                    + " WHERE seller_id = ? AND request_key = ?")
            .params(seller, key)
            .query((row, n) -> new Made(row.getObject(1, UUID.class), row.getBytes(2)))
            .single();
    if (!MessageDigest.isEqual(made.bodyHash(), bodyHash)) {
      throw Problem.of(CommonProblem.KEY_REUSED);
    }
    return made.id();
  }

  private void priced(UUID product, long price) {
    jdbc.sql("INSERT INTO catalog.price_history (product_id, price, from_at) VALUES (?, ?, ?)")
        .params(product, price, now())
        .update();
  }

  private OffsetDateTime now() {
    return clock.instant().atOffset(ZoneOffset.UTC);
  }

  private static Product read(ResultSet row, int number) throws SQLException {
    return new Product(
        row.getObject("product_id", UUID.class),
        row.getObject("seller_id", UUID.class),
        row.getString("name"),
        row.getString("description"),
        row.getLong("price"),
        row.getInt("stock"),
        row.getInt("version"),
        row.getLong("comparison_price"));
  }
}
