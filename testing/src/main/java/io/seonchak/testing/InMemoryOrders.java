package io.seonchak.testing;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.payment.PaymentEvent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Orders for tests of those who let them be paid: one attempt at a time, until the payment tells
 * what came of it. Thread-safe; not final, for the guard of calls proxies it.
 */
public class InMemoryOrders implements OrderClient {

  /** What every order is called. */
  public static final String NAME = "운동화 외 1건";

  private final Map<UUID, Order> orders = new HashMap<>();
  private final Function<UUID, List<? extends PaymentEvent>> told;
  private @Nullable RuntimeException away;

  private static final class Order {
    private final UUID member;
    private final long amount;
    private final List<UUID> asked = new ArrayList<>();
    private final Set<UUID> failed = new HashSet<>();
    private Verdict says = Verdict.GO;
    private boolean unitsLost;
    private @Nullable UUID paying;

    Order(UUID member, long amount) {
      this.member = member;
      this.amount = amount;
    }

    Begun begin(Begin wish) {
      if (says != Verdict.GO) {
        return refusal(says);
      }
      if (paying != null && !paying.equals(wish.attemptId())) {
        return refusal(Verdict.PAYING);
      }
      return paying == null ? first(wish) : new Begun(Verdict.GO, amount, NAME);
    }

    private Begun first(Begin wish) {
      if (unitsLost || failed.contains(wish.attemptId())) {
        return refusal(Verdict.ORDER_EXPIRED);
      }
      if (wish.amount() != amount) {
        return new Begun(Verdict.AMOUNT_MISMATCH, amount, null);
      }
      paying = wish.attemptId();
      return new Begun(Verdict.GO, amount, NAME);
    }

    void hear(PaymentEvent event) {
      switch (event) {
        case PaymentEvent.Approved _ -> says = Verdict.ALREADY_PAID;
        case PaymentEvent.Failed lost -> fail(lost.attemptId());
        case PaymentEvent.WaitingForDeposit _,
            PaymentEvent.Cancelled _,
            PaymentEvent.CancelRefused _ -> {}
      }
    }

    private void fail(UUID attempt) {
      failed.add(attempt);
      if (attempt.equals(paying)) {
        paying = null;
      }
    }
  }

  /** Makes orders that only hear what they are handed. */
  public InMemoryOrders() {
    this(order -> List.of());
  }

  /**
   * Makes orders that hear by themselves.
   *
   * @param told what the payment has told of an order so far, in its order
   */
  public InMemoryOrders(Function<UUID, List<? extends PaymentEvent>> told) {
    this.told = told;
  }

  /** An order that may be paid; its id. */
  public synchronized UUID order(UUID memberId, long amount) {
    UUID id = UUID.randomUUID();
    orders.put(id, new Order(memberId, amount));
    return id;
  }

  /** Lets an order say so to its member from now on; GO lets it be paid again. */
  public synchronized void says(UUID orderId, Verdict verdict) {
    of(orderId).says = verdict;
  }

  /** Takes an order's units away: no other attempt begins. */
  public synchronized void loseUnits(UUID orderId) {
    of(orderId).unitsLost = true;
  }

  /** Tells an order what came of a payment; once is enough, more do no harm. */
  public synchronized void hear(PaymentEvent event) {
    of(event.orderId()).hear(event);
  }

  /** Those attempts that an order was asked about, in that order. */
  public synchronized List<UUID> asked(UUID orderId) {
    return List.copyOf(of(orderId).asked);
  }

  /**
   * Lets asking fail.
   *
   * @param fault as when the orders cannot be reached; null lets them be reached again
   */
  public synchronized void away(@Nullable RuntimeException fault) {
    away = fault;
  }

  private Order of(UUID orderId) {
    Order order = orders.get(orderId);
    if (order == null) {
      throw new IllegalArgumentException(
          "order: %s (expected: one that was made)".formatted(orderId));
    }
    return order;
  }

  @Override
  public synchronized Begun begin(UUID orderId, Begin wish) {
    if (away != null) {
      throw away;
    }
    Order order = orders.get(orderId);
    if (order == null || !order.member.equals(wish.memberId())) {
      return refusal(Verdict.NO_SUCH_ORDER);
    }
    order.asked.add(wish.attemptId());
    told.apply(orderId).forEach(order::hear);
    return order.begin(wish);
  }

  private static Begun refusal(Verdict verdict) {
    return new Begun(verdict, 0, null);
  }
}
