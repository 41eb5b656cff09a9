package io.seonchak.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.order.OrderEvent;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random histories of a few members and orders, repeated and late events among them, against a
 * model that keeps every single lot of points and knows no tables.
 */
class PointsModelTest {

  private static final int STEPS = 250;
  private static Office office;

  @BeforeAll
  static void open() {
    office = new Office();
  }

  @AfterAll
  static void close() {
    office.close();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 20_261_124})
  void theBooksSayWhatTheModelSays(long seed) throws Exception {
    run(seed, event -> true);
    assertThat(office.statements.prove().findings()).as("seed " + seed).isEmpty();
  }

  @Test
  void booksThatLoseACancellingAreFoundOut() {
    assertThatThrownBy(() -> run(7, event -> !(event instanceof OrderEvent.Cancelled)))
        .isInstanceOf(AssertionError.class);
  }

  @Test
  void booksThatForgetARefundAreFoundOut() {
    assertThatThrownBy(() -> run(8, event -> !(event instanceof OrderEvent.Refunded)))
        .isInstanceOf(AssertionError.class);
  }

  private static void run(long seed, Predicate<OrderEvent> reaches) throws Exception {
    var random = new Random(seed);
    var model = new Model();
    List<UUID> members = List.of(UUID.randomUUID(), UUID.randomUUID());
    List<Deal> deals = new ArrayList<>();
    List<OrderEvent> told = new ArrayList<>();
    for (int step = 0; step < STEPS; step++) {
      String what = "seed %d, step %d".formatted(seed, step);
      switch (random.nextInt(10)) {
        case 0 -> {
          UUID member = members.get(random.nextInt(2));
          long points = random.nextLong(1, 500);
          office.grant(member, points);
          model.credit(member, points, office.clock.instant().plus(Duration.ofDays(365)));
        }
        case 1 -> office.clock.advance(Duration.ofDays(random.nextInt(60)));
        case 2 -> office.granting.expireOnce();
        case 3 -> deals.add(new Deal(UUID.randomUUID(), members.get(random.nextInt(2))));
        case 4 -> {
          if (!told.isEmpty()) {
            tell(told.get(random.nextInt(told.size())), model, reaches);
          }
        }
        default -> {
          if (!deals.isEmpty()) {
            OrderEvent event = deals.get(random.nextInt(deals.size())).next(random, model);
            told.add(event);
            tell(event, model, reaches);
          }
        }
      }
      model.expire(office.clock.instant());
      for (UUID member : members) {
        assertThat(office.balance(member)).as(what).isEqualTo(model.balance(member));
        assertThat(office.held(member)).as(what).isEqualTo(model.held(member));
      }
    }
  }

  private static void tell(OrderEvent event, Model model, Predicate<OrderEvent> reaches)
      throws Exception {
    if (reaches.test(event)) {
      office.hear(event);
    }
    model.hear(event, office.clock.instant());
  }

  /** An order as its context would lead it: what it tells next, when all goes by the rules. */
  private static final class Deal {
    private final UUID order;
    private final UUID member;
    private int revision;
    private boolean ended;
    private long cash;
    private long points;
    private boolean paid;

    Deal(UUID order, UUID member) {
      this.order = order;
      this.member = member;
    }

    OrderEvent next(Random random, Model model) {
      if (paid) {
        return refund(random);
      }
      int choice = random.nextInt(4);
      boolean answered = revision > 0 && model.holds(order, revision);
      if (!ended && answered && choice >= 2) {
        paid = true;
        cash = random.nextInt(3) == 0 ? 0 : random.nextLong(100, 50_000);
        points = model.heldBy(order);
        return Office.paid(order, member, cash, points);
      }
      if (ended || choice == 1) {
        ended = true;
        return Office.cancelled(order, member);
      }
      revision++;
      return Office.reserved(
          order, member, revision, random.nextInt(4) == 0 ? 0 : random.nextLong(1, 400));
    }

    private OrderEvent refund(Random random) {
      long someCash = random.nextBoolean() ? cash : random.nextLong(0, cash + 1);
      long somePoints = random.nextBoolean() ? points : random.nextLong(0, points + 1);
      cash -= someCash;
      points -= somePoints;
      return Office.refunded(order, member, UUID.randomUUID(), someCash, somePoints);
    }
  }

  /** Lots of points: what goes is taken from the oldest, what comes back fills the youngest. */
  private static final class Model {

    private static final class Lot {
      final long size;
      final Instant until;
      long left;

      Lot(long size, long left, Instant until) {
        this.size = size;
        this.left = left;
        this.until = until;
      }
    }

    private static final class Order {
      int revision;
      boolean holds;
      boolean over;
      boolean paid;
      long held;
      long cash;
      long refunded;
      long clawed;
      final Set<UUID> refunds = new HashSet<>();
    }

    private final Map<UUID, List<Lot>> lots = new HashMap<>();
    private final Map<UUID, Long> debts = new HashMap<>();
    private final Map<UUID, Long> held = new HashMap<>();
    private final Map<UUID, Order> orders = new HashMap<>();

    long balance(UUID member) {
      return lots.getOrDefault(member, List.of()).stream().mapToLong(lot -> lot.left).sum()
          - debts.getOrDefault(member, 0L);
    }

    long held(UUID member) {
      return held.getOrDefault(member, 0L);
    }

    boolean holds(UUID order, int revision) {
      Order known = orders.get(order);
      return known != null && known.revision == revision && known.holds;
    }

    long heldBy(UUID order) {
      Order known = orders.get(order);
      return known == null ? 0 : known.held;
    }

    void credit(UUID member, long points, Instant until) {
      long left = points - payDebt(member, points);
      lotsOf(member).addFirst(new Lot(points, left, until));
    }

    void expire(Instant now) {
      lots.values().forEach(all -> all.removeIf(lot -> !lot.until.isAfter(now)));
    }

    void hear(OrderEvent event, Instant now) {
      expire(now);
      Order order = orders.computeIfAbsent(event.orderId(), id -> new Order());
      switch (event) {
        case OrderEvent.Reserved terms -> reserved(order, terms);
        case OrderEvent.Cancelled end -> {
          if (!order.paid) {
            release(order, end.memberId());
            order.over = true;
          }
        }
        case OrderEvent.Paid paid -> paid(order, paid, now);
        case OrderEvent.Refunded refund -> refunded(order, refund, now);
        default -> throw new AssertionError(event);
      }
    }

    private void reserved(Order order, OrderEvent.Reserved terms) {
      if (order.paid || order.over || terms.revision() <= order.revision) {
        return;
      }
      UUID member = terms.memberId();
      release(order, member);
      order.revision = terms.revision();
      order.holds = terms.points() <= Math.max(0, balance(member));
      if (order.holds) {
        take(member, terms.points());
        order.held = terms.points();
        held.merge(member, order.held, Long::sum);
      }
    }

    private void release(Order order, UUID member) {
      held.merge(member, -order.held, Long::sum);
      back(member, order.held);
      order.held = 0;
    }

    private void paid(Order order, OrderEvent.Paid paid, Instant now) {
      if (order.paid || order.over) {
        return;
      }
      order.paid = true;
      order.cash = paid.amount();
      held.merge(paid.memberId(), -order.held, Long::sum);
      order.held = 0;
      if (paid.amount() >= 100) {
        credit(paid.memberId(), paid.amount() / 100, now.plus(Duration.ofDays(365)));
      }
    }

    private void refunded(Order order, OrderEvent.Refunded refund, Instant now) {
      if (!order.refunds.add(refund.refundId())) {
        return;
      }
      long late = back(refund.memberId(), refund.points());
      if (late > 0) {
        lotsOf(refund.memberId()).add(new Lot(late, late, now.plus(Duration.ofDays(30))));
      }
      order.refunded += refund.cash();
      long claw = order.cash / 100 - order.clawed - (order.cash - order.refunded) / 100;
      order.clawed += claw;
      long has = Math.clamp(balance(refund.memberId()), 0, claw);
      take(refund.memberId(), has);
      debts.merge(refund.memberId(), claw - has, Long::sum);
    }

    private long payDebt(UUID member, long points) {
      long pays = Math.min(debts.getOrDefault(member, 0L), points);
      debts.merge(member, -pays, Long::sum);
      return pays;
    }

    /** What no living lot has room for. */
    private long back(UUID member, long points) {
      long rest = points - payDebt(member, points);
      for (Lot lot : youngestFirst(member)) {
        long some = Math.min(rest, lot.size - lot.left);
        lot.left += some;
        rest -= some;
      }
      return rest;
    }

    private void take(UUID member, long points) {
      long rest = points;
      for (Lot lot : youngestFirst(member).reversed()) {
        long some = Math.min(rest, lot.left);
        lot.left -= some;
        rest -= some;
      }
    }

    private List<Lot> youngestFirst(UUID member) {
      List<Lot> sorted = new ArrayList<>(lotsOf(member));
      sorted.sort(Comparator.comparing((Lot lot) -> lot.until).reversed());
      return sorted;
    }

    private List<Lot> lotsOf(UUID member) {
      return lots.computeIfAbsent(member, id -> new ArrayList<>());
    }
  }
}
