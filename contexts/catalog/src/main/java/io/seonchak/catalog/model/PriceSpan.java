package io.seonchak.catalog.model;

import io.seonchak.catalog.model.Cut.Source;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What a product costs from an instant on.
 *
 * @param amount the lowest price, in won
 * @param until when what it comes from ends; null for the list price
 * @param comparison the price before it was reduced, in won; {@code amount} where there is none
 */
public record PriceSpan(
    Instant from, long amount, Source source, @Nullable Instant until, long comparison) {

  /** Whole percent off the comparison price, rounded down; 0 where nothing was reduced. */
  public int percentOff() {
    return comparison <= amount ? 0 : (int) ((comparison - amount) * 100 / comparison);
  }
}
