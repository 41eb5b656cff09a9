package io.seonchak.order.application;

import io.seonchak.contracts.stock.StockClient;
import io.seonchak.order.store.OrderReader;
import io.seonchak.order.store.Orders.Stored;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Members look at their orders; there are no others for them. */
@Component
public class ReadingOrders {

  private final Desk desk;
  private final OrderReader reader;
  private final StockClient stock;

  ReadingOrders(Desk desk, OrderReader reader, StockClient stock) {
    this.desk = desk;
    this.reader = reader;
    this.stock = stock;
  }

  /**
   * A member's order.
   *
   * @throws Problem {@link CommonProblem#NOT_FOUND} also when it is somebody else's
   */
  public Stored own(UUID member, UUID id) {
    return found(member, id).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** A member's order; empty when there is none of his. */
  public Optional<Stored> found(UUID member, UUID id) {
    return desk.order(id).filter(stored -> stored.order().origin().member().equals(member));
  }

  /**
   * Whether a member has a claim of a drop that is no order yet, but will be in a moment. It asks
   * stock, so never in a transaction.
   */
  public boolean prepared(UUID member, UUID id) {
    return stock.claim(id).filter(claim -> claim.memberId().equals(member)).isPresent();
  }

  /** A member's orders, newest first, behind {@code after}. */
  public List<OrderReader.Summary> page(UUID member, @Nullable UUID after, int limit) {
    return reader.page(member, after, limit);
  }
}
