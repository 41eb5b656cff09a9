package io.seonchak.order.model;

/** Where an order stands. The names stand in answers and tables. */
public enum Status {
  /** Waits for its units, its coupon or its points. */
  RESERVING,
  /** Everything is held; the member may pay. */
  AWAITING_PAYMENT,
  /** An attempt to pay is under way; nothing else may happen to it meanwhile. */
  PAYING,
  /** Paid. */
  PAID,
  /** Over, and never paid. */
  CANCELLED,
  /** Money is on its way back. */
  REFUNDING,
  /** Some of it was given back. */
  PARTIALLY_REFUNDED,
  /** All of it was given back. */
  REFUNDED;

  /** Whether it was not paid yet and still may be. */
  public boolean open() {
    return this == RESERVING || this == AWAITING_PAYMENT || this == PAYING;
  }
}
