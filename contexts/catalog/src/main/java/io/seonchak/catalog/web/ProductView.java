package io.seonchak.catalog.web;

import io.seonchak.catalog.model.PriceSpan;
import io.seonchak.catalog.model.Product;
import io.seonchak.platform.time.Seoul;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A product as people see it at an instant. */
record ProductView(
    UUID productId,
    UUID sellerId,
    String name,
    String description,
    @Nullable String category,
    List<String> images,
    String state,
    long price,
    LowestPrice lowestPrice,
    long comparisonPrice,
    int percentOff,
    List<VariantView> variants,
    int version) {

  /** The lowest price there is now, and why. */
  record LowestPrice(long amount, String source, @Nullable String until) {

    static LowestPrice of(PriceSpan span) {
      Instant until = span.until();
      return new LowestPrice(
          span.amount(), span.source().name(), until == null ? null : Seoul.text(until));
    }
  }

  record VariantView(UUID variantId, String size, String colour) {}

  static ProductView of(Product product, Instant now) {
    PriceSpan span = product.at(now);
    return new ProductView(
        product.id(),
        product.seller(),
        product.name(),
        product.description(),
        product.category(),
        product.images(),
        product.state().name(),
        product.price(),
        LowestPrice.of(span),
        span.comparison(),
        span.percentOff(),
        product.variants().stream()
            .map(each -> new VariantView(each.id(), each.size(), each.colour()))
            .toList(),
        product.version());
  }

  /** The version its seller changes, and what it costs now. */
  static String tag(Product product, Instant now) {
    PriceSpan span = product.at(now);
    int price = Objects.hash(span.amount(), span.source().name(), span.until(), span.comparison());
    return "%d-%08x".formatted(product.version(), price).toLowerCase(Locale.ROOT);
  }
}
