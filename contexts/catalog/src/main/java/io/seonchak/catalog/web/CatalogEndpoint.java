package io.seonchak.catalog.web;

import io.seonchak.catalog.application.Shelf;
import io.seonchak.catalog.application.Wishing;
import io.seonchak.catalog.model.Product;
import io.seonchak.catalog.model.Variant;
import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.platform.web.Fields;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.RestController;

/**
 * What other contexts ask. In their process they call it directly, from another over HTTP; the
 * addresses stand in {@link CatalogClient}.
 */
@RestController
class CatalogEndpoint implements CatalogClient {

  private final Shelf shelf;
  private final Wishing wishing;
  private final Clock clock;

  CatalogEndpoint(Shelf shelf, Wishing wishing, Clock clock) {
    this.shelf = shelf;
    this.wishing = wishing;
    this.clock = clock;
  }

  @Override
  public Optional<ProductFacts> product(UUID productId) {
    return shelf.product(productId).map(CatalogEndpoint::facts);
  }

  @Override
  public List<Offer> offers(List<UUID> productIds) {
    new Fields()
        .require(
            !productIds.isEmpty() && productIds.size() <= OFFERS_MAX,
            "productIds",
            productIds.size(),
            "1 to " + OFFERS_MAX)
        .orRefuse();
    Instant now = clock.instant();
    return shelf.products(productIds).stream().map(product -> offer(product, now)).toList();
  }

  @Override
  public List<UUID> wishlist(UUID memberId) {
    return wishing.newest(memberId, OFFERS_MAX);
  }

  private static ProductFacts facts(Product product) {
    return new ProductFacts(product.id(), product.seller(), product.name(), product.price());
  }

  private static Offer offer(Product product, Instant now) {
    return new Offer(
        product.id(),
        product.seller(),
        product.name(),
        product.onSale(),
        product.at(now).amount(),
        product.variants().stream().map(Variant::id).toList());
  }
}
