package io.seonchak.payment.toss;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

/**
 * Pays by a billing key.
 *
 * @param customerKey whose key it is
 * @param amount in won, at least 1
 * @param cardInstallmentPlan 0, or 2 to 12 months from 50,000 won
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Charge(
    String customerKey,
    long amount,
    String orderId,
    String orderName,
    @Nullable String customerEmail,
    @Nullable String customerName,
    @Nullable Long taxFreeAmount,
    @Nullable Integer cardInstallmentPlan) {

  private static final int MONTHS_MAX = 12;
  private static final long MONTHS_FROM = 50_000;

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException naming the field
   */
  public Charge {
    Bounds.customerKey(customerKey);
    Bounds.amount("amount", amount, 1);
    Bounds.orderId(orderId);
    Bounds.text("orderName", orderName, Bounds.ORDER_NAME_MAX);
    Bounds.textOrNone("customerEmail", customerEmail, Bounds.EMAIL_MAX);
    Bounds.textOrNone("customerName", customerName, Bounds.CUSTOMER_NAME_MAX);
    if (taxFreeAmount != null) {
      Bounds.amount("taxFreeAmount", taxFreeAmount, 0);
    }
    if (cardInstallmentPlan != null) {
      Bounds.require(
          cardInstallmentPlan == 0
              || (cardInstallmentPlan >= 2
                  && cardInstallmentPlan <= MONTHS_MAX
                  && amount >= MONTHS_FROM),
          "cardInstallmentPlan",
          cardInstallmentPlan,
          "0, or 2 to %d from %d won".formatted(MONTHS_MAX, MONTHS_FROM));
    }
  }

  /** All at once, with nothing more said. */
  public static Charge of(String customerKey, long amount, String orderId, String orderName) {
    return new Charge(customerKey, amount, orderId, orderName, null, null, null, null);
  }

  @Override
  public String toString() {
    return "Charge[order=%s, amount=%d]".formatted(orderId, amount);
  }
}
