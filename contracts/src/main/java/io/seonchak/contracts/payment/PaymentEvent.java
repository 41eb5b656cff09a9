package io.seonchak.contracts.payment;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.WireName;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to money. The key is the order's id. */
public sealed interface PaymentEvent extends Event {

  /** The order it was for. */
  UUID orderId();

  @Override
  default UUID key() {
    return orderId();
  }

  /**
   * The money is there.
   *
   * @param amount in won
   * @param method the gateway's word, for example 카드; FREE where nothing was to be paid
   */
  @WireName("payment.approved.v1")
  record Approved(
      UUID orderId,
      UUID memberId,
      UUID attemptId,
      UUID paymentId,
      long amount,
      String method,
      Instant approvedAt)
      implements PaymentEvent {}

  /**
   * An account was given out to pay into; the units are to be held until then.
   *
   * @param dueAt until when the money may come
   */
  @WireName("payment.waiting-for-deposit.v1")
  record WaitingForDeposit(UUID orderId, UUID memberId, UUID attemptId, Instant dueAt)
      implements PaymentEvent {}

  /**
   * An attempt came to nothing, surely: nothing was taken. The member may try again until his time
   * is over.
   *
   * @param code the gateway's code, or one of ours
   */
  @WireName("payment.failed.v1")
  record Failed(UUID orderId, UUID memberId, UUID attemptId, String code) implements PaymentEvent {}

  /**
   * A refund that was asked for is done.
   *
   * @param amount paid back, in won
   */
  @WireName("payment.cancelled.v1")
  record Cancelled(UUID orderId, UUID memberId, UUID refundId, long amount, Instant cancelledAt)
      implements PaymentEvent {}

  /**
   * A refund that was asked for cannot be done by the gateway; people must look at it.
   *
   * @param code the gateway's code, or one of ours
   */
  @WireName("payment.cancel-refused.v1")
  record CancelRefused(
      UUID orderId, UUID memberId, UUID refundId, String code, @Nullable String message)
      implements PaymentEvent {}
}
