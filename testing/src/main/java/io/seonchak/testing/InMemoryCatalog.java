package io.seonchak.testing;

import io.seonchak.contracts.catalog.CatalogClient;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * A catalog for tests of those who ask it. Thread-safe; not final, for the guard of calls proxies
 * it.
 */
public class InMemoryCatalog implements CatalogClient {

  private final Map<UUID, Offer> offers = new ConcurrentHashMap<>();
  private final Map<UUID, List<UUID>> wishes = new ConcurrentHashMap<>();

  /** Makes a catalog with nothing in it. */
  public InMemoryCatalog() {}

  /** Adds a product without variants that is on sale, or replaces the one of that id. */
  public void put(ProductFacts product) {
    put(
        new Offer(
            product.productId(),
            product.seller(),
            product.name(),
            true,
            product.price(),
            List.of(product.productId())));
  }

  /** Adds what can be ordered, or replaces what has that id. */
  public void put(Offer offer) {
    offers.put(offer.productId(), offer);
  }

  /** Takes a product from sale. */
  public void hide(UUID productId) {
    offers.computeIfPresent(
        productId,
        (id, offer) ->
            new Offer(
                id, offer.seller(), offer.name(), false, offer.unitPrice(), offer.variantIds()));
  }

  /** Lets a member wish for a product. */
  public void wish(UUID memberId, UUID productId) {
    wishes.computeIfAbsent(memberId, id -> new CopyOnWriteArrayList<>()).addFirst(productId);
  }

  @Override
  public Optional<ProductFacts> product(UUID productId) {
    return Optional.ofNullable(offers.get(productId))
        .map(
            offer ->
                new ProductFacts(
                    offer.productId(), offer.seller(), offer.name(), offer.unitPrice()));
  }

  @Override
  public List<Offer> offers(List<UUID> productIds) {
    if (productIds.isEmpty() || productIds.size() > OFFERS_MAX) {
      throw new IllegalArgumentException(
          "products: %d (expected: 1 to %d)".formatted(productIds.size(), OFFERS_MAX));
    }
    return productIds.stream().distinct().flatMap(id -> Stream.ofNullable(offers.get(id))).toList();
  }

  @Override
  public List<UUID> wishlist(UUID memberId) {
    return wishes.getOrDefault(memberId, List.of()).stream().limit(OFFERS_MAX).toList();
  }
}
