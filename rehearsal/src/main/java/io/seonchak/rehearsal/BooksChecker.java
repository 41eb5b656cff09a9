package io.seonchak.rehearsal;

import io.seonchak.rehearsal.Books.CouponKept;
import io.seonchak.rehearsal.Books.Kept;
import io.seonchak.rehearsal.Books.Units;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Follows every claim to its end: holds what members were told against the books, and each book
 * against the others. Pure, as {@link HistoryChecker} is.
 */
final class BooksChecker {

  /** How far the clocks of a claim's release and of its order may be apart. */
  private static final Duration CLOCKS_APART = Duration.ofSeconds(1);

  private final Books books;
  private final List<Bought> bought;
  private final Duration payWithin;
  private final String underWay;
  private final Offers offers;
  private final Map<UUID, Kept> byClaim = new HashMap<>();

  /**
   * Units that were given to who waited; none is held beyond the closing.
   *
   * @param claims those units' claims
   */
  record Offers(Set<UUID> claims, Instant closesAt) {}

  /**
   * A check.
   *
   * @param bought what members were told
   * @param payWithin how long an order may be paid
   * @param underWay what never came to rest; empty when all did
   */
  BooksChecker(
      Books books, List<Bought> bought, Duration payWithin, String underWay, Offers offers) {
    this.offers = offers;
    this.books = books;
    this.bought = bought;
    this.payWithin = payWithin;
    this.underWay = underWay;
    books.kept().forEach(kept -> byClaim.put(kept.claim(), kept));
  }

  /** Every invariant of orders, in the order of {@link Invariant}. */
  List<Verdict> check() {
    List<Verdict> verdicts = new ArrayList<>();
    for (Invariant invariant : Invariant.ofOrders()) {
      verdicts.add(new Verdict(invariant, counterexample(invariant)));
    }
    return verdicts;
  }

  private String counterexample(Invariant invariant) {
    return switch (invariant) {
      case EVERY_ORDER_ENDED -> underWay.isEmpty() ? first(BooksChecker::ended) : underWay;
      case UNITS_AS_ORDERED -> first(BooksChecker::units);
      case ONE_CAPTURE -> first(BooksChecker::captured);
      case MONEY_AS_AT_THE_GATEWAY -> first(BooksChecker::money);
      case COUPONS_AS_ORDERED -> coupons();
      case POINTS_AS_ORDERED -> points();
      case TOLD_THE_TRUTH -> told();
      case TIME_TO_PAY -> first(this::time);
      default -> throw new IllegalArgumentException(invariant + " is none of orders");
    };
  }

  private String first(Function<Kept, String> finding) {
    return books.kept().stream()
        .map(finding)
        .filter(found -> !found.isEmpty())
        .findFirst()
        .orElse("");
  }

  private static String ended(Kept kept) {
    boolean his = kept.person().equals(kept.member());
    return his && kept.ended()
        ? ""
        : "claim %s of %s: its order is %s, of %s"
            .formatted(
                kept.claim(),
                kept.person(),
                kept.status().isEmpty() ? "missing" : kept.status(),
                kept.member());
  }

  private static String units(Kept kept) {
    Units expected = kept.stands() ? Units.CONFIRMED : Units.RELEASED;
    return kept.units() == expected
        ? ""
        : "order %s is %s and its units are %s (expected: %s)"
            .formatted(kept.claim(), kept.status(), kept.units(), expected);
  }

  private static String captured(Kept kept) {
    int expected = kept.paid() && kept.amount() > 0 ? 1 : 0;
    // A payment that came through when all was over is taken and goes back.
    boolean late = !kept.paid() && kept.captures() == 1 && kept.atGateway() == 0;
    return kept.captures() == expected || late
        ? ""
        : "order %s is %s and the gateway took money %d times"
            .formatted(kept.claim(), kept.status(), kept.captures());
  }

  private static String money(Kept kept) {
    long expected = kept.paid() ? kept.amount() - kept.refunded() : 0;
    boolean all = kept.status().equals("REFUNDED") && kept.refunded() != kept.amount();
    return kept.atGateway() == expected && kept.atPayment() == expected && !all
        ? ""
        : "order %s is %s: %d won at the gateway, %d in our payments (expected: %d), %d of %d refunded"
            .formatted(
                kept.claim(),
                kept.status(),
                kept.atGateway(),
                kept.atPayment(),
                expected,
                kept.refunded(),
                kept.amount());
  }

  private String coupons() {
    Map<UUID, CouponKept> byOrder = new HashMap<>();
    for (CouponKept coupon : books.coupons()) {
      UUID order = coupon.order();
      Kept kept = order == null ? null : byClaim.get(order);
      boolean used = kept != null && kept.stands() && coupon.id().equals(kept.coupon());
      if (!coupon.state().equals(used ? "USED" : "AVAILABLE")) {
        return "coupon %s is %s for order %s, which is %s"
            .formatted(
                coupon.id(), coupon.state(), order, kept == null ? "unknown" : kept.status());
      }
      if (order != null && byOrder.put(order, coupon) != null) {
        return "order %s has two coupons".formatted(order);
      }
    }
    return first(
        kept ->
            kept.coupon() == null || !kept.stands() || byOrder.containsKey(kept.claim())
                ? ""
                : "order %s is %s with coupon %s, which is not used"
                    .formatted(kept.claim(), kept.status(), kept.coupon()));
  }

  private String points() {
    if (!books.pointsFindings().isEmpty()) {
      return books.pointsFindings().getFirst();
    }
    return first(
        kept -> {
          long expected = kept.stands() ? kept.pointsAsked() : 0;
          return kept.pointsSpent() == expected
              ? ""
              : "order %s is %s: %d points spent on it (expected: %d)"
                  .formatted(kept.claim(), kept.status(), kept.pointsSpent(), expected);
        });
  }

  private String told() {
    for (Bought each : bought) {
      Kept kept = byClaim.get(each.claim());
      String status = kept == null ? "missing" : kept.status();
      boolean holds =
          switch (each.end()) {
            case PAID -> status.equals("PAID");
            case GIVEN_BACK -> status.equals("REFUNDED");
            case REFUSED, CANCELLED, LEFT -> status.equals("CANCELLED");
            case OVER -> !status.equals("PAID");
            case UNSURE -> false;
          };
      if (!holds) {
        return "member %d was told %s%s; his order %s is %s"
            .formatted(
                each.member(),
                each.end(),
                each.detail().isEmpty() ? "" : " (" + each.detail() + ")",
                each.claim(),
                status);
      }
    }
    Set<UUID> heard = bought.stream().map(Bought::claim).collect(Collectors.toSet());
    return first(
        kept ->
            kept.paid() && !heard.contains(kept.claim())
                ? "order %s is %s, and nobody bought it".formatted(kept.claim(), kept.status())
                : "");
  }

  private String time(Kept kept) {
    if (!kept.reason().equals("EXPIRED")) {
      return "";
    }
    Instant payable = kept.payableAt();
    Instant cancelled = kept.cancelledAt();
    boolean whole =
        payable != null
            && cancelled != null
            && !cancelled.isBefore(payable.plus(payWithin).minus(CLOCKS_APART));
    boolean closed =
        offers.claims().contains(kept.claim())
            && cancelled != null
            && !cancelled.isBefore(offers.closesAt().minus(CLOCKS_APART));
    return whole || closed
        ? ""
        : "order %s expired at %s and could be paid from %s (expected: %s long)"
            .formatted(kept.claim(), cancelled, payable, payWithin);
  }
}
