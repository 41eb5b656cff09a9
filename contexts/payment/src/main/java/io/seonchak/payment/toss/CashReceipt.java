package io.seonchak.payment.toss;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A cash receipt, as the tax office gets it. Amounts are won. */
public record CashReceipt(
    String receiptKey,
    @Nullable String orderId,
    @Nullable String orderName,
    @Nullable String type,
    @Nullable String issueNumber,
    @Nullable String receiptUrl,
    @Nullable String transactionType,
    long amount,
    long taxFreeAmount,
    @Nullable Status issueStatus,
    Payment.@Nullable Failure failure,
    @Nullable OffsetDateTime requestedAt) {

  /** Without its key it is none. */
  public CashReceipt {
    Objects.requireNonNull(receiptKey, "receiptKey");
  }

  /** How far the tax office is. */
  public enum Status {
    IN_PROGRESS,
    COMPLETED,
    FAILED,
    @JsonEnumDefaultValue
    UNKNOWN
  }

  /**
   * Asks for one.
   *
   * @param amount in won, at least 1
   * @param customerIdentityNumber digits only: a telephone, card or business number
   */
  public record Order(
      long amount,
      String orderId,
      String orderName,
      String customerIdentityNumber,
      AccountOrder.Purpose type) {

    private static final Pattern NUMBER = Pattern.compile("[0-9]{8,20}");

    /**
     * Checks the bounds.
     *
     * @throws IllegalArgumentException naming the field
     */
    public Order {
      Bounds.amount("amount", amount, 1);
      Bounds.orderId(orderId);
      Bounds.text("orderName", orderName, Bounds.ORDER_NAME_MAX);
      Bounds.require(
          NUMBER.matcher(customerIdentityNumber).matches(),
          "customerIdentityNumber",
          "not one",
          "8 to 20 digits");
      Bounds.require(type != AccountOrder.Purpose.NONE, "type", type, "what the receipt is for");
    }

    @Override
    public String toString() {
      return "Order[order=%s, amount=%d, type=%s]".formatted(orderId, amount, type);
    }
  }

  /**
   * Some of a day's.
   *
   * @param lastCursor where the next page begins
   */
  public record Page(boolean hasNext, @Nullable Long lastCursor, List<CashReceipt> data) {

    /** A page without receipts has an empty list. */
    public Page {
      data = data == null ? List.of() : List.copyOf(data);
    }
  }
}
