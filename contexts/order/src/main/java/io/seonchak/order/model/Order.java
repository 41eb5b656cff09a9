package io.seonchak.order.model;

import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.order.OrderEvent.RefundAccount;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * An order as it stands. It never changes; what happens to it makes another one. The order of the
 * lists is the order in which things happened.
 *
 * @param lines at least one, each of another pool
 * @param attempts all that were heard of
 * @param missing why it got no units, if it is so
 */
public record Order(
    Origin origin,
    Stand stand,
    Units units,
    Terms terms,
    Paying paying,
    List<Line> lines,
    List<Attempt> attempts,
    List<Refund> refunds,
    List<Missing> missing) {

  /** The name for the gateway has no more characters. */
  private static final int NAME_MAX = 100;

  /** Whether an attempt may go on, and what came of it. */
  public record Begun(Verdict verdict, @Nullable Step step) {}

  /** What came of the wish for other terms. */
  public sealed interface Changing {}

  /** What came of the wish to cancel. */
  public sealed interface Cancelling {}

  /** It was done. */
  public record Taken(Step step) implements Changing, Cancelling {}

  /** Not as it stands. */
  public record NotNow(Status status) implements Changing, Cancelling {}

  /** So many units of a line cannot be given back. */
  public record NotRefundable(UUID line, int refundable) implements Cancelling {}

  /**
   * A wish to cancel.
   *
   * @param refund names the refund, if there is to be one
   * @param lines what to give back, each line once; empty for all
   */
  public record CancelWish(
      UUID refund, String reason, List<Wanted> lines, @Nullable RefundAccount account) {

    /** So many units of a line. */
    public record Wanted(UUID line, int quantity) {}
  }

  public Order {
    lines = List.copyOf(lines);
    attempts = List.copyOf(attempts);
    refunds = List.copyOf(refunds);
    missing = List.copyOf(missing);
  }

  /** An everyday order: its units are to be claimed. */
  public static Step placed(Origin origin, Terms terms, List<Line> lines) {
    Turn turn = new Turn(fresh(origin, Units.ASKED, terms, lines), origin.placedAt());
    turn.note(Mark.PLACED);
    turn.tell(turn.order().asPlaced());
    return turn.end();
  }

  /**
   * The order of a claim.
   *
   * @param over why the units were released, if that was heard before; else null
   */
  public static Step granted(UUID id, Fact.Granted granted, @Nullable String over, Instant now) {
    var origin = new Origin(id, granted.member(), Source.DROP, granted.payWithin(), granted.at());
    var units = new Units(true, granted.at(), granted.until(), over != null);
    Turn turn =
        new Turn(fresh(origin, units, Terms.first(null, 0, 0), List.of(granted.line())), now);
    turn.note(Mark.PLACED);
    if (over == null) {
      Reserving.settle(turn);
    } else {
      turn.cancel(Reason.ofRelease(over));
    }
    return turn.end();
  }

  private static Order fresh(Origin origin, Units units, Terms terms, List<Line> lines) {
    return new Order(
            origin,
            new Stand(Status.RESERVING, origin.placedAt(), null, null),
            units,
            terms,
            Paying.NOT,
            lines,
            List.of(),
            List.of(),
            List.of())
        .shared();
  }

  /** Hears something. What changes nothing makes an empty step. */
  public Step hear(Fact fact, Instant now) {
    var turn = new Turn(this, now);
    switch (fact) {
      case Fact.Granted _ -> {}
      case Fact.UnitsHeld held -> Reserving.held(turn, held);
      case Fact.UnitsRefused refused -> Reserving.refused(turn, refused);
      case Fact.UnitsOver over -> Reserving.over(turn, over);
      case Fact.CouponApplied applied -> Reserving.couponApplied(turn, applied);
      case Fact.CouponRefused refused -> Reserving.couponRefused(turn, refused);
      case Fact.PointsHeld held -> Reserving.pointsHeld(turn, held);
      case Fact.PointsRefused refused -> Reserving.pointsRefused(turn, refused);
      case Fact.Approved approved -> Payments.approved(turn, approved);
      case Fact.DepositAwaited awaited -> Payments.depositAwaited(turn, awaited);
      case Fact.PaymentFailed failed -> Payments.failed(turn, failed);
      case Fact.RefundDone done -> Refunds.done(turn, done);
      case Fact.RefundRefused refused -> Refunds.refused(turn, refused);
    }
    return turn.end();
  }

  /**
   * Asks for other terms, while it awaits payment. The units stay held whatever comes of it.
   *
   * @param discount what the coupon takes off, in won
   */
  public Changing change(@Nullable UUID coupon, long discount, long points, Instant now) {
    if (stand.status() != Status.AWAITING_PAYMENT) {
      return new NotNow(stand.status());
    }
    var turn = new Turn(this, now);
    if (!terms.same(coupon, discount, points)) {
      Reserving.change(turn, terms.next(coupon, discount, points));
    }
    return new Taken(turn.end());
  }

  /**
   * Begins to pay. The units were just held long enough.
   *
   * @param amount what the member believes to pay, in won
   */
  public Begun begin(UUID attempt, long amount, Instant now) {
    return Payments.begin(this, attempt, amount, now);
  }

  /** Cancels, or gives back what was paid for. */
  public Cancelling cancel(CancelWish wish, Instant now) {
    return Refunds.cancel(this, wish, now);
  }

  /** Notes something that changes nothing else. */
  public Step noted(Mark what, Instant now) {
    var turn = new Turn(this, now);
    turn.note(what);
    return turn.end();
  }

  /** What the goods cost before coupon and points, in won. */
  public long itemsAmount() {
    return lines.stream().mapToLong(Line::total).sum();
  }

  /** What is to be paid, or was, in won. */
  public long amount() {
    return lines.stream().mapToLong(Line::cash).sum();
  }

  /** Whether that attempt to pay is the one under way. */
  public boolean isPaying(UUID attempt) {
    return stand.status() == Status.PAYING && attempt.equals(paying.attempt());
  }

  /** Whether nothing of it is left. */
  public boolean over() {
    return lines.stream().allMatch(Line::over);
  }

  /** What it is called towards the gateway. */
  public String name() {
    String more = lines.size() == 1 ? "" : " 외 %d건".formatted(lines.size() - 1);
    String first = lines.getFirst().name();
    int max = NAME_MAX - more.length();
    return (first.codePointCount(0, first.length()) <= max
            ? first
            : first.substring(0, first.offsetByCodePoints(0, max - 1)) + "…")
        + more;
  }

  /** The refund that is under way of a paid order. */
  public Optional<Refund> refunding() {
    return refunds.stream()
        .filter(each -> each.state() == Refund.State.REQUESTED)
        .filter(each -> each.kind() != Refund.Kind.LATE_APPROVAL)
        .findFirst();
  }

  /**
   * What was told last, to be told again: harmless, because every step has its effect once. Empty
   * where the order waits for an answer that nobody can be asked for again.
   */
  public List<OrderEvent> lastWords() {
    return switch (stand.status()) {
      case RESERVING -> List.of(units.held() ? asReserved() : asPlaced());
      case AWAITING_PAYMENT -> List.of(asAwaitingPayment());
      case PAYING -> List.of();
      case PAID -> List.of(asPaid());
      case CANCELLED -> cancelledAgain();
      case REFUNDING -> refunding().<List<OrderEvent>>map(r -> List.of(asked(r))).orElse(List.of());
      case PARTIALLY_REFUNDED, REFUNDED -> refundedAgain();
    };
  }

  private List<OrderEvent> cancelledAgain() {
    List<OrderEvent> words = new ArrayList<>(List.of(cancelled()));
    refunds.stream()
        .filter(each -> each.state() == Refund.State.REQUESTED)
        .forEach(each -> words.add(asked(each)));
    return words;
  }

  private List<OrderEvent> refundedAgain() {
    List<OrderEvent> words = new ArrayList<>();
    for (Refund each : refunds) {
      if (each.state() == Refund.State.DONE) {
        words.clear();
        words.add(asRefunded(each));
      }
    }
    return words;
  }

  OrderEvent asPlaced() {
    return new OrderEvent.Placed(origin.id(), origin.member(), poolUnits());
  }

  OrderEvent asReserved() {
    return new OrderEvent.Reserved(
        origin.id(),
        origin.member(),
        terms.revision(),
        terms.coupon(),
        terms.discount(),
        itemsAmount(),
        terms.points());
  }

  OrderEvent asAwaitingPayment() {
    return new OrderEvent.AwaitingPayment(
        origin.id(),
        origin.member(),
        terms.revision(),
        amount(),
        poolUnits(),
        stand.payBy() == null ? stand.since() : stand.payBy());
  }

  OrderEvent asPaid() {
    return new OrderEvent.Paid(
        origin.id(),
        origin.member(),
        terms.coupon(),
        amount(),
        terms.points(),
        lines.stream().map(Order::paid).toList(),
        paying.paidAt() == null ? stand.since() : paying.paidAt());
  }

  OrderEvent cancelled() {
    String reason = stand.reason() == null ? Reason.EXPIRED : stand.reason();
    return new OrderEvent.Cancelled(origin.id(), origin.member(), reason, poolUnits());
  }

  OrderEvent asked(Refund refund) {
    return new OrderEvent.RefundRequested(
        origin.id(),
        origin.member(),
        refund.id(),
        refund.cash(),
        refund.reason(),
        refund.account());
  }

  OrderEvent asRefunded(Refund refund) {
    boolean full = over();
    return new OrderEvent.Refunded(
        origin.id(),
        origin.member(),
        refund.id(),
        refund.cash(),
        refund.points(),
        full ? terms.coupon() : null,
        full,
        refund.parts().stream().map(this::refunded).toList(),
        refund.endedAt() == null ? refund.at() : refund.endedAt());
  }

  private OrderEvent.RefundedLine refunded(Part part) {
    Line line = line(part.line()).orElseThrow();
    return new OrderEvent.RefundedLine(
        line.id(),
        line.pool(),
        line.seller(),
        part.quantity(),
        line.over(),
        part.points(),
        part.cash());
  }

  private static OrderEvent.PaidLine paid(Line line) {
    return new OrderEvent.PaidLine(
        line.id(),
        line.pool(),
        line.product(),
        line.seller(),
        line.quantity(),
        line.unitPrice(),
        line.discount(),
        line.points(),
        line.cash());
  }

  private List<OrderEvent.Units> poolUnits() {
    return lines.stream().map(line -> new OrderEvent.Units(line.pool(), line.quantity())).toList();
  }

  Optional<Line> line(UUID id) {
    return lines.stream().filter(line -> line.id().equals(id)).findFirst();
  }

  Optional<Attempt> attempt(UUID id) {
    return attempts.stream().filter(each -> each.id().equals(id)).findFirst();
  }

  /** Coupon and points shared over the lines, by what the lines cost. */
  Order shared() {
    long[] totals = lines.stream().mapToLong(Line::total).toArray();
    long[] discounts = Shares.of(terms.discount(), totals);
    long[] rests = new long[totals.length];
    for (int i = 0; i < rests.length; i++) {
      rests[i] = totals[i] - discounts[i];
    }
    long[] points = Shares.of(terms.points(), rests);
    List<Line> shared = new ArrayList<>(lines.size());
    for (int i = 0; i < totals.length; i++) {
      shared.add(lines.get(i).shared(discounts[i], points[i]));
    }
    return withLines(shared);
  }

  Order with(Stand next) {
    return new Order(origin, next, units, terms, paying, lines, attempts, refunds, missing);
  }

  Order with(Units next) {
    return new Order(origin, stand, next, terms, paying, lines, attempts, refunds, missing);
  }

  Order with(Terms next) {
    return new Order(origin, stand, units, next, paying, lines, attempts, refunds, missing);
  }

  Order with(Paying next) {
    return new Order(origin, stand, units, terms, next, lines, attempts, refunds, missing);
  }

  Order withLines(List<Line> next) {
    return new Order(origin, stand, units, terms, paying, next, attempts, refunds, missing);
  }

  Order withMissing(List<Missing> next) {
    return new Order(origin, stand, units, terms, paying, lines, attempts, refunds, next);
  }

  /** With the attempt, in the place of the one of its id. */
  Order with(Attempt next) {
    List<Attempt> all = new ArrayList<>(attempts);
    all.removeIf(each -> each.id().equals(next.id()));
    all.add(next);
    return new Order(origin, stand, units, terms, paying, lines, all, refunds, missing);
  }

  /** With the refund, in the place of the one of its id. */
  Order with(Refund next) {
    List<Refund> all = new ArrayList<>(refunds);
    all.removeIf(each -> each.id().equals(next.id()));
    all.add(next);
    return new Order(origin, stand, units, terms, paying, lines, attempts, all, missing);
  }
}
