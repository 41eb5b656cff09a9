package io.seonchak.payment.model;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An attempt to pay an order. Its id is the key by which the gateway knows it.
 *
 * @param amount in won
 * @param paymentKey the gateway's name for the payment; of one tap none until it is known
 * @param orderName for the gateway; none until the order let it begin
 * @param code why it failed
 * @param again whether the same means may be tried in a new attempt
 * @param refunded in won, as asked for by us
 * @param receipt the gateway's page of it
 * @param deposit the account to pay into, sealed
 * @param depositSeenAt since when the deposit has been seen
 * @param looks how often it was asked about since it is not known
 * @param sentAt when the gateway was asked; none before
 * @param unsureAt since when nobody knows
 */
public record Attempt(
    UUID id,
    UUID orderId,
    UUID memberId,
    long amount,
    Means means,
    AttemptState state,
    @Nullable String paymentKey,
    @Nullable String orderName,
    @Nullable String code,
    boolean again,
    long refunded,
    @Nullable String method,
    @Nullable String receipt,
    byte @Nullable [] deposit,
    @Nullable Instant depositSeenAt,
    int looks,
    Instant madeAt,
    @Nullable Instant sentAt,
    @Nullable Instant unsureAt) {

  /** A new one. */
  public static Attempt started(
      UUID id, UUID orderId, UUID memberId, long amount, Means means, Instant now) {
    String key = means instanceof Means.Window window ? window.paymentKey() : null;
    return new Attempt(
        id,
        orderId,
        memberId,
        amount,
        means,
        AttemptState.STARTED,
        key,
        null,
        null,
        false,
        0,
        null,
        null,
        null,
        null,
        0,
        now,
        null,
        null);
  }

  /** Whether the gateway may have heard of it. */
  public boolean sent() {
    return sentAt != null;
  }

  /** Whether nobody knows yet whether money was taken. */
  public boolean unsettled() {
    return state == AttemptState.STARTED || state == AttemptState.UNKNOWN;
  }

  /** Whether that member makes it. */
  public boolean isOf(UUID member) {
    return memberId.equals(member);
  }

  /** Since when its end is waited for. */
  public Instant waitedForSince() {
    return Objects.requireNonNullElse(unsureAt, Objects.requireNonNullElse(sentAt, madeAt));
  }

  /** What may still be paid back, by our books, in won. */
  public long left() {
    return amount - refunded;
  }

  @Override
  public String toString() {
    return "Attempt[%s, order=%s, %s, amount=%d]".formatted(id, orderId, state, amount);
  }
}
