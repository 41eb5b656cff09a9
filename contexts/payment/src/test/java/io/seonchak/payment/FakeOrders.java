package io.seonchak.payment;

import io.seonchak.contracts.order.OrderClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The order context's side of paying: each order has one payer, an amount and a say. Not final, so
 * that what watches over calls in transactions can stand before it.
 */
class FakeOrders implements OrderClient {

  private final Map<UUID, Order> orders = new ConcurrentHashMap<>();
  private final Map<UUID, List<Begin>> begun = new ConcurrentHashMap<>();

  /** When set, asking fails as it does when the order context cannot be reached. */
  volatile @Nullable RuntimeException away;

  private record Order(UUID member, long amount, Verdict verdict) {}

  /** An order that may be paid; its id. */
  UUID order(UUID member, long amount) {
    UUID id = UUID.randomUUID();
    orders.put(id, new Order(member, amount, Verdict.GO));
    return id;
  }

  /** From now on the order says so. */
  void says(UUID order, Verdict verdict) {
    orders.computeIfPresent(order, (id, old) -> new Order(old.member(), old.amount(), verdict));
  }

  /** The attempts it was asked about, in their order. */
  List<UUID> asked(UUID order) {
    return begun.getOrDefault(order, List.of()).stream().map(Begin::attemptId).toList();
  }

  @Override
  public Begun begin(UUID orderId, Begin wish) {
    if (TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException("asked inside a transaction");
    }
    RuntimeException fault = away;
    if (fault != null) {
      throw fault;
    }
    begun.compute(
        orderId,
        (id, before) -> {
          List<Begin> now = new ArrayList<>(before == null ? List.of() : before);
          now.add(wish);
          return now;
        });
    Order order = orders.get(orderId);
    if (order == null || !order.member().equals(wish.memberId())) {
      return new Begun(Verdict.NO_SUCH_ORDER, 0, null);
    }
    if (order.amount() != wish.amount()) {
      return new Begun(Verdict.AMOUNT_MISMATCH, order.amount(), null);
    }
    return order.verdict() == Verdict.GO
        ? new Begun(Verdict.GO, order.amount(), "운동화 외 1건")
        : new Begun(order.verdict(), 0, null);
  }
}
