package io.seonchak.order.model;

import io.seonchak.contracts.order.OrderEvent.RefundAccount;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money, points and goods on their way back.
 *
 * @param cash in won
 * @param points in won
 * @param reason in words
 * @param account where the money of a virtual account's payment goes to; forgotten when it is there
 * @param endedAt null while it is {@link State#REQUESTED}
 * @param parts of the lines; none of a late approval
 */
public record Refund(
    UUID id,
    Kind kind,
    State state,
    long cash,
    long points,
    String reason,
    @Nullable RefundAccount account,
    Instant at,
    @Nullable Instant endedAt,
    List<Part> parts) {

  /** Why money goes back. The names stand in tables. */
  public enum Kind {
    /** The member asked for it. */
    MEMBER,
    /** The goods of a paid order were lost. */
    GOODS_LOST,
    /** A payment went through when the order was over. */
    LATE_APPROVAL
  }

  /** How far it is. The names stand in answers and tables. */
  public enum State {
    /** The gateway is asked. */
    REQUESTED,
    /** It is back. */
    DONE,
    /** The gateway cannot; people look at it. */
    REFUSED
  }

  Refund ended(State as, Instant when) {
    return new Refund(
        id, kind, as, cash, points, reason, as == State.DONE ? null : account, at, when, parts);
  }
}
