package io.seonchak.stock;

import io.seonchak.claims.Claims;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.PoolTerms;
import io.seonchak.contracts.catalog.CatalogEvent;
import io.seonchak.contracts.catalog.CatalogEvent.ProductAdded;
import io.seonchak.contracts.catalog.CatalogEvent.Variant;
import io.seonchak.platform.event.Received;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What is sold every day: a pool for each variant of a product, made when the catalog tells of it.
 */
@Component
class EverydayStock {

  /** How long an order may hold units until it is paid or over. */
  static final Duration HOLD = Duration.ofMinutes(30);

  private final Claims claims;
  private final JdbcClient jdbc;

  EverydayStock(Claims claims, JdbcClient jdbc) {
    this.claims = claims;
    this.jdbc = jdbc;
  }

  /** Whose stock it is. */
  record Item(UUID variant, UUID product, UUID seller) {

    PoolId pool() {
      return new PoolId(variant);
    }
  }

  Optional<Item> byVariant(UUID variant) {
    return jdbc.sql("SELECT variant_id, product_id, seller_id FROM stock.item WHERE variant_id = ?")
        .param(variant)
        .query(
            (row, n) ->
                new Item(
                    row.getObject(1, UUID.class),
                    row.getObject(2, UUID.class),
                    row.getObject(3, UUID.class)))
        .optional();
  }

  /** Makes the pools of new products, each once. */
  void keep(Connection connection, List<Received<CatalogEvent>> events) throws SQLException {
    for (Received<CatalogEvent> received : events) {
      if (received.event() instanceof ProductAdded added) {
        for (Variant variant : added.variants()) {
          keep(connection, added, variant);
        }
      }
    }
  }

  private void keep(Connection connection, ProductAdded product, Variant variant)
      throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO stock.item (variant_id, product_id, seller_id) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING")) {
      insert.setObject(1, variant.variantId());
      insert.setObject(2, product.productId());
      insert.setObject(3, product.sellerId());
      if (insert.executeUpdate() == 1) {
        claims.create(
            connection,
            new PoolId(variant.variantId()),
            PoolTerms.always(variant.quantity(), HOLD));
      }
    }
  }
}
