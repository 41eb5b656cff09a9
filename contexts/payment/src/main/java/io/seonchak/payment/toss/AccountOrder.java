package io.seonchak.payment.toss;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * Asks for a virtual account to pay into.
 *
 * @param amount in won, at least 1
 * @param bank code or name
 * @param validHours 1 to 720; how long somebody may pay
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record AccountOrder(
    long amount,
    String orderId,
    String orderName,
    String customerName,
    String bank,
    int validHours,
    @Nullable String customerEmail,
    @Nullable String customerMobilePhone,
    @Nullable Receipt cashReceipt) {

  /** What the gateway takes when nothing is said. */
  public static final int VALID_HOURS_DEFAULT = 168;

  private static final int VALID_HOURS_MAX = 720;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException naming the field
   */
  public AccountOrder {
    Bounds.amount("amount", amount, 1);
    Bounds.orderId(orderId);
    Bounds.text("orderName", orderName, Bounds.ORDER_NAME_MAX);
    Bounds.text("customerName", customerName, Bounds.CUSTOMER_NAME_MAX);
    Bounds.bank(bank);
    Bounds.require(
        validHours >= 1 && validHours <= VALID_HOURS_MAX,
        "validHours",
        validHours,
        "1 to " + VALID_HOURS_MAX);
    Bounds.textOrNone("customerEmail", customerEmail, Bounds.EMAIL_MAX);
    Bounds.phoneOrNone("customerMobilePhone", customerMobilePhone);
  }

  @Override
  public String toString() {
    return "AccountOrder[order=%s, amount=%d]".formatted(orderId, amount);
  }

  /** The cash receipt that is issued with the deposit. */
  public record Receipt(Purpose type, @Nullable String registrationNumber) {

    @Override
    public String toString() {
      return "Receipt[type=%s]".formatted(type);
    }
  }

  /** What a cash receipt is for; on the wire in Korean. */
  public enum Purpose {
    @JsonProperty("소득공제")
    INCOME_DEDUCTION,
    @JsonProperty("지출증빙")
    EXPENSE_PROOF,
    @JsonProperty("미발행")
    NONE
  }
}
