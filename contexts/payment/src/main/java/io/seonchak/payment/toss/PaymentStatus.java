package io.seonchak.payment.toss;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;

/** Where a payment stands. */
public enum PaymentStatus {
  /** The window was opened; 30 minutes. */
  READY,
  /** The buyer has proved who he is; 10 minutes to confirm. */
  IN_PROGRESS,
  /** An account was given out, nothing was paid in, or what was has been reversed. */
  WAITING_FOR_DEPOSIT,
  /** Paid. */
  DONE,
  /** All was paid back at once, or the account was given up. */
  CANCELED,
  /** Something was paid back; perhaps all of it, in pieces: ask the balance. */
  PARTIAL_CANCELED,
  /** The approval was refused. */
  ABORTED,
  /** The time was over. */
  EXPIRED,
  /** A word we do not know; nothing may be concluded from it. */
  @JsonEnumDefaultValue
  UNKNOWN
}
