package io.seonchak.payment.model;

import java.time.Instant;
import java.util.UUID;

/**
 * Something people have to look at.
 *
 * @param id to strike it off by; of what strikes itself off when it is settled its own
 * @param subject the attempt or the refund
 */
public record Repair(UUID id, Kind kind, UUID orderId, UUID subject, String note, Instant since) {

  /** What it is. The names stand in the table and in answers. */
  public enum Kind {
    /** An attempt whose end nobody knows for too long. */
    ATTEMPT_UNKNOWN,
    /** A refund that takes too long. */
    CANCEL_LATE,
    /** A refund the gateway will not do. */
    CANCEL_REFUSED,
    /** A deposit that was taken back after the order was paid. */
    DEPOSIT_REVERSED,
    /** Paid back at the gateway by somebody else than us. */
    CANCELLED_ELSEWHERE,
    /** A paid order's payment that the gateway says was not taken. */
    NOT_CAPTURED,
    /** Taken at the gateway with another amount or for another order. */
    OTHER_THAN_ASKED
  }
}
