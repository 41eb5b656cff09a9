package io.seonchak.payment.model;

import java.util.UUID;

/** With what somebody pays. */
public sealed interface Means {

  /**
   * What he pressed in the gateway's window.
   *
   * @param paymentKey the window's name for it; 1 to 200 visible ASCII characters
   */
  record Window(String paymentKey) implements Means {

    @Override
    public String toString() {
      return "Window[]";
    }
  }

  /** A card he registered before. */
  record OneTap(UUID billingKeyId) implements Means {}

  /** Nothing is to be paid. */
  record Free() implements Means {}
}
