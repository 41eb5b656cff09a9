package io.seonchak.contracts.order;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.WireName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What happened to orders. The key is the order's id, which is also its claim's. */
public sealed interface OrderEvent extends Event {

  /** The order it happened to. */
  UUID orderId();

  @Override
  default UUID key() {
    return orderId();
  }

  /**
   * Units of a pool.
   *
   * @param poolId the drop, or the variant of everyday stock
   */
  record Units(UUID poolId, int quantity) {}

  /**
   * A member ordered from everyday stock: its units are to be claimed, all or none. The answer is
   * {@code stock.reserved.v1} or {@code stock.refused.v1}. Orders from a drop have their units
   * already.
   *
   * @param units each pool once
   */
  @WireName("order.placed.v1")
  record Placed(UUID orderId, UUID memberId, List<Units> units) implements OrderEvent {}

  /**
   * The order has its units, and these are its terms: the coupon is to be reserved and the points
   * to be held for it. Whoever is named answers, with the revision; whoever is not gives back what
   * an earlier revision took. A revision below one already heard is late and changes nothing.
   *
   * @param revision from 1; grows with each change of the terms
   * @param couponId the coupon to reserve; none for no coupon
   * @param discount what the coupon must take off, in won; 0 without a coupon
   * @param itemsAmount what the goods cost before coupon and points, in won
   * @param points the points to hold, each worth a won; 0 for none
   */
  @WireName("order.reserved.v1")
  record Reserved(
      UUID orderId,
      UUID memberId,
      int revision,
      @Nullable UUID couponId,
      long discount,
      long itemsAmount,
      long points)
      implements OrderEvent {}

  /**
   * Everything is held; the member may pay. Stock holds the units until {@code payBy}, as far as it
   * may.
   *
   * @param amount what is left to pay, in won; 0 where coupon and points cover it
   * @param payBy until when the units are to be held
   */
  @WireName("order.awaiting-payment.v1")
  record AwaitingPayment(
      UUID orderId, UUID memberId, int revision, long amount, List<Units> units, Instant payBy)
      implements OrderEvent {}

  /**
   * What one line of a paid order was.
   *
   * @param discount the coupon's share of it, in won
   * @param points the points' share, in won
   * @param cash what was paid for it, in won
   */
  record PaidLine(
      UUID lineId,
      UUID poolId,
      UUID productId,
      UUID sellerId,
      int quantity,
      long unitPrice,
      long discount,
      long points,
      long cash) {}

  /**
   * The order is paid: units are final, the coupon is used, the points are spent.
   *
   * @param amount paid, in won
   */
  @WireName("order.paid.v1")
  record Paid(
      UUID orderId,
      UUID memberId,
      @Nullable UUID couponId,
      long amount,
      long points,
      List<PaidLine> lines,
      Instant paidAt)
      implements OrderEvent {}

  /**
   * The order is over and was never paid: everybody gives back what he took for it, and refuses
   * what comes late.
   *
   * @param reason SOLD_OUT, EXPIRED, BY_MEMBER, COUPON_REFUSED, POINTS_REFUSED, or another word for
   *     people
   * @param units what it may hold
   */
  @WireName("order.cancelled.v1")
  record Cancelled(UUID orderId, UUID memberId, String reason, List<Units> units)
      implements OrderEvent {}

  /**
   * Where money of a virtual account's payment goes back to.
   *
   * @param bank the bank's code
   * @param accountNumber at most 20 digits
   * @param holderName at most 60 characters
   */
  record RefundAccount(String bank, String accountNumber, String holderName) {}

  /**
   * Money is to go back. The answer is {@code payment.cancelled.v1} or {@code
   * payment.cancel-refused.v1}.
   *
   * @param refundId names the refund; the same one twice pays back once
   * @param amount in won, at least 1; of an approval that came too late all of it
   * @param reason for the gateway, at most 200 characters
   */
  @WireName("order.refund-requested.v1")
  record RefundRequested(
      UUID orderId,
      UUID memberId,
      UUID refundId,
      long amount,
      String reason,
      @Nullable RefundAccount account)
      implements OrderEvent {}

  /**
   * What went back of one line.
   *
   * @param lineOver whether nothing of the line is left, so that its claim ends
   * @param points given back, in won
   * @param cash given back, in won
   */
  record RefundedLine(
      UUID lineId,
      UUID poolId,
      UUID sellerId,
      int quantity,
      boolean lineOver,
      long points,
      long cash) {}

  /**
   * Goods were given back and so was what was paid for them: units return, points too; the coupon
   * only with the last of it.
   *
   * @param cash given back by this refund, in won
   * @param points given back by this refund
   * @param couponId the coupon to give back; none unless {@code full}
   * @param full whether nothing of the order is left
   */
  @WireName("order.refunded.v1")
  record Refunded(
      UUID orderId,
      UUID memberId,
      UUID refundId,
      long cash,
      long points,
      @Nullable UUID couponId,
      boolean full,
      List<RefundedLine> lines,
      Instant refundedAt)
      implements OrderEvent {}
}
