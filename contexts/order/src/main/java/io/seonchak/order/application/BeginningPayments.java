package io.seonchak.order.application;

import io.seonchak.contracts.order.OrderClient.Begin;
import io.seonchak.contracts.order.OrderClient.Begun;
import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.contracts.stock.StockClient;
import io.seonchak.contracts.stock.StockClient.Extend;
import io.seonchak.contracts.stock.StockClient.Extended;
import io.seonchak.contracts.stock.StockClient.Held;
import io.seonchak.order.application.Desk.Decided;
import io.seonchak.order.model.Fact;
import io.seonchak.order.model.Line;
import io.seonchak.order.model.Order;
import io.seonchak.order.store.Orders.Stored;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Attempts to pay. The units are held long enough before anything is charged; that is asked of
 * stock outside of any transaction, and the order is looked at again after it, under its lock.
 */
@Component
public class BeginningPayments {

  /** Units are held so much longer for an attempt. */
  static final Duration HELD_FOR = Duration.ofMinutes(2);

  private final Desk desk;
  private final ReadingOrders reading;
  private final StockClient stock;

  BeginningPayments(Desk desk, ReadingOrders reading, StockClient stock) {
    this.desk = desk;
    this.reading = reading;
    this.stock = stock;
  }

  /** Begins an attempt; while it is under way, the same one again gets the same answer. */
  public Begun begin(UUID id, Begin wish) {
    Optional<Stored> seen = reading.found(wish.memberId(), id);
    if (seen.isEmpty()) {
      return reading.prepared(wish.memberId(), id)
          ? refusal(Verdict.NOT_READY)
          : refusal(Verdict.NO_SUCH_ORDER);
    }
    Order order = seen.get().order();
    // What is refused now needs no units.
    Verdict verdict = order.begin(wish.attemptId(), wish.amount(), desk.now()).verdict();
    if (verdict != Verdict.GO) {
      return answer(verdict, order);
    }
    Instant until = desk.now().plus(HELD_FOR);
    Extended longer = longer(order, until);
    // Who was told to go on before may be charging: what became of the units since is not his
    // answer.
    if (order.isPaying(wish.attemptId()) || reaches(longer, until)) {
      return go(id, wish);
    }
    // Units that are held, but not for long enough, end the order when their own time comes.
    return longer.held() == Held.OVER ? over(order) : refusal(Verdict.ORDER_EXPIRED);
  }

  private Extended longer(Order order, Instant until) {
    var pools = order.lines().stream().map(Line::pool).toList();
    return stock.extend(order.origin().id(), new Extend(pools, until));
  }

  private static boolean reaches(Extended longer, Instant until) {
    return longer.held() == Held.HELD
        && (longer.until() == null || !longer.until().isBefore(until));
  }

  private Begun go(UUID id, Begin wish) {
    return desk.decide(id, (order, now) -> decided(order, wish, now))
        .orElseGet(() -> refusal(Verdict.NO_SUCH_ORDER));
  }

  private static Decided<Begun> decided(Order order, Begin wish, Instant now) {
    Order.Begun begun = order.begin(wish.attemptId(), wish.amount(), now);
    return new Decided<>(answer(begun.verdict(), order), begun.step());
  }

  /** The units are gone: stock will say so, too, and whoever hears it first ends the order. */
  private Begun over(Order order) {
    var lost = new Fact.UnitsOver(order.lines().getFirst().pool(), "EXPIRED");
    desk.decide(
        order.origin().id(),
        (found, now) ->
            new Decided<>(true, found.stand().status().open() ? found.hear(lost, now) : null));
    return refusal(Verdict.ORDER_EXPIRED);
  }

  private static Begun answer(Verdict verdict, Order order) {
    return switch (verdict) {
      case GO -> new Begun(verdict, order.amount(), order.name());
      case AMOUNT_MISMATCH -> new Begun(verdict, order.amount(), null);
      case NO_SUCH_ORDER, ORDER_EXPIRED, ALREADY_PAID, PAYING, NOT_READY -> refusal(verdict);
    };
  }

  private static Begun refusal(Verdict verdict) {
    return new Begun(verdict, 0, null);
  }
}
