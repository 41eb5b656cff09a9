package io.seonchak.order.model;

import io.seonchak.platform.problem.ProblemCode;

/** Refusals of the order context. */
public enum OrderProblem implements ProblemCode {
  /** It costs something else now than the member was shown. */
  PRICE_CHANGED(409, "금액이 바뀌었습니다. 새 금액을 확인해 주세요.", "The amount has changed. Look at the new one."),
  /** Something in it cannot be ordered; which is named. */
  NOT_ON_SALE(409, "지금 주문할 수 없는 상품이 있습니다.", "Something in it cannot be ordered now."),
  /** There is nothing in the wishlist. */
  WISHLIST_EMPTY(409, "찜 목록이 비어 있습니다.", "The wishlist is empty."),
  /** More is wished for than one order may hold. */
  WISHLIST_TOO_LONG(
      409, "찜한 상품이 너무 많아 한 번에 주문할 수 없습니다.", "The wishlist holds more than one order may."),
  /** The coupon cannot be used for it; the reason is named. */
  COUPON_REFUSED(409, "이 주문에 쓸 수 없는 쿠폰입니다.", "This coupon cannot be used for it."),
  /** Less than anybody can be charged. */
  AMOUNT_TOO_SMALL(
      409,
      "결제할 금액이 너무 적습니다. 포인트를 줄이거나 전액을 포인트로 내 주세요.",
      "Too little to be charged. Use fewer points, or points for all of it."),
  /** So many unpaid orders are enough. */
  TOO_MANY_OPEN_ORDERS(
      409, "결제하지 않은 주문이 너무 많습니다.", "You have too many orders that are not paid yet."),
  /** Not as it stands; how it stands is named. */
  ORDER_NOT_CHANGEABLE(409, "지금 상태에서는 바꿀 수 없는 주문입니다.", "As it stands, it cannot be changed."),
  /** So many units of a line cannot be given back. */
  NOT_REFUNDABLE(409, "그만큼 환불할 수 없습니다.", "So much of it cannot be refunded."),
  /** There is nothing that could be told again. */
  NOTHING_TO_RETELL(409, "다시 알릴 내용이 없습니다.", "There is nothing to tell again.");

  private final int status;
  private final String korean;
  private final String english;

  OrderProblem(int status, String korean, String english) {
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
