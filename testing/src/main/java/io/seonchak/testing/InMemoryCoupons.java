package io.seonchak.testing;

import io.seonchak.contracts.coupon.CouponClient;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Coupons of an amount each, for tests of those who ask for them. Thread-safe; not final, for the
 * guard of calls proxies it.
 */
public class InMemoryCoupons implements CouponClient {

  private final Map<UUID, Coupon> coupons = new ConcurrentHashMap<>();

  private enum State {
    AVAILABLE,
    RESERVED,
    USED
  }

  /**
   * Somebody's.
   *
   * @param order which has it; null while none does
   */
  private record Coupon(
      UUID member, long discount, long minOrder, State state, @Nullable UUID order, boolean past) {

    Verdict verdict(UUID anOrder, long goods) {
      return switch (state) {
        case USED -> Verdict.USED;
        case RESERVED -> anOrder.equals(order) ? reaches(goods) : Verdict.RESERVED;
        case AVAILABLE -> past ? Verdict.EXPIRED : reaches(goods);
      };
    }

    private Verdict reaches(long goods) {
      return goods < minOrder ? Verdict.BELOW_MINIMUM : Verdict.USABLE;
    }

    Coupon of(State next, UUID anOrder) {
      return new Coupon(member, discount, minOrder, next, anOrder, past);
    }

    Coupon whoseDaysAreOver() {
      return new Coupon(member, discount, minOrder, state, order, true);
    }
  }

  /** Makes a place where nobody has a coupon. */
  public InMemoryCoupons() {}

  /**
   * Gives a member a coupon.
   *
   * @param discount in won
   * @param minOrder what the goods must cost at least, in won
   * @return its id
   */
  public UUID issue(UUID memberId, long discount, long minOrder) {
    UUID id = UUID.randomUUID();
    coupons.put(id, new Coupon(memberId, discount, minOrder, State.AVAILABLE, null, false));
    return id;
  }

  /** Reserves a coupon for an order. */
  public void reserve(UUID couponId, UUID orderId) {
    coupons.computeIfPresent(couponId, (id, coupon) -> coupon.of(State.RESERVED, orderId));
  }

  /** Lets an order use a coupon. */
  public void use(UUID couponId, UUID orderId) {
    coupons.computeIfPresent(couponId, (id, coupon) -> coupon.of(State.USED, orderId));
  }

  /** Ends a coupon's days. */
  public void expire(UUID couponId) {
    coupons.computeIfPresent(couponId, (id, coupon) -> coupon.whoseDaysAreOver());
  }

  @Override
  public Quote quote(UUID memberId, UUID couponId, UUID orderId, long amount) {
    if (amount < 0 || amount > AMOUNT_MAX) {
      throw new IllegalArgumentException(
          "amount: %d (expected: 0 to %d)".formatted(amount, AMOUNT_MAX));
    }
    Coupon coupon = coupons.get(couponId);
    if (coupon == null || !coupon.member().equals(memberId)) {
      return new Quote(Verdict.NO_SUCH_COUPON, 0, 0);
    }
    Verdict verdict = coupon.verdict(orderId, amount);
    long off = verdict == Verdict.USABLE ? Math.min(coupon.discount(), amount) : 0;
    return new Quote(verdict, off, coupon.minOrder());
  }
}
