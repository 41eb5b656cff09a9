package io.seonchak.payment.model;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Money that is to go back.
 *
 * @param id of a refund the order's name for it
 * @param paymentKey of a stray capture its key; none where the order's attempt tells it
 * @param amount in won; none for all that is left
 * @param reason for the gateway
 * @param account where a deposit goes back to, sealed
 * @param generation how often the key had to change
 * @param guard what must be left before it, in won
 * @param looks how often it was tried or asked about
 * @param sentAt when the gateway was first asked; none before
 * @param endedAt when it was done or refused; none before
 */
public record Cancel(
    UUID id,
    UUID orderId,
    UUID memberId,
    Purpose purpose,
    @Nullable String paymentKey,
    @Nullable Long amount,
    String reason,
    byte @Nullable [] account,
    State state,
    int generation,
    @Nullable Long guard,
    @Nullable String code,
    int looks,
    Instant madeAt,
    @Nullable Instant sentAt,
    @Nullable Instant endedAt) {

  /** With the id behind it, below the gateway's 200 characters whatever they are. */
  private static final int REASON_CODE_POINTS_MAX = 80;

  /** Why money goes back. The names stand in the table. */
  public enum Purpose {
    /** The order asked for it. */
    REFUND,
    /** Somebody was charged twice for one order. */
    STRAY,
    /** An account nobody is to pay into any more. */
    ACCOUNT
  }

  /** How far it is. The names stand in the table. */
  public enum State {
    /** Not asked for yet, or surely not done. */
    PENDING,
    /** The gateway was asked and has not said. */
    SENT,
    /** Done. */
    DONE,
    /** It will not be. */
    REFUSED
  }

  /** A new one. */
  public static Cancel pending(
      UUID id, UUID orderId, UUID memberId, Purpose purpose, String reason, Instant now) {
    return new Cancel(
        id,
        orderId,
        memberId,
        purpose,
        null,
        null,
        reason,
        null,
        State.PENDING,
        0,
        null,
        null,
        0,
        now,
        null,
        null);
  }

  /** The same of one payment, whatever its order's attempts are. */
  public Cancel ofPayment(String key) {
    return with(key, amount, account, generation, guard);
  }

  /** The same of so much. */
  public Cancel of(long part, byte @Nullable [] to) {
    return with(paymentKey, part, to, generation, guard);
  }

  /** The same, to be done only if so much is left; under a new key where that differs. */
  public Cancel guardedBy(@Nullable Long left) {
    boolean other = state == State.SENT && !Objects.equals(left, guard);
    return with(paymentKey, amount, account, other ? generation + 1 : generation, left);
  }

  private Cancel with(
      @Nullable String key,
      @Nullable Long part,
      byte @Nullable [] to,
      int at,
      @Nullable Long left) {
    return new Cancel(
        id, orderId, memberId, purpose, key, part, reason, to, state, at, left, code, looks, madeAt,
        sentAt, endedAt);
  }

  /** The key by which the gateway knows it. */
  public String key() {
    return generation == 0 ? id.toString() : id + "-" + generation;
  }

  /** What the gateway is told, so that it can be found there again: the reason and the id. */
  public String told() {
    int most = Math.min(REASON_CODE_POINTS_MAX, reason.codePointCount(0, reason.length()));
    String words = reason.substring(0, reason.offsetByCodePoints(0, most));
    return "%s [%s]".formatted(words, id);
  }

  /** Whether that is what the gateway was told of it. */
  public boolean isTold(@Nullable String words) {
    return words != null && words.endsWith("[" + id + "]");
  }

  @Override
  public String toString() {
    return "Cancel[%s, order=%s, %s, %s]".formatted(id, orderId, purpose, state);
  }
}
