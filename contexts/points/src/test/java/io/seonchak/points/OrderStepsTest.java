package io.seonchak.points;

import static io.seonchak.points.Office.cancelled;
import static io.seonchak.points.Office.paid;
import static io.seonchak.points.Office.refunded;
import static io.seonchak.points.Office.reserved;
import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderEvent.Paid;
import io.seonchak.contracts.order.OrderEvent.Refunded;
import io.seonchak.contracts.points.PointsEvent.Held;
import io.seonchak.contracts.points.PointsEvent.Refused;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What orders do to points; every event comes by hand, and the books are proven after each. */
class OrderStepsTest {

  private static Office office;

  private final UUID order = UUID.randomUUID();

  @BeforeAll
  static void open() {
    office = new Office();
  }

  @AfterEach
  void theBooksAreRight() {
    assertThat(office.statements.prove().findings()).isEmpty();
  }

  @AfterAll
  static void close() {
    office.close();
  }

  @Test
  void whoHasTooFewIsRefusedAndKeepsThem() throws Exception {
    UUID member = office.member(99);
    office.hear(reserved(order, member, 1, 100));

    assertThat(office.told(order)).containsExactly(new Refused(order, 1, 100, 99));
    assertThat(office.balance(member)).isEqualTo(99);
    assertThat(office.held(member)).isZero();
  }

  @Test
  void whoIsNotKnownHasNone() throws Exception {
    office.hear(reserved(order, UUID.randomUUID(), 1, 1));

    assertThat(office.told(order)).containsExactly(new Refused(order, 1, 1, 0));
  }

  @Test
  void theSameTermsTwiceHoldOnceAndAreAnsweredTwice() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 1, 70), reserved(order, member, 1, 70));
    office.hear(reserved(order, member, 1, 70));

    assertThat(office.held(member)).isEqualTo(70);
    assertThat(office.balance(member)).isEqualTo(30);
    assertThat(office.told(order)).hasSize(3).containsOnly(new Held(order, 1, 70));
  }

  @Test
  void aRefusalStandsWhateverComesInMeanwhile() throws Exception {
    UUID member = office.member(10);
    office.hear(reserved(order, member, 1, 50));
    office.grant(member, 100);
    office.hear(reserved(order, member, 1, 50));

    assertThat(office.told(order)).containsOnly(new Refused(order, 1, 50, 10));
    assertThat(office.held(member)).isZero();
  }

  @Test
  void newerTermsTakeThePlaceOfOlderOnesAndOlderOnesAreTooLate() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 2, 80));
    office.hear(reserved(order, member, 1, 10));
    assertThat(office.held(member)).isEqualTo(80);

    office.hear(reserved(order, member, 3, 90));
    assertThat(office.held(member)).isEqualTo(90);
    assertThat(office.told(order)).containsExactly(new Held(order, 2, 80), new Held(order, 3, 90));
  }

  @Test
  void termsThatNameNoneGiveBackAndAreNotAnswered() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 1, 80), reserved(order, member, 2, 0));

    assertThat(office.held(member)).isZero();
    assertThat(office.balance(member)).isEqualTo(100);
    assertThat(office.told(order)).containsExactly(new Held(order, 1, 80));
  }

  @Test
  void refusedNewTermsHoldNothingOfTheOldOnes() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 1, 80), reserved(order, member, 2, 101));

    assertThat(office.told(order)).last().isEqualTo(new Refused(order, 2, 101, 100));
    assertThat(office.held(member)).isZero();
  }

  @Test
  void aCancellingThatComesFirstMakesLateTermsRefused() throws Exception {
    UUID member = office.member(100);
    office.hear(cancelled(order, member));
    office.hear(reserved(order, member, 1, 80));

    assertThat(office.told(order)).containsExactly(new Refused(order, 1, 80, 100));
    assertThat(office.held(member)).isZero();
  }

  @Test
  void aCancellingGivesBackOnce() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 1, 80));
    office.hear(cancelled(order, member), cancelled(order, member));
    office.hear(cancelled(order, member));
    office.hear(reserved(order, member, 2, 80));

    assertThat(office.held(member)).isZero();
    assertThat(office.balance(member)).isEqualTo(100);
  }

  @Test
  void aPaidOrderSpendsWhatItHeldAndEarnsAPercentOfTheCash() throws Exception {
    UUID member = office.member(100);
    long before = office.steps.odd();
    Paid paid = paid(order, member, 1_999, 80);
    office.hear(reserved(order, member, 1, 80), paid, paid);
    office.hear(paid);
    office.hear(cancelled(order, member));

    assertThat(office.held(member)).isZero();
    assertThat(office.balance(member)).isEqualTo(20 + 19);
    assertThat(office.steps.odd()).as("it was cancelled after it was paid").isEqualTo(before + 1);
  }

  @Test
  void anOrderWithoutPointsOrCashEarnsNothing() throws Exception {
    UUID member = office.member(500);
    office.hear(reserved(order, member, 1, 500), paid(order, member, 0, 500));

    assertThat(office.balance(member)).isZero();
    office.hear(paid(UUID.randomUUID(), member, 99, 0));
    assertThat(office.balance(member)).isZero();
  }

  @Test
  void aPaymentWithMoreThanIsHeldIsCriedOutAndOwed() throws Exception {
    UUID member = office.member(10);
    long before = office.steps.odd();
    office.hear(paid(order, member, 0, 50));

    assertThat(office.steps.odd()).isEqualTo(before + 1);
    assertThat(office.balance(member)).isEqualTo(-40);
  }

  @Test
  void everyRefundTakesBackItsShareOfWhatWasEarnedAndTheLastOneTheRest() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 1, 100), paid(order, member, 1_950, 100));
    assertThat(office.balance(member)).isEqualTo(19);

    Refunded first = refunded(order, member, UUID.randomUUID(), 1_000, 60);
    office.hear(first, first);
    office.hear(first);
    assertThat(office.balance(member)).as("9 of 950 are kept").isEqualTo(60 + 9);

    office.hear(refunded(order, member, UUID.randomUUID(), 950, 40));
    assertThat(office.balance(member)).isEqualTo(100);
  }

  @Test
  void aRefundNeverGivesBackMoreThanWasSpent() throws Exception {
    UUID member = office.member(100);
    long before = office.steps.odd();
    office.hear(reserved(order, member, 1, 100), paid(order, member, 1_000, 100));
    office.hear(refunded(order, member, UUID.randomUUID(), 1_000, 90));
    office.hear(refunded(order, member, UUID.randomUUID(), 1_000, 90));

    assertThat(office.balance(member)).isEqualTo(100);
    assertThat(office.steps.odd()).isEqualTo(before + 1);
  }

  @Test
  void aRefundThatComesBeforeItsPaymentWaitsForIt() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 1, 100));
    office.hear(refunded(order, member, UUID.randomUUID(), 1_000, 100));
    assertThat(office.balance(member)).isZero();
    office.hear(paid(order, member, 1_000, 100));

    assertThat(office.balance(member)).isEqualTo(100);
  }

  @Test
  void whatWasEarnedAndSpentIsOwedAfterARefundAndPaidByLaterEarnings() throws Exception {
    UUID member = office.member(0);
    office.hear(paid(order, member, 10_000, 0));
    UUID second = UUID.randomUUID();
    office.hear(reserved(second, member, 1, 100), paid(second, member, 0, 100));
    office.hear(refunded(order, member, UUID.randomUUID(), 10_000, 0));
    assertThat(office.balance(member)).isEqualTo(-100);

    UUID third = UUID.randomUUID();
    office.hear(reserved(third, member, 1, 1));
    assertThat(office.told(third)).containsExactly(new Refused(third, 1, 1, 0));

    office.hear(paid(UUID.randomUUID(), member, 15_000, 0));
    assertThat(office.balance(member)).isEqualTo(50);
  }

  @Test
  void theOldestAreSpentFirstAndTheRestExpiresOnItsDay() throws Exception {
    UUID member = office.member(100);
    office.clock.advance(Duration.ofDays(10));
    office.grant(member, 50);
    office.hear(reserved(order, member, 1, 120), paid(order, member, 0, 120));

    office.clock.advance(Duration.ofDays(355));
    assertThat(office.balance(member)).as("the first hundred were spent").isEqualTo(30);
    office.granting.expireOnce();
    assertThat(office.balance(member)).isEqualTo(30);

    office.clock.advance(Duration.ofDays(10));
    assertThat(office.balance(member)).as("seen before anybody settles it").isZero();
    office.hear(reserved(UUID.randomUUID(), member, 1, 1));
    assertThat(available(member)).isZero();
  }

  @Test
  void settlingOldPointsIsDoneOnceByHoweverManyInstances() throws Exception {
    List<UUID> members = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      members.add(office.member(100));
    }
    office.clock.advance(Duration.ofDays(365));
    together(8, number -> office.granting.expireOnce());
    office.granting.expireOnce();

    assertThat(office.granting.expireOnce()).isZero();
    assertThat(members).allMatch(member -> available(member) == 0);
  }

  @Test
  void whatIsHeldDoesNotExpireButAHoldMakesNothingYounger() throws Exception {
    UUID kept = office.member(100);
    UUID given = office.member(100);
    UUID other = UUID.randomUUID();
    office.hear(reserved(order, kept, 1, 80), reserved(other, given, 1, 80));
    office.clock.advance(Duration.ofDays(365));
    office.granting.expireOnce();
    assertThat(office.held(kept)).isEqualTo(80);

    office.hear(paid(order, kept, 0, 80), cancelled(other, given));
    assertThat(available(kept)).isZero();
    assertThat(available(given)).isZero();
    assertThat(office.held(given)).isZero();
  }

  @Test
  void whatComesBackAfterItsDayLivesThirtyDaysMore() throws Exception {
    UUID member = office.member(100);
    office.hear(reserved(order, member, 1, 80), paid(order, member, 0, 80));
    office.clock.advance(Duration.ofDays(370));
    office.granting.expireOnce();
    office.hear(refunded(order, member, UUID.randomUUID(), 0, 80));
    office.granting.expireOnce();
    assertThat(office.balance(member)).isEqualTo(80);

    office.clock.advance(Duration.ofDays(30));
    office.granting.expireOnce();
    assertThat(available(member)).isZero();
  }

  @Test
  void twoOrdersThatWantTheSamePointsAtTheSameMomentDoNotBothGetThem() throws Exception {
    for (int round = 0; round < 10; round++) {
      UUID member = office.member(1_000);
      List<UUID> orders = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        orders.add(UUID.randomUUID());
      }
      together(
          12,
          number -> {
            office.hear(reserved(orders.get(number), member, 1, 300));
            return 0;
          });

      assertThat(orders)
          .filteredOn(each -> office.told(each).getFirst() instanceof Held)
          .hasSize(3);
      assertThat(office.held(member)).isEqualTo(900);
      assertThat(office.balance(member)).isEqualTo(100);
    }
  }

  @Test
  void manyMembersInTwoBatchesTheOtherWayRoundDoNotWaitInARing() throws Exception {
    UUID one = office.member(1_000);
    UUID two = office.member(1_000);
    for (int round = 0; round < 10; round++) {
      together(
          2,
          number -> {
            UUID first = number == 0 ? one : two;
            UUID last = number == 0 ? two : one;
            office.hear(
                reserved(UUID.randomUUID(), first, 1, 10),
                reserved(UUID.randomUUID(), last, 1, 10));
            return 0;
          });
    }

    assertThat(office.held(one)).isEqualTo(200);
    assertThat(office.held(two)).isEqualTo(200);
  }

  private static long available(UUID member) {
    return office
        .jdbc
        .sql("SELECT available FROM points.account WHERE member_id = ?")
        .param(member)
        .query(Long.class)
        .single();
  }

  interface Work {
    int by(int number) throws Exception;
  }

  /** All begin at the same moment. */
  static void together(int count, Work work) throws Exception {
    var barrier = new CyclicBarrier(count);
    List<Callable<Integer>> works = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      int number = i;
      works.add(
          () -> {
            barrier.await();
            return work.by(number);
          });
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Integer> each : threads.invokeAll(works)) {
        each.get();
      }
    }
  }
}
