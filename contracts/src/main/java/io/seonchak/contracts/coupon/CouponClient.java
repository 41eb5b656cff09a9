package io.seonchak.contracts.coupon;

import java.util.UUID;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.service.annotation.GetExchange;
import org.springframework.web.service.annotation.HttpExchange;

/** Coupons as the order context asks. Never inside a transaction: it may be another process. */
@HttpExchange("/internal/coupon")
public interface CouponClient {

  /** What goods cost at most, in won. */
  long AMOUNT_MAX = 1_000_000_000_000L;

  /** Whether a coupon may be used. */
  enum Verdict {
    /** It may. */
    USABLE,
    /** The member has no such coupon. */
    NO_SUCH_COUPON,
    /** It was used. */
    USED,
    /** It is reserved for another order. */
    RESERVED,
    /** Its days are over. */
    EXPIRED,
    /** The goods cost less than its minimum. */
    BELOW_MINIMUM
  }

  /**
   * What it would take off; decided only when it is reserved.
   *
   * @param discount in won, at most what the goods cost; 0 unless USABLE
   * @param minOrder what the goods must cost at least, in won; 0 where there is no such coupon
   */
  record Quote(Verdict verdict, long discount, long minOrder) {}

  /**
   * What a member's coupon would take off goods that cost {@code amount} won, for that order: a
   * coupon reserved for this very order is usable, also when its days are over since.
   *
   * @param amount 0 to {@value #AMOUNT_MAX}; another one is refused
   */
  @GetExchange("/members/{memberId}/coupons/{couponId}/quote")
  Quote quote(
      @PathVariable UUID memberId,
      @PathVariable UUID couponId,
      @RequestParam UUID orderId,
      @RequestParam long amount);
}
