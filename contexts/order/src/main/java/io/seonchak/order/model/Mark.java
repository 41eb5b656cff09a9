package io.seonchak.order.model;

/** What a line of an order's timeline says. The names stand in answers and tables. */
public enum Mark {
  /** It was ordered, or made of a claim. */
  PLACED,
  /** Its units are held. */
  UNITS_HELD,
  /** Units were missing. */
  SOLD_OUT,
  /** Its units are not held any more. */
  UNITS_LOST,
  /** The member asked for other terms. */
  TERMS_CHANGED,
  /** The address was given or changed. */
  ADDRESS_CHANGED,
  /** The coupon is reserved. */
  COUPON_APPLIED,
  /** The coupon cannot be used; the detail says why. */
  COUPON_REFUSED,
  /** The points are held. */
  POINTS_HELD,
  /** There are not so many points; the detail says how many. */
  POINTS_REFUSED,
  /** It may be paid; the detail is the amount. */
  AWAITING_PAYMENT,
  /** An attempt to pay began. */
  PAYING,
  /** A virtual account was given out; the detail says until when to pay. */
  WAITING_FOR_DEPOSIT,
  /** An attempt came to nothing; the detail is the code. */
  PAYMENT_FAILED,
  /** It is paid; the detail is the method. */
  PAID,
  /** The member wants to cancel while a payment is under way. */
  CANCEL_ASKED,
  /** It is over; the detail is the reason. */
  CANCELLED,
  /** A payment went through after all was over; it goes back. The detail is the amount. */
  LATE_APPROVAL,
  /** A second payment went through; people look at it. */
  SECOND_APPROVAL,
  /** The late payment went back. */
  MONEY_RETURNED,
  /** A refund was asked for; the detail is the cash. */
  REFUND_ASKED,
  /** The gateway cannot refund; people look at it. The detail is the code. */
  REFUND_REFUSED,
  /** Something was given back; the detail is the cash. */
  REFUNDED
}
