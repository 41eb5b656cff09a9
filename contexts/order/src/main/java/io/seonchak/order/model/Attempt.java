package io.seonchak.order.model;

import java.time.Instant;
import java.util.UUID;

/**
 * An attempt to pay.
 *
 * @param amount in won; 0 of one that was only heard of
 */
public record Attempt(UUID id, State state, long amount, Instant at) {

  /** How far it is. The names stand in tables. */
  public enum State {
    /** It may go through. */
    BEGUN,
    /** The money is there. */
    APPROVED,
    /** Nothing was taken, for good. */
    FAILED
  }
}
