package io.seonchak.payment.model;

import org.jspecify.annotations.Nullable;

/** What came of a wish to pay. */
public sealed interface PayOutcome {

  /** The order is paid. */
  record Paid() implements PayOutcome {}

  /**
   * An account is there to pay into.
   *
   * @param deposit none where it is not known any more
   */
  record WaitingForDeposit(@Nullable Deposit deposit) implements PayOutcome {}

  /** Nobody knows yet; it is being asked for. */
  record Processing() implements PayOutcome {}

  /** The gateway refused; nothing was taken. */
  record Refused(String code) implements PayOutcome {}

  /**
   * The order costs something else; nothing was taken.
   *
   * @param amount what it costs, in won
   */
  record AmountDiffers(long amount) implements PayOutcome {}

  /** The order's time is over; nothing was taken. */
  record Expired() implements PayOutcome {}

  /** It was paid by another attempt; nothing more was taken. */
  record AlreadyPaid() implements PayOutcome {}

  /** He has no such order, or no such card. */
  record NotThere() implements PayOutcome {}

  /** Not just now, but in a moment; nothing was taken. */
  record NotNow() implements PayOutcome {}

  /** The gateway cannot be reached; nothing was taken. */
  record GatewayAway() implements PayOutcome {}
}
