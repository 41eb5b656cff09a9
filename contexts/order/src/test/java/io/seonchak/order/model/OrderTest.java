package io.seonchak.order.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.order.model.Order.CancelWish;
import io.seonchak.order.model.Order.CancelWish.Wanted;
import io.seonchak.order.model.Order.NotNow;
import io.seonchak.order.model.Order.NotRefundable;
import io.seonchak.order.model.Order.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OrderTest {

  private static final Instant NOON = Instant.parse("2026-12-01T03:00:00Z");
  private static final UUID ID = new UUID(1, 1);
  private static final UUID MEMBER = new UUID(2, 2);
  private static final UUID COUPON = new UUID(3, 3);
  private static final UUID ATTEMPT = new UUID(4, 4);
  private static final UUID FIRST_POOL = new UUID(5, 1);
  private static final UUID SECOND_POOL = new UUID(5, 2);
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private static Line line(UUID pool, int quantity, long price) {
    return Line.of(
        new UUID(6, pool.getLeastSignificantBits()), pool, pool, MEMBER, "양말", quantity, price);
  }

  private static Step placed(Terms terms) {
    return Order.placed(
        new Origin(ID, MEMBER, Source.EVERYDAY, Origin.EVERYDAY, NOON),
        terms,
        List.of(line(FIRST_POOL, 3, 10_000), line(SECOND_POOL, 1, 5_000)));
  }

  private static Order held(Terms terms) {
    return hear(placed(terms).order(), new Fact.UnitsHeld(NOON, NOON.plus(Origin.EVERYDAY)));
  }

  private static Order awaiting() {
    return held(Terms.first(null, 0, 0));
  }

  private static Order paying() {
    return begun(awaiting(), 35_000);
  }

  private static Order begun(Order order, long amount) {
    return Objects.requireNonNull(order.begin(ATTEMPT, amount, NOON).step()).order();
  }

  private static Order paid() {
    return hear(paying(), approved(35_000));
  }

  private static Fact.Approved approved(long amount) {
    return new Fact.Approved(ATTEMPT, amount, "카드", NOON);
  }

  private static Order hear(Order order, Fact fact) {
    return order.hear(fact, NOON).order();
  }

  private static Step granted(@Nullable String over) {
    return Order.granted(
        ID,
        new Fact.Granted(
            MEMBER,
            line(FIRST_POOL, 1, 99_000),
            NOON,
            NOON.plusSeconds(60),
            Duration.ofMinutes(10)),
        over,
        NOON.plusSeconds(2));
  }

  private static CancelWish all(int refund) {
    return new CancelWish(new UUID(7, refund), "변심", List.of(), null);
  }

  private static CancelWish some(int refund, int line, int quantity) {
    return new CancelWish(
        new UUID(7, refund), "변심", List.of(new Wanted(new UUID(6, line), quantity)), null);
  }

  private static Step taken(Object outcome) {
    assertThat(outcome).isInstanceOf(Taken.class);
    return ((Taken) outcome).step();
  }

  @Test
  void anythingHeardTwiceOrTooLateChangesNothing() {
    Order order = paid();
    for (Fact late :
        List.of(
            new Fact.UnitsHeld(NOON, NOON),
            new Fact.UnitsRefused(List.of()),
            new Fact.CouponApplied(1, 0),
            new Fact.CouponRefused(1, "USED"),
            new Fact.PointsHeld(1),
            new Fact.PointsRefused(1, 0),
            approved(35_000),
            new Fact.PaymentFailed(ATTEMPT, "TIMEOUT"),
            new Fact.DepositAwaited(ATTEMPT, NOON),
            new Fact.UnitsOver(FIRST_POOL, "CANCELLED"),
            new Fact.RefundDone(new UUID(9, 9), 1, NOON),
            new Fact.RefundRefused(new UUID(9, 9), "NO"))) {
      Step step = order.hear(late, NOON);
      assertThat(step.order()).as(late.toString()).isEqualTo(order);
      assertThat(step.told()).as(late.toString()).isEmpty();
    }
  }

  @Test
  void anOrderWhoseUnitsAreMissingIsCancelledAndNamesThem() {
    var missing = new Missing(SECOND_POOL, "SOLD_OUT", 0);
    Step step =
        placed(Terms.first(null, 0, 0)).order().hear(new Fact.UnitsRefused(List.of(missing)), NOON);

    assertThat(step.order().stand().reason()).isEqualTo(Reason.SOLD_OUT);
    assertThat(step.order().missing()).containsExactly(missing);
    assertThat(step.told()).hasSize(1).first().isInstanceOf(OrderEvent.Cancelled.class);
  }

  @Test
  void aClaimThatWasOverBeforeItWasHeardOfMakesAnOrderThatIsOver() {
    Step step = granted("RETURNED");

    assertThat(step.order().stand().status()).isEqualTo(Status.CANCELLED);
    assertThat(step.order().stand().reason()).isEqualTo(Reason.BY_MEMBER);
  }

  @Test
  void aDropOrderMayBePaidAtOnceAndItsTimeCountsFromThen() {
    Step step = granted(null);

    assertThat(step.order().stand().status()).isEqualTo(Status.AWAITING_PAYMENT);
    assertThat(step.order().stand().payBy()).isEqualTo(NOON.plusSeconds(602));
    assertThat(step.told())
        .containsExactly(
            new OrderEvent.AwaitingPayment(
                ID,
                MEMBER,
                1,
                99_000,
                List.of(new OrderEvent.Units(FIRST_POOL, 1)),
                NOON.plusSeconds(602)));
  }

  @Test
  void theTimeToPayEndsHalfAnHourAfterTheGrantHoweverLateItWasHeard() {
    var claim =
        new Fact.Granted(
            MEMBER,
            line(FIRST_POOL, 1, 99_000),
            NOON,
            NOON.plusSeconds(60),
            Duration.ofMinutes(10));
    Order late = Order.granted(ID, claim, null, NOON.plus(Duration.ofMinutes(25))).order();

    assertThat(late.stand().payBy()).isEqualTo(NOON.plus(Duration.ofMinutes(30)));
  }

  @Test
  void couponAndPointsAreWaitedForInAnyOrder() {
    Terms terms = Terms.first(COUPON, 3_500, 1_000);
    Order order = held(terms);
    assertThat(order.stand().status()).isEqualTo(Status.RESERVING);

    order = hear(order, new Fact.PointsHeld(1));
    assertThat(order.stand().status()).isEqualTo(Status.RESERVING);
    order = hear(order, new Fact.CouponApplied(1, 3_500));

    assertThat(order.stand().status()).isEqualTo(Status.AWAITING_PAYMENT);
    assertThat(order.amount()).isEqualTo(30_500);
    assertThat(order.lines()).extracting(Line::discount).containsExactly(3_000L, 500L);
  }

  @Test
  void aRefusedCouponEndsANewOrder() {
    Step step =
        held(Terms.first(COUPON, 3_500, 0)).hear(new Fact.CouponRefused(1, "EXPIRED"), NOON);

    assertThat(step.order().stand().reason()).isEqualTo(Reason.COUPON_REFUSED);
  }

  @Test
  void aCouponThatTakesOffSomethingElseIsRefused() {
    Step step = held(Terms.first(COUPON, 3_500, 0)).hear(new Fact.CouponApplied(1, 1), NOON);

    assertThat(step.order().stand().reason()).isEqualTo(Reason.COUPON_REFUSED);
  }

  @Test
  void aRefusedCouponLaterOnCostsNobodyHisUnits() {
    Order changing = taken(awaiting().change(COUPON, 3_500, 0, NOON)).order();
    assertThat(changing.stand().status()).isEqualTo(Status.RESERVING);

    Step step = changing.hear(new Fact.CouponRefused(2, "USED"), NOON.plus(MINUTE));

    assertThat(step.order().stand().status()).isEqualTo(Status.AWAITING_PAYMENT);
    assertThat(step.order().amount()).isEqualTo(35_000);
    assertThat(step.order().terms().revision()).isEqualTo(3);
    assertThat(step.told())
        .hasExactlyElementsOfTypes(OrderEvent.Reserved.class, OrderEvent.AwaitingPayment.class);
    assertThat(step.moments()).extracting(Moment::what).contains(Mark.COUPON_REFUSED);
  }

  @Test
  void theAnswerToOlderTermsDoesNotCount() {
    Order changed = taken(awaiting().change(COUPON, 3_500, 0, NOON)).order();
    Order again =
        taken(hear(changed, new Fact.CouponApplied(2, 3_500)).change(COUPON, 3_500, 100, NOON))
            .order();

    Order heard = hear(again, new Fact.CouponApplied(2, 3_500));

    assertThat(heard).isEqualTo(again);
  }

  @Test
  void termsAreChangedOnlyWhileAnOrderAwaitsPayment() {
    for (Order order : List.of(held(Terms.first(COUPON, 1, 0)), paying(), paid())) {
      assertThat(order.change(null, 0, 0, NOON)).isEqualTo(new NotNow(order.stand().status()));
    }
  }

  @Test
  void thePointsThatAreTakenOffAgainAreGivenBack() {
    Order with =
        hear(taken(awaiting().change(null, 0, 5_000, NOON)).order(), new Fact.PointsHeld(2));
    assertThat(with.amount()).isEqualTo(30_000);

    Step without = taken(with.change(null, 0, 0, NOON));

    assertThat(without.order().amount()).isEqualTo(35_000);
    assertThat(without.told())
        .hasExactlyElementsOfTypes(OrderEvent.Reserved.class, OrderEvent.AwaitingPayment.class);
  }

  @Test
  void onlyOneAttemptPaysAndOnlyTheRightAmount() {
    UUID other = new UUID(4, 5);
    assertThat(awaiting().begin(ATTEMPT, 34_999, NOON).verdict())
        .isEqualTo(Verdict.AMOUNT_MISMATCH);
    assertThat(paying().begin(other, 35_000, NOON).verdict()).isEqualTo(Verdict.PAYING);
    assertThat(paid().begin(other, 35_000, NOON).verdict()).isEqualTo(Verdict.ALREADY_PAID);
    assertThat(held(Terms.first(COUPON, 1, 0)).begin(other, 34_999, NOON).verdict())
        .isEqualTo(Verdict.NOT_READY);
    assertThat(paying().begin(ATTEMPT, 35_000, NOON).verdict()).isEqualTo(Verdict.GO);
  }

  @Test
  void anAttemptThatFailedDoesNotBeginAgainHoweverLateItsQuestionComes() {
    Order failed = hear(paying(), new Fact.PaymentFailed(ATTEMPT, "REJECTED"));
    assertThat(failed.stand().status()).isEqualTo(Status.AWAITING_PAYMENT);
    assertThat(failed.begin(ATTEMPT, 35_000, NOON).verdict()).isEqualTo(Verdict.ORDER_EXPIRED);

    Order early = hear(awaiting(), new Fact.PaymentFailed(ATTEMPT, "TIMEOUT"));
    assertThat(early.begin(ATTEMPT, 35_000, NOON).verdict()).isEqualTo(Verdict.ORDER_EXPIRED);
    assertThat(early.begin(new UUID(4, 5), 35_000, NOON).verdict()).isEqualTo(Verdict.GO);
  }

  @Test
  void anotherAttemptsFailureIsNotThisOnes() {
    Order order = hear(paying(), new Fact.PaymentFailed(new UUID(4, 5), "REJECTED"));

    assertThat(order.stand().status()).isEqualTo(Status.PAYING);
  }

  @Test
  void unitsThatAreLostWhilePayingEndTheOrderWithTheAttempt() {
    Order lost = hear(paying(), new Fact.UnitsOver(FIRST_POOL, "EXPIRED"));
    assertThat(lost.stand().status()).isEqualTo(Status.PAYING);

    assertThat(hear(lost, new Fact.PaymentFailed(ATTEMPT, "REJECTED")).stand().reason())
        .isEqualTo(Reason.EXPIRED);
    Step late = lost.hear(approved(35_000), NOON);
    assertThat(late.order().stand().reason()).isEqualTo(Reason.EXPIRED);
    assertThat(late.told())
        .hasExactlyElementsOfTypes(OrderEvent.Cancelled.class, OrderEvent.RefundRequested.class);
  }

  @Test
  void aLateApprovalGoesBackWholeAndOnce() {
    Order cancelled = taken(awaiting().cancel(all(1), NOON)).order();

    Step late = cancelled.hear(approved(35_000), NOON);
    assertThat(late.told()).hasSize(1).first().isInstanceOf(OrderEvent.RefundRequested.class);
    assertThat(((OrderEvent.RefundRequested) late.told().getFirst()).amount()).isEqualTo(35_000);
    assertThat(late.order().hear(approved(35_000), NOON).told()).isEmpty();

    UUID refund = late.order().refunds().getFirst().id();
    Step done = late.order().hear(new Fact.RefundDone(refund, 35_000, NOON), NOON);
    assertThat(done.order().stand().status()).isEqualTo(Status.CANCELLED);
    assertThat(done.told()).isEmpty();
    assertThat(done.moments()).extracting(Moment::what).containsExactly(Mark.MONEY_RETURNED);
  }

  @Test
  void whoCancelsWhilePayingWaitsForTheResult() {
    Order asked = taken(paying().cancel(all(1), NOON)).order();
    assertThat(asked.stand().status()).isEqualTo(Status.PAYING);

    assertThat(hear(asked, new Fact.PaymentFailed(ATTEMPT, "NO")).stand().reason())
        .isEqualTo(Reason.BY_MEMBER);
    Step approved = asked.hear(approved(35_000), NOON);
    assertThat(approved.order().stand().reason()).isEqualTo(Reason.BY_MEMBER);
    assertThat(approved.told())
        .hasExactlyElementsOfTypes(OrderEvent.Cancelled.class, OrderEvent.RefundRequested.class);
  }

  @Test
  void anAccountGivenOutHoldsTheUnitsUntilItsDay() {
    Instant due = NOON.plus(Duration.ofDays(3));
    Step step = paying().hear(new Fact.DepositAwaited(ATTEMPT, due), NOON);

    assertThat(step.order().stand().status()).isEqualTo(Status.PAYING);
    assertThat(((OrderEvent.AwaitingPayment) step.told().getFirst()).payBy()).isEqualTo(due);
    assertThat(hear(step.order(), approved(35_000)).stand().status()).isEqualTo(Status.PAID);
  }

  @Test
  void whoWasGivenAnAccountNeedNotWaitToCancel() {
    var due = new Fact.DepositAwaited(ATTEMPT, NOON.plus(Duration.ofDays(3)));
    Order waiting = hear(paying(), due);

    assertThat(taken(waiting.cancel(all(1), NOON)).order().stand().reason())
        .isEqualTo(Reason.BY_MEMBER);
    assertThat(hear(waiting, new Fact.UnitsOver(FIRST_POOL, "EXPIRED")).stand().reason())
        .isEqualTo(Reason.EXPIRED);
    Order asked = taken(paying().cancel(all(1), NOON)).order();
    Step late = asked.hear(due, NOON);
    assertThat(late.order().stand().reason()).isEqualTo(Reason.BY_MEMBER);
    assertThat(late.told()).hasSize(1).first().isInstanceOf(OrderEvent.Cancelled.class);
  }

  @Test
  void moreThanIsLeftOfALineIsNotRefundable() {
    assertThat(paid().cancel(some(1, 1, 4), NOON)).isEqualTo(new NotRefundable(new UUID(6, 1), 3));
    assertThat(paid().cancel(some(1, 99, 1), NOON))
        .isEqualTo(new NotRefundable(new UUID(6, 99), 0));
    assertThat(awaiting().cancel(some(1, 1, 1), NOON))
        .isEqualTo(new NotNow(Status.AWAITING_PAYMENT));
  }

  @Test
  void linesGoBackOneByOneAndTheLastTakesTheCouponAlong() {
    Order order = hear(held(Terms.first(COUPON, 1_000, 333)), new Fact.PointsHeld(1));
    order = hear(order, new Fact.CouponApplied(1, 1_000));
    order = hear(begun(order, 33_667), approved(33_667));
    long cash = 0;
    long points = 0;
    for (CancelWish wish : List.of(some(1, 1, 1), some(2, 1, 2), some(3, 2, 1))) {
      Step asked = taken(order.cancel(wish, NOON));
      assertThat(asked.order().stand().status()).isEqualTo(Status.REFUNDING);
      assertThat(asked.order().cancel(all(9), NOON)).isEqualTo(new NotNow(Status.REFUNDING));
      Step done = asked.order().hear(new Fact.RefundDone(wish.refund(), 1, NOON), NOON);
      var refunded = (OrderEvent.Refunded) done.told().getFirst();
      cash += refunded.cash();
      points += refunded.points();
      assertThat(refunded.couponId()).isEqualTo(refunded.full() ? COUPON : null);
      order = done.order();
    }
    assertThat(order.stand().status()).isEqualTo(Status.REFUNDED);
    assertThat(cash).isEqualTo(33_667);
    assertThat(points).isEqualTo(333);
  }

  @Test
  void whatCostNoMoneyIsGivenBackAtOnce() {
    Order order = hear(held(Terms.first(null, 0, 35_000)), new Fact.PointsHeld(1));
    order = hear(begun(order, 0), new Fact.Approved(ATTEMPT, 0, "FREE", NOON));

    Step step = taken(order.cancel(all(1), NOON));

    assertThat(step.order().stand().status()).isEqualTo(Status.REFUNDED);
    assertThat(step.told()).hasSize(1).first().isInstanceOf(OrderEvent.Refunded.class);
  }

  @Test
  void aRefundThatTheGatewayRefusesLeavesTheOrderPaid() {
    Order asked = taken(paid().cancel(some(1, 1, 1), NOON)).order();
    Order refused = hear(asked, new Fact.RefundRefused(new UUID(7, 1), "NOT_CANCELABLE"));

    assertThat(refused.stand().status()).isEqualTo(Status.PAID);
    Order mended = hear(refused, new Fact.RefundDone(new UUID(7, 1), 10_000, NOON));
    assertThat(mended.stand().status()).isEqualTo(Status.PARTIALLY_REFUNDED);
  }

  @Test
  void whoPaidAndGetsNoGoodsGetsHisMoney() {
    Step step = paid().hear(new Fact.UnitsOver(FIRST_POOL, "EXPIRED"), NOON);

    assertThat(step.order().stand().status()).isEqualTo(Status.REFUNDING);
    assertThat(((OrderEvent.RefundRequested) step.told().getFirst()).amount()).isEqualTo(35_000);
  }

  @Test
  void whatIsToldAgainIsWhatWasToldLast() {
    for (Step step :
        List.of(
            placed(Terms.first(null, 0, 0)),
            placed(Terms.first(null, 0, 0)).order().hear(new Fact.UnitsHeld(NOON, NOON), NOON),
            paying().hear(approved(35_000), NOON),
            taken(paid().cancel(all(1), NOON)),
            taken(awaiting().cancel(all(1), NOON)),
            taken(paid().cancel(all(1), NOON))
                .order()
                .hear(new Fact.RefundDone(new UUID(7, 1), 1, NOON), NOON))) {
      assertThat(step.order().lastWords())
          .isEqualTo(step.told().subList(step.told().size() - 1, step.told().size()));
    }
    assertThat(paying().lastWords()).isEmpty();
  }

  @Test
  void itsNameFitsTheGateway() {
    String longName = "가".repeat(100);
    Line one = Line.of(new UUID(6, 1), FIRST_POOL, FIRST_POOL, MEMBER, longName, 1, 1_000);
    Line two = Line.of(new UUID(6, 2), SECOND_POOL, FIRST_POOL, MEMBER, "👟".repeat(100), 1, 1_000);
    var origin = new Origin(ID, MEMBER, Source.EVERYDAY, Origin.EVERYDAY, NOON);
    Terms terms = Terms.first(null, 0, 0);

    assertThat(Order.placed(origin, terms, List.of(one)).order().name()).isEqualTo(longName);
    assertThat(Order.placed(origin, terms, List.of(one, two)).order().name())
        .hasSize(100)
        .endsWith("… 외 1건");
    assertThat(Order.placed(origin, terms, List.of(two)).order().name().codePointCount(0, 200))
        .isEqualTo(100);
  }
}
