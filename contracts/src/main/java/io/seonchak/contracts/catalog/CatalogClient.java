package io.seonchak.contracts.catalog;

import java.util.Optional;
import java.util.UUID;

/** The catalog as other contexts ask it. */
public interface CatalogClient {

  /**
   * A product as others may know it.
   *
   * @param seller whose it is
   * @param price in won
   */
  record ProductFacts(UUID productId, UUID seller, String name, long price) {}

  /** A product by its id; empty when there is none. */
  Optional<ProductFacts> product(UUID productId);
}
