package io.seonchak.payment.toss;

import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the gateway pays out for one transaction. Amounts are won, negative for a cancel. The
 * gateway's pages and its answers differ: some carry {@code fee}, some {@code fees}; {@link
 * #totalFee} reads both.
 */
public record Settlement(
    String paymentKey,
    String transactionKey,
    String orderId,
    @Nullable String mId,
    @Nullable String currency,
    Payment.@Nullable Method method,
    long amount,
    long interestFee,
    @Nullable Long fee,
    List<Fee> fees,
    long supplyAmount,
    long vat,
    long payOutAmount,
    @Nullable OffsetDateTime approvedAt,
    @Nullable LocalDate soldDate,
    @Nullable LocalDate paidOutDate,
    Payment.@Nullable Cancel cancel) {

  /** The most one page holds. */
  public static final int PAGE_MAX = 5_000;

  /** Without its names it is none. */
  public Settlement {
    Objects.requireNonNull(paymentKey, "paymentKey");
    Objects.requireNonNull(transactionKey, "transactionKey");
    Objects.requireNonNull(orderId, "orderId");
    fees = fees == null ? List.of() : List.copyOf(fees);
  }

  /** All fees together, VAT included, in won. */
  public long totalFee() {
    return fee != null ? fee : fees.stream().mapToLong(Fee::fee).sum();
  }

  @Override
  public String toString() {
    return "Settlement[order=%s, amount=%d, payOut=%d]".formatted(orderId, amount, payOutAmount);
  }

  /** One fee, in won. */
  public record Fee(@Nullable String type, long fee) {}

  /** Which day a range of dates means. */
  public enum DateType {
    /** The day it was sold, or paid back. */
    SOLD("soldDate"),
    /** The day it is paid out. */
    PAID_OUT("paidOutDate");

    private final String wire;

    DateType(String wire) {
      this.wire = wire;
    }

    String wire() {
      return wire;
    }
  }
}
