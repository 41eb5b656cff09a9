package io.seonchak.payment.toss;

/**
 * Takes the money of a payment whose buyer has proved who he is.
 *
 * @param paymentKey 1 to 200 visible ASCII characters
 * @param orderId 6 to 64 of {@code A-Z a-z 0-9 _ - =}
 * @param amount in won, at least 1; the caller has compared it with the order
 */
public record Confirmation(String paymentKey, String orderId, long amount) {

  /**
   * Checks the bounds.
   *
   * @throws IllegalArgumentException naming the field
   */
  public Confirmation {
    Bounds.paymentKey(paymentKey);
    Bounds.orderId(orderId);
    Bounds.amount("amount", amount, 1);
  }

  @Override
  public String toString() {
    return "Confirmation[order=%s, amount=%d]".formatted(orderId, amount);
  }
}
