package io.seonchak.contracts.order;

import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.service.annotation.HttpExchange;
import org.springframework.web.service.annotation.PostExchange;

/** Orders as the payment context asks. Never inside a transaction: it may be another process. */
@HttpExchange("/internal/order")
public interface OrderClient {

  /**
   * A wish to pay.
   *
   * @param attemptId names the attempt; while it is under way, the same one asked again gets the
   *     same answer, whatever else was asked with it
   * @param memberId who pays; an order of somebody else is not there
   * @param amount what he believes to pay, in won
   */
  record Begin(UUID attemptId, UUID memberId, long amount) {

    /** What another process left out is refused before anybody works with it. */
    public Begin {
      Objects.requireNonNull(attemptId, "attemptId");
      Objects.requireNonNull(memberId, "memberId");
    }
  }

  /** Whether the attempt may go on. */
  enum Verdict {
    /** It may: the units are held for two more minutes at least, and nobody else pays. */
    GO,
    /** There is no such order of this member. */
    NO_SUCH_ORDER,
    /** The order costs another amount. */
    AMOUNT_MISMATCH,
    /** Its time is over, it is cancelled, or this attempt at it failed before. */
    ORDER_EXPIRED,
    /** It is paid already. */
    ALREADY_PAID,
    /** Another attempt is under way. */
    PAYING,
    /** It is not ready to be paid yet: ask again in a moment. */
    NOT_READY
  }

  /**
   * What was decided.
   *
   * @param amount what the order costs, in won; 0 unless GO or AMOUNT_MISMATCH
   * @param orderName for the gateway, at most 100 characters; none unless GO
   */
  record Begun(Verdict verdict, long amount, @Nullable String orderName) {}

  /**
   * Begins to pay: holds the units long enough and lets nobody else pay. What came of the attempt
   * is told by {@code payment.approved.v1} or {@code payment.failed.v1}.
   */
  @PostExchange("/orders/{orderId}/begin")
  Begun begin(@PathVariable UUID orderId, @RequestBody Begin wish);
}
