package io.seonchak.bench.reference;

/** What a member is told. */
public sealed interface Answer {

  /** He got it just now. */
  record Granted(Order order) implements Answer {}

  /** He asked before, with the same key, and got it then. */
  record Again(Order order) implements Answer {}

  /** He has his one unit already. */
  record AlreadyHeld() implements Answer {}

  /** All are gone. */
  record SoldOut() implements Answer {}

  /** There is no such drop. */
  record Nowhere() implements Answer {}

  /** Nothing was done; he may ask again. */
  record Busy() implements Answer {}

  /** What somebody is told who has an order already. */
  static Answer kept(Order order, String key) {
    return order.key().equals(key) ? new Again(order) : new AlreadyHeld();
  }
}
