package io.seonchak.order.model;

/** Where an order's units come from. The names stand in tables. */
public enum Source {
  /** From everyday stock: ordered first, then claimed. */
  EVERYDAY,
  /** From a drop: claimed first, then ordered. */
  DROP
}
