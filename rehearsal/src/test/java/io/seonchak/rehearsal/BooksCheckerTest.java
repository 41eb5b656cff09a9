package io.seonchak.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.seonchak.rehearsal.Books.CouponKept;
import io.seonchak.rehearsal.Books.Kept;
import io.seonchak.rehearsal.Books.Units;
import io.seonchak.rehearsal.BooksChecker.Offers;
import io.seonchak.rehearsal.Bought.End;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class BooksCheckerTest {

  private static final Duration PAY_WITHIN = Duration.ofSeconds(60);
  private static final Instant GRANTED = Instant.parse("2026-12-24T03:00:00Z");

  @ParameterizedTest(name = "{0}")
  @MethodSource("falsehoods")
  void booksThatDoNotAgreeAreCaught(String what, Invariant broken, Consumer<Told> falsify) {
    var told = new Told();
    falsify.accept(told);
    assertThat(broken(told)).as(what).contains(broken);
  }

  @Test
  void booksThatAgreeHold() {
    assertThat(new Told().check()).allSatisfy(v -> assertThat(v.counterexample()).isEmpty());
  }

  @Test
  void everyInvariantOfOrdersIsSeenToBite() {
    Set<Invariant> bitten =
        falsehoods()
            .map(falsehood -> (Invariant) falsehood.get()[1])
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Invariant.class)));
    assertThat(bitten).containsExactlyElementsOf(Invariant.ofOrders());
  }

  /** It was taken when all was over, and went back. */
  @Test
  void aLatePaymentThatWentBackIsRight() {
    var told = new Told();
    told.change(
        Told.EXPIRED, kept -> kept.with(kept.status(), kept.reason(), kept.units(), 1, 0, 0));
    assertThat(broken(told)).isEmpty();
  }

  @Test
  void anOfferEndsWithTheDrop() {
    var told = new Told();
    told.cancelledAfterPayable = Duration.ofSeconds(30);
    told.offers = new Offers(Set.of(id(Told.EXPIRED)), GRANTED.plusSeconds(30));
    assertThat(broken(told)).isEmpty();
  }

  static Stream<Arguments> falsehoods() {
    return Stream.of(ends(), money(), told()).flatMap(List::stream);
  }

  private static List<Arguments> ends() {
    return List.of(
        falsehood(
            "an order that never ends",
            Invariant.EVERY_ORDER_ENDED,
            t -> t.change(Told.PAID, kept -> kept.as("PAYING", ""))),
        falsehood(
            "a claim without an order",
            Invariant.EVERY_ORDER_ENDED,
            t -> t.change(Told.EXPIRED, kept -> kept.as("", ""))),
        falsehood(
            "a payment nobody knows the end of",
            Invariant.EVERY_ORDER_ENDED,
            t -> t.underWay = "1 payments not known"),
        falsehood(
            "units of a cancelled order that are held",
            Invariant.UNITS_AS_ORDERED,
            t ->
                t.change(
                    Told.EXPIRED, kept -> kept.with("CANCELLED", "EXPIRED", Units.HELD, 0, 0, 0))),
        falsehood(
            "units of a paid order that are gone",
            Invariant.UNITS_AS_ORDERED,
            t ->
                t.change(
                    Told.PAID, kept -> kept.with("PAID", "", Units.RELEASED, 1, 91_000, 91_000))),
        falsehood(
            "an order that expired before its time",
            Invariant.TIME_TO_PAY,
            t -> t.cancelledAfterPayable = PAY_WITHIN.minusSeconds(5)),
        falsehood(
            "an order that expired and never could be paid",
            Invariant.TIME_TO_PAY,
            t -> t.neverPayable = true));
  }

  private static List<Arguments> money() {
    return List.of(
        falsehood(
            "money taken twice",
            Invariant.ONE_CAPTURE,
            t ->
                t.change(
                    Told.PAID, kept -> kept.with("PAID", "", kept.units(), 2, 91_000, 91_000))),
        falsehood(
            "money taken for an order that is over, and kept",
            Invariant.ONE_CAPTURE,
            t ->
                t.change(
                    Told.EXPIRED,
                    kept -> kept.with("CANCELLED", "EXPIRED", kept.units(), 1, 99_000, 0))),
        falsehood(
            "a refund that the gateway does not know",
            Invariant.MONEY_AS_AT_THE_GATEWAY,
            t ->
                t.change(
                    Told.REFUNDED, kept -> kept.with("REFUNDED", "", kept.units(), 1, 99_000, 0))),
        falsehood(
            "a payment that we do not know",
            Invariant.MONEY_AS_AT_THE_GATEWAY,
            t -> t.change(Told.PAID, kept -> kept.with("PAID", "", kept.units(), 1, 91_000, 0))),
        falsehood(
            "a coupon that stays with an order that is over",
            Invariant.COUPONS_AS_ORDERED,
            t -> t.coupons.add(new CouponKept(id(12), "USED", id(Told.EXPIRED)))),
        falsehood(
            "a coupon that was taken off and not used",
            Invariant.COUPONS_AS_ORDERED,
            t -> t.coupons.set(0, new CouponKept(id(11), "AVAILABLE", null))),
        falsehood(
            "points of a paid order that were not spent",
            Invariant.POINTS_AS_ORDERED,
            t -> t.pointsSpent = 0),
        falsehood(
            "an account its entries do not bear out",
            Invariant.POINTS_AS_ORDERED,
            t -> t.pointsFindings.add("member 1 has 5")));
  }

  private static List<Arguments> told() {
    return List.of(
        falsehood(
            "a paid order told as refused", Invariant.TOLD_THE_TRUTH, t -> t.told(0, End.REFUSED)),
        falsehood(
            "an expired order told as paid", Invariant.TOLD_THE_TRUTH, t -> t.told(1, End.PAID)),
        falsehood(
            "a paid order that nobody bought",
            Invariant.TOLD_THE_TRUTH,
            t -> t.bought.removeFirst()),
        falsehood(
            "somebody who never got to know",
            Invariant.TOLD_THE_TRUTH,
            t -> t.told(0, End.UNSURE)));
  }

  private static Arguments falsehood(String what, Invariant broken, Consumer<Told> falsify) {
    return arguments(what, broken, falsify);
  }

  private static List<Invariant> broken(Told told) {
    return told.check().stream()
        .filter(verdict -> !verdict.holds())
        .map(Verdict::invariant)
        .toList();
  }

  private static UUID id(long number) {
    return new UUID(0, number);
  }

  /** Three orders: one is paid with coupon and points, one expired, one was paid and went back. */
  static final class Told {

    static final int PAID = 1;
    static final int EXPIRED = 2;
    static final int REFUNDED = 3;

    /** What a test changes of a claim. */
    record Draft(
        String status, String reason, Units units, int captures, long atGateway, long atPayment) {

      Draft as(String other, String why) {
        return new Draft(other, why, units, captures, atGateway, atPayment);
      }

      Draft with(String other, String why, Units where, int times, long gateway, long payment) {
        return new Draft(other, why, where, times, gateway, payment);
      }
    }

    final List<CouponKept> coupons =
        new ArrayList<>(List.of(new CouponKept(id(11), "USED", id(PAID))));
    final List<String> pointsFindings = new ArrayList<>();
    private final List<Draft> drafts =
        new ArrayList<>(
            List.of(
                new Draft("PAID", "", Units.CONFIRMED, 1, 91_000, 91_000),
                new Draft("CANCELLED", "EXPIRED", Units.RELEASED, 0, 0, 0),
                new Draft("REFUNDED", "", Units.RELEASED, 1, 0, 0)));
    private final List<Bought> bought =
        new ArrayList<>(
            List.of(
                new Bought(0, id(PAID), End.PAID, ""),
                new Bought(1, id(EXPIRED), End.LEFT, ""),
                new Bought(2, id(REFUNDED), End.GIVEN_BACK, "")));
    String underWay = "";
    Offers offers = new Offers(Set.of(), GRANTED.plusSeconds(30));
    Duration cancelledAfterPayable = PAY_WITHIN;
    boolean neverPayable;
    long pointsSpent = 3_000;

    void change(int claim, UnaryOperator<Draft> change) {
      drafts.set(claim - 1, change.apply(drafts.get(claim - 1)));
    }

    void told(int member, End end) {
      bought.set(member, new Bought(member, bought.get(member).claim(), end, ""));
    }

    List<Verdict> check() {
      List<Kept> kept =
          List.of(
              kept(PAID, id(11), 91_000, 0, 3_000, pointsSpent),
              kept(EXPIRED, null, 99_000, 0, 0, 0),
              kept(REFUNDED, null, 99_000, 99_000, 0, 0));
      return new BooksChecker(
              new Books(kept, coupons, pointsFindings), bought, PAY_WITHIN, underWay, offers)
          .check();
    }

    private Kept kept(
        int claim, @Nullable UUID coupon, long amount, long refunded, long points, long spent) {
      Draft draft = drafts.get(claim - 1);
      boolean cancelled = draft.status().equals("CANCELLED");
      return new Kept(
          id(claim),
          id(100 + claim),
          draft.units(),
          GRANTED,
          draft.status().isEmpty() ? null : id(100 + claim),
          draft.status(),
          draft.reason(),
          coupon,
          amount,
          refunded,
          neverPayable ? null : GRANTED,
          cancelled ? GRANTED.plus(cancelledAfterPayable) : null,
          draft.captures(),
          draft.atGateway(),
          draft.atPayment(),
          points,
          spent);
    }
  }
}
