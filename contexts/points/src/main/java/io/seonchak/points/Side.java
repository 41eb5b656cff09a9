package io.seonchak.points;

/** Where points are: a member's own two accounts, and those of the house. */
enum Side {
  /** A member's, to spend. */
  AVAILABLE,
  /** A member's, held for an order that is not paid yet. */
  HELD,
  /** Where an operator's grants come from. */
  GRANTED,
  /** Where what purchases earn comes from. */
  EARNED,
  /** Where they go when an order is paid. */
  SPENT,
  /** Where they go when their day has come. */
  EXPIRED,
  /** Where they go when the purchase that earned them is refunded. */
  CLAWED_BACK
}
