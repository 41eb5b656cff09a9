package io.seonchak.order.model;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The payment.
 *
 * @param attempt the one under way, or the one that paid
 * @param depositDue until when money may come in on a virtual account; null where none was given
 * @param cancelAsked whether the member wants to cancel, once the attempt is over
 * @param paidAt null while it is not paid
 * @param method the gateway's word; null while it is not paid
 */
public record Paying(
    @Nullable UUID attempt,
    @Nullable Instant depositDue,
    boolean cancelAsked,
    @Nullable Instant paidAt,
    @Nullable String method) {

  /** Nobody has tried. */
  public static final Paying NOT = new Paying(null, null, false, null, null);

  static Paying by(UUID attempt) {
    return new Paying(attempt, null, false, null, null);
  }
}
