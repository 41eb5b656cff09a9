package io.seonchak.contracts.catalog;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.Unheard;
import io.seonchak.contracts.WireName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to what is sold. The key is the product's id. */
public sealed interface CatalogEvent extends Event {

  /** The product it happened to. */
  UUID productId();

  @Override
  default UUID key() {
    return productId();
  }

  /**
   * Something that is counted by itself, such as a size.
   *
   * @param variantId the product's own id where it has no variants
   * @param quantity units there are at first
   */
  record Variant(UUID variantId, int quantity) {}

  /** There is a new product; its everyday stock is to be kept. */
  @WireName("catalog.product-added.v1")
  record ProductAdded(UUID productId, UUID sellerId, String name, List<Variant> variants)
      implements CatalogEvent {}

  /**
   * Its seller changed it.
   *
   * @param state DRAFT, ON_SALE or HIDDEN
   * @param price the list price, in won
   * @param version grows by one with each change
   */
  @WireName("catalog.product-changed.v1")
  @Unheard("Search will keep its copy by it; that context is not built yet.")
  record ProductChanged(UUID productId, String state, long price, int version)
      implements CatalogEvent {}

  /**
   * Its list price is another one from now on.
   *
   * @param price in won
   * @param before what it was, in won
   */
  @WireName("catalog.price-changed.v1")
  @Unheard("Those who wish for it will be told; the notification context is not built yet.")
  record PriceChanged(UUID productId, long price, long before) implements CatalogEvent {}

  /**
   * A discount or a time sale has begun. Told after it, mostly within a second, once for each
   * version of its terms; what a product costs is never decided by this event.
   *
   * @param source DISCOUNT or TIME_SALE
   * @param saleId of a discount its id by its seller, of a time sale its id by the external server
   * @param percent null where {@code amount} counts
   * @param amount won off
   */
  @WireName("catalog.sale-started.v1")
  @Unheard("Those who wish for it will be told; the notification context is not built yet.")
  record SaleStarted(
      UUID productId,
      String source,
      String saleId,
      @Nullable Integer percent,
      @Nullable Long amount,
      Instant startsAt,
      Instant endsAt)
      implements CatalogEvent {}

  /**
   * A sale whose beginning was told is no more.
   *
   * @param source DISCOUNT or TIME_SALE
   * @param reason OVER; WITHDRAWN; or CHANGED, when its new terms have a beginning of their own
   * @param endedAt the end it had, or the instant of the change
   */
  @WireName("catalog.sale-ended.v1")
  @Unheard("Those who wish for it will be told; the notification context is not built yet.")
  record SaleEnded(UUID productId, String source, String saleId, String reason, Instant endedAt)
      implements CatalogEvent {}
}
