package io.seonchak.contracts.catalog;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** The catalog as other contexts ask it. Never inside a transaction: it may be another process. */
@HttpExchange("/internal/catalog")
public interface CatalogClient {

  /**
   * A product as others may know it.
   *
   * @param seller whose it is
   * @param price in won
   */
  record ProductFacts(UUID productId, UUID seller, String name, long price) {}

  /** A product by its id; empty when there is none. */
  @GetExchange("/products/{productId}")
  Optional<ProductFacts> product(@PathVariable UUID productId);

  /** At most so many products are asked for at once. */
  int OFFERS_MAX = 100;

  /**
   * What can be ordered of a product, of now.
   *
   * @param onSale whether it can be ordered at all
   * @param unitPrice the lowest price of now, in won
   * @param variantIds what is counted by itself; the product's own id where it has no variants
   */
  record Offer(
      UUID productId,
      UUID seller,
      String name,
      boolean onSale,
      long unitPrice,
      List<UUID> variantIds) {}

  /**
   * What can be ordered; products that do not exist are left out.
   *
   * @param productIds 1 to {@value #OFFERS_MAX}
   */
  @GetExchange("/offers")
  List<Offer> offers(@RequestParam List<UUID> productIds);

  /** The products a member wishes for, the latest first; at most {@value #OFFERS_MAX}. */
  @GetExchange("/wishlists/{memberId}")
  List<UUID> wishlist(@PathVariable UUID memberId);
}
