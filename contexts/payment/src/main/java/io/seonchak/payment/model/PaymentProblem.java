package io.seonchak.payment.model;

import io.seonchak.platform.problem.ProblemCode;

/** Refusals of the payment context. */
public enum PaymentProblem implements ProblemCode {
  /** The bank, the card company or the gateway said no. */
  PAYMENT_REFUSED(
      402,
      "결제가 승인되지 않았습니다. 다른 결제 수단으로 다시 시도해 주세요.",
      "The payment was refused. Try again, or pay in another way."),
  /** The order is paid, by another attempt. */
  ALREADY_PAID(409, "이미 결제된 주문입니다.", "This order is paid already."),
  /** The order costs something else. */
  AMOUNT_MISMATCH(
      409,
      "결제 금액이 주문 금액과 다릅니다. 결제하지 않았습니다.",
      "The order costs another amount. Nothing was charged."),
  /** The order's time to be paid is over. */
  ORDER_EXPIRED(409, "결제할 수 있는 시간이 지났습니다. 결제하지 않았습니다.", "Its time is over. Nothing was charged."),
  /** No more cards of one member. */
  TOO_MANY_BILLING_KEYS(409, "카드를 더 등록할 수 없습니다.", "No more cards can be registered.");

  private final int status;
  private final String korean;
  private final String english;

  PaymentProblem(int status, String korean, String english) {
    this.status = status;
    this.korean = korean;
    this.english = english;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String korean() {
    return korean;
  }

  @Override
  public String english() {
    return english;
  }
}
