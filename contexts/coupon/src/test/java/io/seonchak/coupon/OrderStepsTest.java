package io.seonchak.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.coupon.CouponEvent.Applied;
import io.seonchak.contracts.coupon.CouponEvent.Refused;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.order.OrderEvent.Cancelled;
import io.seonchak.contracts.order.OrderEvent.Paid;
import io.seonchak.contracts.order.OrderEvent.Refunded;
import io.seonchak.contracts.order.OrderEvent.Reserved;
import io.seonchak.coupon.Purse.Standing;
import io.seonchak.coupon.Purse.Told;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.dao.DataIntegrityViolationException;

/** The coupons' steps of an order's saga, one event or batch at a time. */
class OrderStepsTest {

  private static final Instant SOME = Instant.parse("2026-12-01T03:00:00Z");
  private static final Standing AVAILABLE = new Standing(CouponState.AVAILABLE, null);

  private static Purse purse;

  private final UUID member = UUID.randomUUID();
  private final UUID order = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    purse = new Purse();
  }

  @AfterAll
  static void close() throws Exception {
    purse.close();
  }

  @Test
  void whatIsNobodysOrSomebodyElsesIsNoCouponOfHis() throws Exception {
    UUID others = purse.coupon(UUID.randomUUID());
    purse.hear(reserved(order, 1, UUID.randomUUID()));
    purse.hear(reserved(order, 2, others));

    assertThat(reasons(order)).containsExactly("NO_SUCH_COUPON", "NO_SUCH_COUPON");
  }

  @Test
  void goodsBelowItsMinimumDoNotGetIt() throws Exception {
    UUID coupon = purse.coupon(member);
    purse.hear(new Reserved(order, member, 1, coupon, 3_000, 9_999, 0));

    assertThat(reasons(order)).containsExactly("BELOW_MINIMUM");
    assertThat(purse.standing(member, coupon)).isEqualTo(AVAILABLE);
  }

  @Test
  void termsThatTakeOffMoreOrLessThanTheCouponDoAreRefused() throws Exception {
    UUID coupon = purse.issued(purse.campaign(1, new Discount.Percent(10, 2_000L)), member);
    purse.hear(new Reserved(order, member, 1, coupon, 2_001, 50_000, 0));
    purse.hear(new Reserved(order, member, 2, coupon, 1_999, 50_000, 0));

    assertThat(reasons(order)).containsExactly("DISCOUNT_DIFFERS", "DISCOUNT_DIFFERS");
    purse.hear(new Reserved(order, member, 3, coupon, 2_000, 50_000, 0));
    assertThat(applied(order)).isTrue();
  }

  @Test
  void whatIsOverTimeIsExpiredButNotWhatWasReservedInTime() throws Exception {
    UUID late = UUID.randomUUID();
    try (var own = new Purse()) {
      UUID kept = own.coupon(member);
      UUID missed = own.coupon(member);
      own.hear(reserved(order, 1, kept));
      own.clock.advance(Duration.ofDays(31));
      own.hear(reserved(late, 1, missed), reserved(order, 2, kept));

      assertThat(own.told(late).getLast().event())
          .isEqualTo(new Refused(late, 1, missed, "EXPIRED"));
      assertThat(own.told(order).getLast().event()).isEqualTo(new Applied(order, 2, kept, 3_000));
      assertThat(own.standing(member, missed).state()).isEqualTo(CouponState.EXPIRED);
      assertThat(own.standing(member, kept).state()).isEqualTo(CouponState.RESERVED);
      own.hear(cancelled(order));
      assertThat(own.standing(member, kept).state()).isEqualTo(CouponState.EXPIRED);
    }
  }

  @Test
  void oneCouponServesOneOrder() throws Exception {
    UUID coupon = purse.coupon(member);
    UUID second = UUID.randomUUID();
    purse.hear(reserved(order, 1, coupon));
    purse.hear(reserved(second, 1, coupon));
    purse.hear(paid(order, coupon));
    purse.hear(reserved(second, 2, coupon));

    assertThat(applied(order)).isTrue();
    assertThat(reasons(second)).containsExactly("RESERVED", "USED");
    assertThat(purse.standing(member, coupon)).isEqualTo(new Standing(CouponState.USED, order));
  }

  @Test
  void aCouponIsOneOrdersByTheTablesThemselves() throws Exception {
    UUID coupon = purse.coupon(member);
    purse.hear(reserved(order, 1, coupon));

    assertThatThrownBy(
            () ->
                purse
                    .jdbc
                    .sql(
                        "INSERT INTO coupon.coupon_use (order_id, coupon_id, has_it)"
                            + " VALUES (?, ?, true)")
                    .params(UUID.randomUUID(), coupon)
                    .update())
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("one_coupon_one_order");
  }

  @Test
  void theAnswerNamesTheTermsAndGoesOnWithTheirTrace() throws Exception {
    UUID coupon = purse.coupon(member);
    purse.hear(reserved(order, 7, coupon));

    Told told = last(order);
    assertThat(told.event()).isEqualTo(new Applied(order, 7, coupon, 3_000));
    assertThat(told.trace()).isEqualTo(Purse.TRACE);
    assertThat(purse.standing(member, coupon)).isEqualTo(new Standing(CouponState.RESERVED, order));
  }

  @Test
  void theSameTermsAgainGetTheSameAnswerAndOlderOnesNone() throws Exception {
    UUID taken = purse.coupon(member);
    UUID other = UUID.randomUUID();
    purse.hear(reserved(other, 1, taken));
    purse.hear(reserved(order, 2, taken));
    purse.hear(cancelled(other));
    purse.hear(reserved(order, 2, taken));
    purse.hear(reserved(order, 1, taken));

    assertThat(reasons(order)).containsExactly("RESERVED", "RESERVED");
    assertThat(purse.standing(member, taken)).isEqualTo(AVAILABLE);
  }

  @Test
  void newTermsGiveBackWhatTheyDoNotName() throws Exception {
    UUID first = purse.coupon(member);
    UUID second = purse.coupon(member);
    purse.hear(reserved(order, 1, first));
    purse.hear(reserved(order, 2, second));
    assertThat(purse.standing(member, first)).isEqualTo(AVAILABLE);
    assertThat(purse.standing(member, second).state()).isEqualTo(CouponState.RESERVED);

    int answers = purse.told(order).size();
    purse.hear(reserved(order, 3, null));
    assertThat(purse.standing(member, second)).isEqualTo(AVAILABLE);
    assertThat(purse.told(order)).hasSize(answers);
  }

  @Test
  void termsWhoseCouponIsRefusedKeepNoneOfBefore() throws Exception {
    UUID first = purse.coupon(member);
    purse.hear(reserved(order, 1, first));
    purse.hear(reserved(order, 2, UUID.randomUUID()));

    assertThat(purse.standing(member, first)).isEqualTo(AVAILABLE);
  }

  @Test
  void twoOrdersMayChangeCouponsInOneBatch() throws Exception {
    UUID a = purse.coupon(member);
    UUID b = purse.coupon(member);
    UUID second = UUID.randomUUID();
    purse.hear(reserved(order, 1, a), reserved(second, 1, b));
    purse.hear(
        reserved(order, 2, null),
        reserved(second, 2, a),
        reserved(order, 3, b),
        reserved(second, 3, a));

    assertThat(purse.standing(member, a).order()).isEqualTo(second);
    assertThat(purse.standing(member, b).order()).isEqualTo(order);
  }

  @Test
  void anOrderThatIsOverGetsNothingHoweverLateItsTermsAre() throws Exception {
    UUID coupon = purse.coupon(member);
    purse.hear(cancelled(order));
    purse.hear(reserved(order, 1, coupon));
    purse.hear(paid(order, coupon));

    assertThat(purse.told(order)).isEmpty();
    assertThat(purse.standing(member, coupon)).isEqualTo(AVAILABLE);
  }

  @Test
  void aCancelledOrderGivesBackOnceAndNotWhatIsAnothersNow() throws Exception {
    UUID coupon = purse.coupon(member);
    UUID next = UUID.randomUUID();
    purse.hear(reserved(order, 1, coupon));
    purse.hear(cancelled(order));
    purse.hear(reserved(next, 1, coupon));
    purse.hear(cancelled(order), cancelled(order));

    assertThat(purse.standing(member, coupon)).isEqualTo(new Standing(CouponState.RESERVED, next));
  }

  @Test
  void onlyAWholeRefundGivesAUsedCouponBackAndOnlyOnce() throws Exception {
    UUID coupon = purse.coupon(member);
    UUID next = UUID.randomUUID();
    purse.hear(reserved(order, 1, coupon), paid(order, coupon));
    purse.hear(refunded(order, null, false));
    assertThat(purse.standing(member, coupon)).isEqualTo(new Standing(CouponState.USED, order));

    purse.hear(refunded(order, coupon, true));
    assertThat(purse.standing(member, coupon)).isEqualTo(AVAILABLE);
    purse.hear(reserved(next, 1, coupon), paid(next, coupon));
    purse.hear(refunded(order, coupon, true));
    assertThat(purse.standing(member, coupon)).isEqualTo(new Standing(CouponState.USED, next));
  }

  @Test
  void whatIsPaidWithoutItIsNotUsed() throws Exception {
    UUID coupon = purse.coupon(member);
    purse.hear(reserved(order, 1, coupon));
    purse.hear(paid(order, null));

    assertThat(purse.standing(member, coupon)).isEqualTo(AVAILABLE);
  }

  @Test
  void ordersThatNeverHadToDoWithCouponsLeaveNothing() throws Exception {
    purse.hear(paid(order, null), refunded(order, null, true));

    assertThat(
            purse
                .jdbc
                .sql("SELECT count(*) FROM coupon.coupon_use WHERE order_id = ?")
                .param(order)
                .query(Long.class)
                .single())
        .isZero();
  }

  /** Lives of an order: what happens to it, the coupons 0 and 1 in it, and how they end. */
  record Life(String name, CouponState first, CouponState second, List<Step> steps) {

    @Override
    public String toString() {
      return name;
    }
  }

  interface Step {
    OrderEvent with(OrderStepsTest test, UUID first, UUID second);
  }

  static Stream<Life> lives() {
    Step names = (t, a, b) -> t.reserved(t.order, 1, a);
    Step changes = (t, a, b) -> t.reserved(t.order, 2, b);
    Step drops = (t, a, b) -> t.reserved(t.order, 3, null);
    Step pays = (t, a, b) -> t.paid(t.order, b);
    Step paysBare = (t, a, b) -> t.paid(t.order, null);
    Step cancels = (t, a, b) -> t.cancelled(t.order);
    Step refunds = (t, a, b) -> t.refunded(t.order, b, true);
    CouponState free = CouponState.AVAILABLE;
    return Stream.of(
        new Life("cancelled", free, free, List.of(names, changes, cancels)),
        new Life("paid", free, CouponState.USED, List.of(names, changes, pays)),
        new Life("paid bare", free, free, List.of(names, changes, drops, paysBare)),
        new Life("refunded", free, free, List.of(names, changes, pays, refunds)));
  }

  @ParameterizedTest
  @MethodSource("lives")
  void inWhateverOrderAndHoweverOftenItIsHeardItEndsTheSame(Life life) throws Exception {
    for (List<Step> order : orders(life.steps())) {
      for (boolean together : List.of(true, false)) {
        var test = new OrderStepsTest();
        UUID first = purse.coupon(test.member);
        UUID second = purse.coupon(test.member);
        List<OrderEvent> events = new ArrayList<>();
        for (Step step : order) {
          OrderEvent event = step.with(test, first, second);
          events.addAll(List.of(event, event));
        }
        events.addAll(List.copyOf(events));
        hear(events, together);

        assertThat(purse.standing(test.member, first).state())
            .as("%s", events)
            .isEqualTo(life.first());
        assertThat(purse.standing(test.member, second).state())
            .as("%s", events)
            .isEqualTo(life.second());
      }
    }
  }

  private static void hear(List<OrderEvent> events, boolean together) throws SQLException {
    if (together) {
      purse.hear(events.toArray(OrderEvent[]::new));
      return;
    }
    for (OrderEvent event : events) {
      purse.hear(event);
    }
  }

  @Test
  void ofTwoOrdersAtOnceOneGetsTheCoupon() throws Exception {
    for (int round = 0; round < 20; round++) {
      UUID coupon = purse.coupon(member);
      UUID a = UUID.randomUUID();
      UUID b = UUID.randomUUID();
      atOnce(List.of(() -> heard(reserved(a, 1, coupon)), () -> heard(reserved(b, 1, coupon))));

      assertThat(applied(a)).isNotEqualTo(applied(b));
      UUID holder = applied(a) ? a : b;
      assertThat(purse.standing(member, coupon).order()).isEqualTo(holder);
    }
  }

  @Test
  void batchesThatNameTheSameCouponsTheOtherWayRoundDoNotBlockEachOther() throws Exception {
    var random = new Random(20_261_124);
    List<UUID> coupons = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      coupons.add(purse.coupon(member));
    }
    List<UUID> orders = new ArrayList<>();
    List<Callable<Boolean>> batches = new ArrayList<>();
    for (int batch = 0; batch < 8; batch++) {
      List<UUID> turned = new ArrayList<>(coupons);
      Collections.shuffle(turned, random);
      List<OrderEvent> events = new ArrayList<>();
      for (UUID coupon : turned) {
        orders.add(UUID.randomUUID());
        events.add(reserved(orders.getLast(), 1, coupon));
      }
      batches.add(() -> heard(events.toArray(OrderEvent[]::new)));
    }
    atOnce(batches);

    assertThat(orders.stream().filter(OrderStepsTest::applied).count()).isEqualTo(coupons.size());
    assertThat(coupons)
        .allMatch(each -> purse.standing(member, each).state() == CouponState.RESERVED);
  }

  private static boolean heard(OrderEvent... events) throws SQLException {
    purse.hear(events);
    return true;
  }

  private static void atOnce(List<Callable<Boolean>> all) throws Exception {
    try (ExecutorService threads = Executors.newFixedThreadPool(all.size())) {
      for (Future<Boolean> each : threads.invokeAll(all)) {
        each.get();
      }
    }
  }

  private static List<List<Step>> orders(List<Step> steps) {
    if (steps.isEmpty()) {
      return List.of(List.of());
    }
    List<List<Step>> all = new ArrayList<>();
    for (Step first : steps) {
      List<Step> others = new ArrayList<>(steps);
      others.remove(first);
      for (List<Step> rest : orders(others)) {
        List<Step> one = new ArrayList<>(List.of(first));
        one.addAll(rest);
        all.add(one);
      }
    }
    return all;
  }

  private Reserved reserved(UUID of, int revision, @Nullable UUID coupon) {
    return new Reserved(of, member, revision, coupon, coupon == null ? 0 : 3_000, 50_000, 0);
  }

  private Paid paid(UUID of, @Nullable UUID coupon) {
    return new Paid(of, member, coupon, 47_000, 0, List.of(), SOME);
  }

  private Cancelled cancelled(UUID of) {
    return new Cancelled(of, member, "BY_MEMBER", List.of());
  }

  private Refunded refunded(UUID of, @Nullable UUID coupon, boolean full) {
    return new Refunded(of, member, UUID.randomUUID(), 47_000, 0, coupon, full, List.of(), SOME);
  }

  private static Told last(UUID order) throws SQLException {
    return purse.told(order).getLast();
  }

  /** Whether the order was told at last that it has its coupon. */
  private static boolean applied(UUID order) {
    try {
      return last(order).event() instanceof Applied;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<String> reasons(UUID order) throws SQLException {
    return purse.told(order).stream()
        .map(Told::event)
        .map(event -> event instanceof Refused no ? no.reason() : event.toString())
        .toList();
  }
}
