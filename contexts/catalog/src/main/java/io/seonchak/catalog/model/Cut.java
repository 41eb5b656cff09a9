package io.seonchak.catalog.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What takes something off the list price for a while, {@code [from, to)}.
 *
 * @param percent 1 to 100, or 0 where {@code amount} counts
 * @param amount won off
 */
public record Cut(Source source, int percent, long amount, Instant from, Instant to) {

  /** Where a price comes from. The names stand in answers and tables. */
  public enum Source {
    /** The list price. */
    PRICE,
    /** A discount by the seller. */
    DISCOUNT,
    /** A time sale of the external server. */
    TIME_SALE
  }

  /** A percentage off or an amount off; exactly one is not null. */
  public static Cut of(
      Source source, @Nullable Integer percent, @Nullable Long amount, Instant from, Instant to) {
    return new Cut(source, percent == null ? 0 : percent, amount == null ? 0 : amount, from, to);
  }

  /**
   * The price that is left, in whole won: of a percentage the rest is rounded down, so the buyer
   * never pays a fraction more; never below 0, never above the list price.
   */
  public long price(long list) {
    long left = percent > 0 ? list * (100 - percent) / 100 : list - amount;
    return Math.clamp(left, 0, list);
  }

  /** Whether it counts at an instant. */
  public boolean at(Instant instant) {
    return !instant.isBefore(from) && instant.isBefore(to);
  }
}
