package io.seonchak.order.model;

import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.order.model.Order.CancelWish;
import io.seonchak.order.model.Order.Taken;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One order, and everybody it deals with, as each should be: stock, a coupon, points, a gateway,
 * and a member who changes his mind. What they tell each other arrives late, twice, and across each
 * other's way; only what one tells the other stays in order. All of it follows from a seed.
 */
final class SagaWorld {

  /** Lets an order hear something; a defect is one that does it otherwise. */
  interface Hearing {
    Step hear(Order order, Fact fact, Instant now);
  }

  private static final Instant NOON = Instant.parse("2026-12-01T03:00:00Z");
  private static final UUID MEMBER = new UUID(2, 2);
  private static final int STEPS = 60;
  private static final List<UUID> POOLS = List.of(new UUID(5, 1), new UUID(5, 2));
  private static final List<UUID> COUPONS = List.of(new UUID(3, 1), new UUID(3, 2));
  private static final long DISCOUNT = 1_234;

  private enum Claim {
    HELD,
    RELEASED,
    CONFIRMED
  }

  private enum CouponState {
    AVAILABLE,
    RESERVED,
    USED
  }

  private final Random random;
  private final Hearing hearing;
  private final Deque<OrderEvent> toStock = new ArrayDeque<>();
  private final Deque<OrderEvent> toCoupon = new ArrayDeque<>();
  private final Deque<OrderEvent> toPoints = new ArrayDeque<>();
  private final Deque<OrderEvent> toPayment = new ArrayDeque<>();
  private final List<Deque<Fact>> toOrder =
      List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());

  private final Map<UUID, Claim> claims = new HashMap<>();
  private boolean stockClosed;
  private final Map<UUID, CouponState> coupons = new HashMap<>();
  private int couponRevision;
  private boolean couponClosed;
  private @Nullable Fact couponSaid;
  private long pointsFree = 10_000;
  private long pointsHeld;
  private long pointsSpent;
  private int pointsRevision;
  private boolean pointsClosed;
  private @Nullable Fact pointsSaid;
  private final Set<UUID> refundedPoints = new HashSet<>();
  private @Nullable UUID attempt;
  private long attemptAmount;
  private boolean liedOf;
  private long captured;
  private long refunded;
  private final Set<UUID> refunds = new HashSet<>();
  private int names = 100;
  private Instant now = NOON;
  private Order order;

  SagaWorld(long seed, Hearing hearing) {
    this.random = new Random(seed);
    this.hearing = hearing;
    COUPONS.forEach(coupon -> coupons.put(coupon, CouponState.AVAILABLE));
    this.order = begun();
  }

  private Order begun() {
    if (random.nextBoolean()) {
      claims.put(POOLS.getFirst(), Claim.HELD);
      var granted =
          new Fact.Granted(
              MEMBER, line(0, 1, 99_000), NOON, NOON.plusSeconds(600), Duration.ofMinutes(10));
      return told(Order.granted(new UUID(1, 1), granted, null, NOON));
    }
    Terms terms =
        Terms.first(
            random.nextBoolean() ? COUPONS.getFirst() : null,
            0,
            random.nextBoolean() ? random.nextLong(12_000) : 0);
    terms = Terms.first(terms.coupon(), terms.coupon() == null ? 0 : DISCOUNT, terms.points());
    var origin = new Origin(new UUID(1, 1), MEMBER, Source.EVERYDAY, Origin.EVERYDAY, NOON);
    return told(Order.placed(origin, terms, List.of(line(0, 7, 9_999), line(1, 2, 5_001))));
  }

  private static Line line(int pool, int quantity, long price) {
    UUID id = POOLS.get(pool);
    return Line.of(id, id, id, MEMBER, "양말", quantity, price);
  }

  /** Lets things happen, then lets all that was said arrive; what does not balance, or empty. */
  String run() {
    for (int step = 0; step < STEPS; step++) {
      now = now.plusSeconds(random.nextInt(20));
      happen();
    }
    settle();
    if (order.stand().status() == Status.AWAITING_PAYMENT) {
      expire();
      settle();
    }
    return imbalance();
  }

  private void happen() {
    switch (random.nextInt(12)) {
      case 0 -> change();
      case 1 -> pay();
      case 2 -> cancel();
      case 3 -> resolve();
      case 4 -> {
        if (random.nextInt(12) == 0) {
          expire();
        }
      }
      default -> deliver();
    }
  }

  private void settle() {
    for (int round = 0; round < 1_000; round++) {
      if (attempt != null) {
        resolve();
      }
      if (!deliver() && attempt == null && quiet()) {
        return;
      }
    }
    throw new AssertionError("it never comes to rest: " + order);
  }

  private boolean quiet() {
    return toStock.isEmpty()
        && toCoupon.isEmpty()
        && toPoints.isEmpty()
        && toPayment.isEmpty()
        && toOrder.stream().allMatch(Deque::isEmpty);
  }

  /** One message arrives somewhere, sometimes twice; false when there was none in that place. */
  private boolean deliver() {
    return switch (random.nextInt(8)) {
      case 0 -> arrives(toStock, this::stockHears);
      case 1 -> arrives(toCoupon, this::couponHears);
      case 2 -> arrives(toPoints, this::pointsHear);
      case 3 -> arrives(toPayment, this::paymentHears);
      default -> arrives(toOrder.get(random.nextInt(4)), this::orderHears);
    };
  }

  private <T> boolean arrives(Deque<T> line, java.util.function.Consumer<T> who) {
    T message = line.pollFirst();
    if (message == null) {
      return false;
    }
    who.accept(message);
    if (random.nextInt(4) == 0) {
      who.accept(message);
    }
    if (random.nextInt(10) == 0) {
      // A tail is sent again: it comes behind what followed it.
      line.addLast(message);
    }
    return true;
  }

  private void orderHears(Fact fact) {
    order = told(hearing.hear(order, fact, now));
  }

  private Order told(Step step) {
    for (OrderEvent event : step.told()) {
      List.of(toStock, toCoupon, toPoints, toPayment).forEach(line -> line.addLast(event));
    }
    return step.order();
  }

  private void stockHears(OrderEvent event) {
    switch (event) {
      case OrderEvent.Placed placed -> claim(placed);
      case OrderEvent.Paid _ ->
          claims.replaceAll((pool, claim) -> claim == Claim.HELD ? Claim.CONFIRMED : claim);
      case OrderEvent.Cancelled _ -> {
        stockClosed = true;
        POOLS.forEach(pool -> release(pool, "CANCELLED"));
      }
      case OrderEvent.Refunded back ->
          back.lines().stream()
              .filter(OrderEvent.RefundedLine::lineOver)
              .forEach(line -> release(line.poolId(), "RETURNED"));
      default -> {}
    }
  }

  private void claim(OrderEvent.Placed placed) {
    if (stockClosed || random.nextInt(6) == 0) {
      if (claims.isEmpty()) {
        stockClosed = true;
        toOrder
            .get(0)
            .addLast(new Fact.UnitsRefused(List.of(new Missing(POOLS.get(1), "SOLD_OUT", 0))));
      }
    } else if (claims.isEmpty()) {
      placed.units().forEach(units -> claims.put(units.poolId(), Claim.HELD));
      toOrder.get(0).addLast(new Fact.UnitsHeld(now, now.plus(Origin.EVERYDAY)));
    }
  }

  private void release(UUID pool, String reason) {
    Claim claim = claims.get(pool);
    if (claim == Claim.HELD || claim == Claim.CONFIRMED) {
      claims.put(pool, Claim.RELEASED);
      toOrder.get(0).addLast(new Fact.UnitsOver(pool, reason));
    }
  }

  private void expire() {
    for (UUID pool : POOLS) {
      if (claims.get(pool) == Claim.HELD) {
        release(pool, "EXPIRED");
      }
    }
  }

  private void couponHears(OrderEvent event) {
    switch (event) {
      case OrderEvent.Reserved reserved -> reserve(reserved);
      case OrderEvent.Cancelled _ -> {
        couponClosed = true;
        coupons.replaceAll((id, state) -> CouponState.AVAILABLE);
      }
      case OrderEvent.Paid _ ->
          coupons.replaceAll(
              (id, state) -> state == CouponState.RESERVED ? CouponState.USED : state);
      case OrderEvent.Refunded back -> {
        if (back.full()) {
          couponClosed = true;
          coupons.replaceAll((id, state) -> CouponState.AVAILABLE);
        }
      }
      default -> {}
    }
  }

  private void reserve(OrderEvent.Reserved reserved) {
    UUID coupon = reserved.couponId();
    if (couponClosed || reserved.revision() < couponRevision) {
      return;
    }
    if (reserved.revision() > couponRevision) {
      couponRevision = reserved.revision();
      coupons.replaceAll((id, state) -> CouponState.AVAILABLE);
      if (coupon != null && random.nextInt(4) > 0) {
        coupons.put(coupon, CouponState.RESERVED);
        couponSaid = new Fact.CouponApplied(reserved.revision(), reserved.discount());
      } else if (coupon != null) {
        couponSaid = new Fact.CouponRefused(reserved.revision(), "USED");
      }
    }
    if (coupon != null && couponSaid != null) {
      toOrder.get(1).addLast(couponSaid);
    }
  }

  private void pointsHear(OrderEvent event) {
    switch (event) {
      case OrderEvent.Reserved reserved -> hold(reserved);
      case OrderEvent.Cancelled _ -> {
        pointsClosed = true;
        giveUp();
      }
      case OrderEvent.Paid _ -> {
        pointsSpent += pointsHeld;
        pointsHeld = 0;
      }
      case OrderEvent.Refunded back -> {
        if (refundedPoints.add(back.refundId())) {
          pointsSpent -= back.points();
          pointsFree += back.points();
        }
      }
      default -> {}
    }
  }

  private void hold(OrderEvent.Reserved reserved) {
    if (pointsClosed || reserved.revision() < pointsRevision) {
      return;
    }
    if (reserved.revision() > pointsRevision) {
      pointsRevision = reserved.revision();
      giveUp();
      if (reserved.points() > 0 && reserved.points() <= pointsFree) {
        pointsFree -= reserved.points();
        pointsHeld = reserved.points();
        pointsSaid = new Fact.PointsHeld(reserved.revision());
      } else if (reserved.points() > 0) {
        pointsSaid = new Fact.PointsRefused(reserved.revision(), pointsFree);
      }
    }
    if (reserved.points() > 0 && pointsSaid != null) {
      toOrder.get(2).addLast(pointsSaid);
    }
  }

  private void giveUp() {
    pointsFree += pointsHeld;
    pointsHeld = 0;
  }

  private void paymentHears(OrderEvent event) {
    if (event instanceof OrderEvent.RefundRequested wanted && refunds.add(wanted.refundId())) {
      refunded += wanted.amount();
      toOrder.get(3).addLast(new Fact.RefundDone(wanted.refundId(), wanted.amount(), now));
    }
  }

  /** The member changes coupon and points. */
  private void change() {
    UUID coupon = random.nextInt(3) == 0 ? null : COUPONS.get(random.nextInt(2));
    long points = random.nextBoolean() ? random.nextLong(12_000) : 0;
    if (order.change(coupon, coupon == null ? 0 : DISCOUNT, points, now) instanceof Taken taken) {
      order = told(taken.step());
    }
  }

  /** He tries to pay; what comes of it is known later. */
  private void pay() {
    if (attempt != null || captured > refunded) {
      return;
    }
    UUID wanted = new UUID(4, names++);
    if (order.begin(wanted, order.amount(), now).verdict() != Verdict.GO) {
      return;
    }
    if (claims.isEmpty() || claims.containsValue(Claim.RELEASED)) {
      order = told(order.hear(new Fact.UnitsOver(POOLS.getFirst(), "EXPIRED"), now));
      return;
    }
    Step step = order.begin(wanted, order.amount(), now).step();
    if (step != null) {
      order = told(step);
      attempt = wanted;
      liedOf = false;
      attemptAmount = order.amount();
    }
  }

  private void resolve() {
    UUID live = attempt;
    if (live == null) {
      return;
    }
    if (!liedOf && random.nextInt(8) == 0) {
      // It is taken for failed, and goes through after all.
      liedOf = true;
      toOrder.get(3).addLast(new Fact.PaymentFailed(live, "TIMEOUT"));
      return;
    }
    attempt = null;
    if (liedOf || random.nextInt(3) > 0) {
      captured += attemptAmount;
      toOrder.get(3).addLast(new Fact.Approved(live, attemptAmount, "카드", now));
    } else {
      toOrder.get(3).addLast(new Fact.PaymentFailed(live, "REJECTED"));
    }
  }

  private void cancel() {
    UUID refund = new UUID(7, names++);
    List<CancelWish.Wanted> lines = new ArrayList<>();
    if (random.nextBoolean()) {
      for (Line line : order.lines()) {
        if (!line.over() && random.nextBoolean()) {
          lines.add(new CancelWish.Wanted(line.id(), 1 + random.nextInt(line.left())));
        }
      }
    }
    if (random.nextInt(3) == 0
        && order.cancel(new CancelWish(refund, "변심", lines, null), now) instanceof Taken taken) {
      order = told(taken.step());
    }
  }

  private String imbalance() {
    Status status = order.stand().status();
    boolean kept = status == Status.PAID || status == Status.PARTIALLY_REFUNDED;
    if (!kept && status != Status.CANCELLED && status != Status.REFUNDED) {
      return "it rests in " + status;
    }
    long cash = kept ? order.lines().stream().mapToLong(l -> l.cash() - l.back().cash()).sum() : 0;
    if (captured - refunded != cash) {
      return "%s: %d won taken (expected: %d)".formatted(status, captured - refunded, cash);
    }
    long points =
        kept ? order.lines().stream().mapToLong(l -> l.points() - l.back().points()).sum() : 0;
    if (pointsSpent != points || pointsHeld != 0 || pointsFree + points != 10_000) {
      return "%s: %d points spent, %d held, %d free (expected: %d spent)"
          .formatted(status, pointsSpent, pointsHeld, pointsFree, points);
    }
    for (UUID coupon : COUPONS) {
      CouponState wanted =
          kept && coupon.equals(order.terms().coupon()) ? CouponState.USED : CouponState.AVAILABLE;
      if (coupons.get(coupon) != wanted) {
        return "%s: the coupon is %s (expected: %s)".formatted(status, coupons.get(coupon), wanted);
      }
    }
    for (Line line : order.lines()) {
      boolean his = claims.get(line.pool()) == Claim.CONFIRMED;
      if (his != (kept && !line.over()) || claims.get(line.pool()) == Claim.HELD) {
        return "%s: the units are %s".formatted(status, claims.get(line.pool()));
      }
    }
    return "";
  }

  Order order() {
    return order;
  }
}
