package io.seonchak.stock;

import io.seonchak.claims.ClaimId;
import io.seonchak.claims.ClaimState;
import io.seonchak.claims.Command;
import io.seonchak.claims.Grant;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.ReleaseReason;
import io.seonchak.claims.RequestKey;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.order.OrderEvent.PaidLine;
import io.seonchak.contracts.order.OrderEvent.RefundedLine;
import io.seonchak.contracts.order.OrderEvent.Units;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.contracts.stock.StockEvent.Lacking;
import io.seonchak.counter.Refusals;
import io.seonchak.platform.event.Outgoing;
import io.seonchak.platform.event.Received;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What a batch of an orders' events asks of the kernel, and what its answers mean for them: pure,
 * and used once. First all events are planned, in their order; then the answers are read.
 */
final class OrderRound {

  /** Why an order that is over gets nothing. */
  static final String ORDER_OVER = "ORDER_OVER";

  /** Something the kernel is asked because of an event. */
  private record Step(Received<OrderEvent> cause, Command command) {}

  private final Set<UUID> over;
  private final Set<UUID> items;
  private final Set<UUID> ended = new HashSet<>();
  private final Set<UUID> placed = new HashSet<>();
  private final List<Step> steps = new ArrayList<>();
  private final List<Outgoing<StockEvent>> answers = new ArrayList<>();
  private final List<String> lost = new ArrayList<>();

  /**
   * A round.
   *
   * @param over orders that were over before
   * @param items the pools of everyday stock among those that are asked for
   */
  OrderRound(Set<UUID> over, Set<UUID> items) {
    this.over = over;
    this.items = items;
  }

  /** The orders whose rows the events lock. */
  static Set<UUID> orders(List<Received<OrderEvent>> events) {
    Set<UUID> orders = new HashSet<>();
    for (Received<OrderEvent> each : events) {
      if (each.event() instanceof OrderEvent.Placed
          || each.event() instanceof OrderEvent.Cancelled) {
        orders.add(each.event().orderId());
      }
    }
    return orders;
  }

  /** The pools that are asked for. */
  static Set<UUID> asked(List<Received<OrderEvent>> events) {
    Set<UUID> pools = new HashSet<>();
    for (Received<OrderEvent> each : events) {
      if (each.event() instanceof OrderEvent.Placed order) {
        order.units().forEach(units -> pools.add(units.poolId()));
      }
    }
    return pools;
  }

  /** Adds what an event asks for. */
  void plan(Received<OrderEvent> received) {
    var claim = new ClaimId(received.event().orderId());
    switch (received.event()) {
      case OrderEvent.Placed order -> place(received, order);
      case OrderEvent.AwaitingPayment order ->
          order
              .units()
              .forEach(
                  units -> ask(received, new Command.Extend(pool(units), claim, order.payBy())));
      case OrderEvent.Paid order ->
          order.lines().stream()
              .map(PaidLine::poolId)
              .distinct()
              .forEach(pool -> ask(received, new Command.Confirm(new PoolId(pool), claim)));
      case OrderEvent.Cancelled order -> {
        ended.add(order.orderId());
        order.units().forEach(units -> release(received, claim, pool(units)));
      }
      case OrderEvent.Refunded order ->
          order.lines().stream()
              .filter(RefundedLine::lineOver)
              .forEach(line -> release(received, claim, new PoolId(line.poolId())));
      case OrderEvent.Reserved order -> {}
      case OrderEvent.RefundRequested order -> {}
    }
  }

  /** A placing that was answered, in this batch, needs no second answer. */
  private void place(Received<OrderEvent> received, OrderEvent.Placed order) {
    UUID id = order.orderId();
    if (over.contains(id) || ended.contains(id)) {
      refuse(received, order, lacking(order, unit -> true, ORDER_OVER));
      return;
    }
    if (!items.containsAll(order.units().stream().map(Units::poolId).toList())) {
      refuse(received, order, lacking(order, unit -> !items.contains(unit), "NOT_FOUND"));
      return;
    }
    if (placed.add(id)) {
      SortedMap<PoolId, Integer> lines = new TreeMap<>();
      order.units().forEach(units -> lines.merge(pool(units), units.quantity(), Integer::sum));
      var person = new Person(order.memberId());
      var key = RequestKey.of(id.toString(), lines.toString());
      ask(received, new Command.ClaimAll(new ClaimId(id), person, lines, key));
    }
  }

  private void release(Received<OrderEvent> cause, ClaimId claim, PoolId pool) {
    ask(cause, new Command.Release(pool, claim, ReleaseReason.CANCELLED));
  }

  private void ask(Received<OrderEvent> cause, Command command) {
    steps.add(new Step(cause, command));
  }

  /** What is asked, in order. */
  List<Command> commands() {
    return steps.stream().map(Step::command).toList();
  }

  /**
   * Reads what the kernel answered.
   *
   * @param outcomes one for each of {@link #commands()}
   * @throws StepBlocked when something could not be decided and must be asked again
   */
  void settle(List<Outcome> outcomes) {
    for (int i = 0; i < outcomes.size(); i++) {
      settle(steps.get(i), outcomes.get(i));
    }
  }

  private void settle(Step step, Outcome outcome) {
    switch (step.command()) {
      case Command.ClaimAll all ->
          claimed(step.cause(), (OrderEvent.Placed) step.cause().event(), outcome);
      case Command.Confirm confirm -> {
        decided(step, outcome);
        if (!(outcome instanceof Outcome.Confirmed)) {
          lost.add(
              "order %s is paid, but pool %s answers %s"
                  .formatted(confirm.claim(), confirm.pool(), outcome));
        }
      }
      // Over already, or never claimed: nothing is left to do.
      default -> decided(step, outcome);
    }
  }

  private static void decided(Step step, Outcome outcome) {
    if (outcome instanceof Outcome.Unsafe || outcome instanceof Outcome.Busy) {
      throw new StepBlocked(
          "order %s: %s is not decided: %s"
              .formatted(step.cause().event().orderId(), step.command(), outcome));
    }
  }

  private void claimed(Received<OrderEvent> cause, OrderEvent.Placed order, Outcome outcome) {
    switch (outcome) {
      case Outcome.GrantedAll yes -> reserved(cause, order, yes.grants().values());
      case Outcome.ReplayedAll yes -> replayed(cause, order, yes.grants().values());
      case Outcome.Refused no -> refuse(cause, order, lacking(no.reasons()));
      default ->
          throw new IllegalStateException(
              "order %s was placed and answered with %s (expected: all or none)"
                  .formatted(order.orderId(), outcome));
    }
  }

  /** Of units that went back nothing is held any more, whatever was held at first. */
  private void replayed(
      Received<OrderEvent> cause, OrderEvent.Placed order, Collection<Grant> grants) {
    Set<UUID> gone = new HashSet<>();
    for (Grant grant : grants) {
      if (grant.state() == ClaimState.RELEASED) {
        gone.add(grant.pool().value());
      }
    }
    if (gone.isEmpty()) {
      reserved(cause, order, grants);
    } else {
      refuse(cause, order, lacking(order, gone::contains, ORDER_OVER));
    }
  }

  private void reserved(
      Received<OrderEvent> cause, OrderEvent.Placed order, Collection<Grant> grants) {
    Optional<Instant> payBy =
        grants.stream()
            .map(Grant::deadline)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .min(Instant::compareTo);
    // All confirmed: it is paid, and whoever asks again may take any instant.
    answer(
        cause,
        new StockEvent.Reserved(order.orderId(), order.memberId(), payBy.orElse(cause.at())));
  }

  private void refuse(Received<OrderEvent> cause, OrderEvent.Placed order, List<Lacking> lacking) {
    ended.add(order.orderId());
    answer(cause, new StockEvent.Refused(order.orderId(), order.memberId(), lacking));
  }

  private void answer(Received<OrderEvent> cause, StockEvent event) {
    answers.add(new Outgoing<>(event, cause.trace()));
  }

  private static List<Lacking> lacking(
      OrderEvent.Placed order, java.util.function.Predicate<UUID> which, String code) {
    return order.units().stream()
        .map(Units::poolId)
        .filter(which)
        .map(pool -> new Lacking(pool, code, 0))
        .toList();
  }

  private static List<Lacking> lacking(Map<PoolId, Outcome.No> reasons) {
    List<Lacking> lacking = new ArrayList<>();
    reasons.forEach(
        (pool, no) ->
            lacking.add(
                new Lacking(
                    pool.value(),
                    Refusals.code(no).name(),
                    no instanceof Outcome.NotEnough some ? some.free() : 0)));
    return lacking;
  }

  private static PoolId pool(Units units) {
    return new PoolId(units.poolId());
  }

  /** Orders that are over from now on. */
  Set<UUID> ended() {
    return Set.copyOf(ended);
  }

  /** What is told. */
  List<Outgoing<StockEvent>> answers() {
    return List.copyOf(answers);
  }

  /** Paid orders whose units were not held any more; never, unless something is broken. */
  List<String> lost() {
    return List.copyOf(lost);
  }

  /** The kernel decides nothing about a pool now; the step must be taken later. */
  static final class StepBlocked extends RuntimeException {
    private static final long serialVersionUID = 1;

    StepBlocked(String message) {
      super(message, null, false, false);
    }
  }
}
