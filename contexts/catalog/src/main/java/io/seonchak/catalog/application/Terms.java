package io.seonchak.catalog.application;

import io.seonchak.catalog.model.Cut.Source;
import io.seonchak.catalog.store.Cuts.Said;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.web.Fields;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What is taken off and when, as it was sent and found good.
 *
 * @param percent null where {@code amount} is not
 * @param amount in won
 */
public record Terms(
    @Nullable Integer percent, @Nullable Long amount, Instant startsAt, Instant endsAt) {

  /** A cut lasts no longer. */
  static final Duration WINDOW_MAX = Duration.ofDays(366);

  private static final int PERCENT_MAX = 100;

  /** Reads them; what is wrong with them is noted in {@code fields}. */
  public static Terms read(
      Fields fields,
      @Nullable Long percent,
      @Nullable Long amount,
      @Nullable OffsetDateTime startsAt,
      @Nullable OffsetDateTime endsAt) {
    fields.require(
        (percent == null) != (amount == null),
        "percent",
        percent == null ? "neither it nor an amount" : "both it and an amount",
        "one of them");
    if (percent != null) {
      fields.number("percent", percent, 1, PERCENT_MAX);
    }
    if (amount != null) {
      fields.number("amount", amount, 1, Won.MAX);
    }
    Instant from = fields.instant("startsAt", startsAt).truncatedTo(ChronoUnit.MICROS);
    Instant to = fields.instant("endsAt", endsAt).truncatedTo(ChronoUnit.MICROS);
    fields.require(
        from.isBefore(to) && Duration.between(from, to).compareTo(WINDOW_MAX) <= 0,
        "endsAt",
        to,
        "after startsAt, within " + WINDOW_MAX.toDays() + " days");
    return new Terms(percent == null ? null : percent.intValue(), amount, from, to);
  }

  /** What the seller or the external server says with these terms. */
  public Said said(Source source, String name, UUID product, Instant updatedAt) {
    return new Said(source, name, product, percent, amount, startsAt, endsAt, false, updatedAt);
  }
}
