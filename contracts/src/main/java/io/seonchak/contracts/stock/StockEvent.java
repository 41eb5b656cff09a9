package io.seonchak.contracts.stock;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.Unheard;
import io.seonchak.contracts.WireName;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What happened to units and drops. The key of what happened to a claim is its id, which is its
 * order's; that of what happened to a drop is the drop's.
 */
public sealed interface StockEvent extends Event {

  /**
   * A member was granted units of a drop, durably: an order may be made of it.
   *
   * @param unitPrice in won
   * @param sequence the place in the order of grants, from 1, without gaps
   * @param payBy until when the units are held
   * @param payWithinSeconds how long the member may take to pay, once he can
   * @param fromWaitingList whether it is a returned unit that went to the head of the waiting list
   */
  @WireName("stock.claimed.v1")
  record Claimed(
      UUID claimId,
      UUID dropId,
      UUID memberId,
      UUID productId,
      UUID sellerId,
      String name,
      int quantity,
      long unitPrice,
      long sequence,
      Instant grantedAt,
      @Nullable Instant payBy,
      long payWithinSeconds,
      boolean fromWaitingList)
      implements StockEvent {

    @Override
    public UUID key() {
      return claimId;
    }
  }

  /**
   * A claim's units came back.
   *
   * @param poolId the drop, or the variant of everyday stock
   * @param reason a name of ReleaseReason: RETURNED, EXPIRED, CANCELLED or OPERATOR
   */
  @WireName("stock.released.v1")
  record Released(UUID claimId, UUID poolId, UUID memberId, int quantity, String reason, Instant at)
      implements StockEvent {

    @Override
    public UUID key() {
      return claimId;
    }
  }

  /**
   * All units of an order are held.
   *
   * @param payBy until when, unless it is extended
   */
  @WireName("stock.reserved.v1")
  record Reserved(UUID orderId, UUID memberId, Instant payBy) implements StockEvent {

    @Override
    public UUID key() {
      return orderId;
    }
  }

  /**
   * Why a pool refused.
   *
   * @param code the refusal's code, for example SOLD_OUT or NOT_ENOUGH; ORDER_OVER where the order
   *     was cancelled or refused before
   * @param free units that were free
   */
  record Lacking(UUID poolId, String code, int free) {}

  /** An order got none of its units, because some were not to be had. */
  @WireName("stock.refused.v1")
  record Refused(UUID orderId, UUID memberId, List<Lacking> lacking) implements StockEvent {

    @Override
    public UUID key() {
      return orderId;
    }
  }

  /**
   * A drop's opening has come. Told after it, mostly within a second, once; whether a drop is open
   * is never decided by this event.
   *
   * @param price in won
   */
  @WireName("stock.drop-opened.v1")
  @Unheard("Notifications and insight will follow drops; neither context is built yet.")
  record DropOpened(
      UUID dropId,
      UUID productId,
      UUID sellerId,
      String name,
      long price,
      Instant opensAt,
      Instant closesAt)
      implements StockEvent {

    @Override
    public UUID key() {
      return dropId;
    }
  }

  /** A drop's closing has come; told after its opening was. */
  @WireName("stock.drop-closed.v1")
  @Unheard("Notifications and insight will follow drops; neither context is built yet.")
  record DropClosed(UUID dropId, UUID productId, UUID sellerId, Instant closesAt)
      implements StockEvent {

    @Override
    public UUID key() {
      return dropId;
    }
  }
}
