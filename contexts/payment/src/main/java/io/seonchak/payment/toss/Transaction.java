package io.seonchak.payment.toss;

import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A movement of money at the gateway: a payment, or one of its cancels.
 *
 * @param amount in won; what was paid, or negative what was paid back
 */
public record Transaction(
    String transactionKey,
    String paymentKey,
    String orderId,
    @Nullable String mId,
    Payment.@Nullable Method method,
    @Nullable String customerKey,
    boolean useEscrow,
    @Nullable String receiptUrl,
    @Nullable PaymentStatus status,
    @Nullable OffsetDateTime transactionAt,
    @Nullable String currency,
    long amount) {

  /** The most one page holds. */
  public static final int PAGE_MAX = 5_000;

  /** Without its names it is none. */
  public Transaction {
    Objects.requireNonNull(transactionKey, "transactionKey");
    Objects.requireNonNull(paymentKey, "paymentKey");
    Objects.requireNonNull(orderId, "orderId");
  }

  @Override
  public String toString() {
    return "Transaction[order=%s, amount=%d, at=%s]".formatted(orderId, amount, transactionAt);
  }

  /**
   * Some of them, oldest first.
   *
   * @param next where the next page begins; none after the last
   */
  public record Page(List<Transaction> transactions, @Nullable String next) {}
}
