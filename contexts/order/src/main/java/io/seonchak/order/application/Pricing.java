package io.seonchak.order.application;

import io.seonchak.contracts.coupon.CouponClient;
import io.seonchak.contracts.coupon.CouponClient.Quote;
import io.seonchak.contracts.coupon.CouponClient.Verdict;
import io.seonchak.order.model.OrderProblem;
import io.seonchak.platform.problem.Problem;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * What is left to pay. Everything is computed here; what the member was shown is only compared. It
 * asks the coupon context, so it is never called in a transaction.
 */
@Component
class Pricing {

  /** What every method of payment can charge at least, in won. */
  static final long CHARGE_MIN = 100;

  private final CouponClient coupons;

  Pricing(CouponClient coupons) {
    this.coupons = coupons;
  }

  /**
   * What is taken off.
   *
   * @param discount in won
   * @param points in won
   * @param amount what is left to pay, in won
   */
  record Priced(@Nullable UUID coupon, long discount, long points, long amount) {}

  /**
   * Prices goods.
   *
   * @param items what they cost, in won
   * @param expected what the member was shown, in won; null where he does not say
   * @throws Problem {@link OrderProblem#COUPON_REFUSED}, {@link OrderProblem#PRICE_CHANGED}, {@link
   *     OrderProblem#AMOUNT_TOO_SMALL}, or for points that are more than what is left to pay
   */
  Priced price(
      UUID member,
      UUID order,
      long items,
      @Nullable UUID coupon,
      long points,
      @Nullable Long expected) {
    long discount = coupon == null ? 0 : discount(member, order, items, coupon);
    long rest = items - discount;
    if (points > rest) {
      throw Problem.invalid("points", "%d (expected: at most %d)".formatted(points, rest));
    }
    long amount = rest - points;
    if (expected != null && expected != amount) {
      throw Problem.of(OrderProblem.PRICE_CHANGED).with("amount", amount);
    }
    if (amount > 0 && amount < CHARGE_MIN) {
      throw Problem.of(OrderProblem.AMOUNT_TOO_SMALL)
          .with("amount", amount)
          .with("minimum", CHARGE_MIN);
    }
    return new Priced(coupon, discount, points, amount);
  }

  private long discount(UUID member, UUID order, long items, UUID coupon) {
    Quote quote = coupons.quote(member, coupon, order, items);
    if (quote.verdict() == Verdict.USABLE) {
      return Math.clamp(quote.discount(), 0, items);
    }
    Problem refusal = Problem.of(OrderProblem.COUPON_REFUSED).with("reason", quote.verdict());
    throw quote.verdict() == Verdict.BELOW_MINIMUM
        ? refusal.with("minOrder", quote.minOrder())
        : refusal;
  }
}
