package io.seonchak.catalog.model;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A product as it is read, with what it costs for the next while.
 *
 * @param category null where it has none
 * @param images addresses, in order
 * @param price the list price, in won
 * @param version grows by one with each change by its seller
 * @param spans without gaps, the first one begun; used no longer than {@code knownUntil}
 */
public record Product(
    UUID id,
    UUID seller,
    String name,
    String description,
    @Nullable String category,
    List<String> images,
    ProductState state,
    long price,
    int version,
    List<Variant> variants,
    List<PriceSpan> spans,
    Instant knownUntil) {

  /** What it costs at an instant. */
  public PriceSpan at(Instant instant) {
    PriceSpan span = spans.getFirst();
    for (PriceSpan each : spans) {
      if (!each.from().isAfter(instant)) {
        span = each;
      }
    }
    return span;
  }

  /** The first stock of all variants. */
  public long stock() {
    return variants.stream().mapToLong(Variant::stock).sum();
  }

  /** Whether everybody may see it. */
  public boolean onSale() {
    return state == ProductState.ON_SALE;
  }
}
