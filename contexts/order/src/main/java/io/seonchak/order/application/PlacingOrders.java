package io.seonchak.order.application;

import io.seonchak.order.application.Pricing.Priced;
import io.seonchak.order.application.Wish.Item;
import io.seonchak.order.model.Line;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.OrderProblem;
import io.seonchak.order.model.Origin;
import io.seonchak.order.model.Source;
import io.seonchak.order.model.Step;
import io.seonchak.order.model.Terms;
import io.seonchak.order.store.OrderReader;
import io.seonchak.order.store.ShipTo;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.request.RequestKeys;
import io.seonchak.platform.request.RequestKeys.Request;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/** Members order from everyday stock. */
@Component
public class PlacingOrders {

  /** Everyday orders that one member may have without paying. */
  static final int OPEN_MAX = 20;

  private final Baskets baskets;
  private final Pricing pricing;
  private final Desk desk;
  private final OrderReader reader;
  private final RequestKeys keys;
  private final Ids ids;

  PlacingOrders(
      Baskets baskets,
      Pricing pricing,
      Desk desk,
      OrderReader reader,
      @Qualifier("orderKeys") RequestKeys keys,
      Ids ids) {
    this.baskets = baskets;
    this.pricing = pricing;
    this.desk = desk;
    this.reader = reader;
    this.keys = keys;
    this.ids = ids;
  }

  /**
   * Orders what is wanted, once for a key; the order's id.
   *
   * @throws Problem when something of it cannot be ordered so
   */
  public UUID place(Request request, Wish wish) {
    return once(request, wish, wish.lines());
  }

  /**
   * Orders a whole wishlist, once for a key; the order's id.
   *
   * @throws Problem when something of it cannot be ordered so
   */
  public UUID placeWishlist(Request request, Wish wish) {
    Optional<UUID> before = keys.effect(request);
    return before.isPresent()
        ? before.get()
        : once(request, wish, baskets.wishlist(request.member(), wish.lines()));
  }

  private UUID once(Request request, Wish wish, List<Item> items) {
    Optional<UUID> before = keys.effect(request);
    if (before.isPresent()) {
      return before.get();
    }
    UUID id = ids.next();
    Step placed = placed(id, request.member(), wish, baskets.lines(items));
    return desk.inTransaction(
        () -> {
          UUID taken = keys.take(request, id);
          if (taken.equals(id)) {
            add(request.member(), placed, wish.shipTo());
          }
          return taken;
        });
  }

  private Step placed(UUID id, UUID member, Wish wish, List<Line> lines) {
    long items = lines.stream().mapToLong(Line::total).sum();
    Priced priced =
        pricing.price(member, id, items, wish.coupon(), wish.points(), wish.expectedTotal());
    return Order.placed(
        new Origin(id, member, Source.EVERYDAY, Origin.EVERYDAY, desk.now()),
        Terms.first(priced.coupon(), priced.discount(), priced.points()),
        lines);
  }

  private void add(UUID member, Step placed, @Nullable ShipTo shipTo) {
    int open = reader.openLocked(member);
    if (open >= OPEN_MAX) {
      throw Problem.of(OrderProblem.TOO_MANY_OPEN_ORDERS).with("max", OPEN_MAX);
    }
    desk.add(placed);
    if (shipTo != null) {
      reader.shipTo(placed.order().origin().id(), shipTo);
    }
  }
}
