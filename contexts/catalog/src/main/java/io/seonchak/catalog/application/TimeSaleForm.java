package io.seonchak.catalog.application;

import io.seonchak.catalog.model.Cut.Source;
import io.seonchak.catalog.store.Cuts.Said;
import io.seonchak.platform.web.Fields;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Reads time sales as the external server sends them. */
@Component
public class TimeSaleForm {

  /** The external server's clock may be ahead of ours by so much. */
  static final Duration AHEAD_MAX = Duration.ofMinutes(5);

  private static final UUID NONE = new UUID(0, 0);

  private final Clock clock;

  TimeSaleForm(Clock clock) {
    this.clock = clock;
  }

  /**
   * A time sale as it is sent.
   *
   * @param updatedAt its version; the instant it arrives when it is absent
   */
  public record TimeSale(
      @Nullable UUID productId,
      @Nullable Long percent,
      @Nullable Long amount,
      @Nullable OffsetDateTime startsAt,
      @Nullable OffsetDateTime endsAt,
      @Nullable OffsetDateTime updatedAt) {}

  /** Reads it; what is wrong with it is noted in {@code fields}. */
  public Said read(Fields fields, String externalId, TimeSale sale) {
    String name = Names.id(fields, "externalId", externalId);
    fields.require(sale.productId() != null, "productId", "missing", "a product's id");
    Terms terms = Terms.read(fields, sale.percent(), sale.amount(), sale.startsAt(), sale.endsAt());
    return terms.said(
        Source.TIME_SALE,
        name,
        Objects.requireNonNullElse(sale.productId(), NONE),
        version(fields, sale.updatedAt()));
  }

  /**
   * The version of what is said, in whole microseconds as the database keeps it. One far ahead of
   * our clock would lock out all that follow.
   */
  public Instant version(Fields fields, @Nullable OffsetDateTime updatedAt) {
    Instant now = clock.instant();
    Instant version = updatedAt == null ? now : fields.instant("updatedAt", updatedAt);
    fields.require(
        version.isBefore(now.plus(AHEAD_MAX)), "updatedAt", version, "not in the future");
    return version.truncatedTo(ChronoUnit.MICROS);
  }
}
