package io.seonchak.order.application;

import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.Offer;
import io.seonchak.order.application.Wish.Item;
import io.seonchak.order.model.Line;
import io.seonchak.order.model.OrderProblem;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.problem.Problem;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Lines of orders, at the catalog's prices of now. It asks the catalog, so it is never called in a
 * transaction.
 */
@Component
class Baskets {

  private final CatalogClient catalog;
  private final Ids ids;

  Baskets(CatalogClient catalog, Ids ids) {
    this.catalog = catalog;
    this.ids = ids;
  }

  /** Why something cannot be ordered. */
  enum Why {
    /** There is no such product, or it is not sold now. */
    NOT_ON_SALE,
    /** It has several variants, and none was named. */
    CHOOSE_VARIANT,
    /** It has no such variant. */
    NO_SUCH_VARIANT
  }

  /** Something that cannot be ordered. */
  record Lacking(UUID productId, @Nullable UUID variantId, Why code) {}

  /**
   * The lines for what a member wants, all of it.
   *
   * @throws Problem {@link OrderProblem#NOT_ON_SALE} naming what cannot be ordered; or for two
   *     lines of one variant, or more than an order may cost
   */
  List<Line> lines(List<Item> items) {
    Map<UUID, Offer> offers =
        catalog.offers(items.stream().map(Item::product).distinct().toList()).stream()
            .collect(Collectors.toMap(Offer::productId, Function.identity()));
    List<Line> lines = new ArrayList<>();
    List<Lacking> missing = new ArrayList<>();
    for (Item item : items) {
      Offer offer = offers.get(item.product());
      Why why = why(item, offer);
      if (offer == null || why != null) {
        missing.add(new Lacking(item.product(), item.variant(), orOff(why)));
      } else {
        lines.add(line(item, offer));
      }
    }
    if (!missing.isEmpty()) {
      throw Problem.of(OrderProblem.NOT_ON_SALE).with("missing", missing);
    }
    check(lines);
    return lines;
  }

  /**
   * What a whole wishlist is, in the lines of an order.
   *
   * @param chosen variants and quantities of some of it; of the rest it is one
   * @throws Problem {@link OrderProblem#WISHLIST_EMPTY}, {@link OrderProblem#WISHLIST_TOO_LONG}, or
   *     for a chosen product that is not wished for
   */
  List<Item> wishlist(UUID member, List<Item> chosen) {
    List<UUID> wished = catalog.wishlist(member);
    if (wished.isEmpty()) {
      throw Problem.of(OrderProblem.WISHLIST_EMPTY);
    }
    if (wished.size() > Wish.WISHES_MAX) {
      throw Problem.of(OrderProblem.WISHLIST_TOO_LONG).with("max", Wish.WISHES_MAX);
    }
    Map<UUID, List<Item>> choices = new HashMap<>();
    for (Item item : chosen) {
      if (!wished.contains(item.product())) {
        throw Problem.invalid("lines", item.product() + " (expected: products of the wishlist)");
      }
      choices.computeIfAbsent(item.product(), id -> new ArrayList<>()).add(item);
    }
    List<Item> items = new ArrayList<>();
    for (UUID product : wished) {
      items.addAll(choices.getOrDefault(product, List.of(new Item(product, null, 1))));
    }
    return items;
  }

  private static Why orOff(@Nullable Why why) {
    return why == null ? Why.NOT_ON_SALE : why;
  }

  private static @Nullable Why why(Item item, @Nullable Offer offer) {
    if (offer == null || !offer.onSale()) {
      return Why.NOT_ON_SALE;
    }
    UUID variant = item.variant();
    if (variant == null) {
      return offer.variantIds().size() == 1 ? null : Why.CHOOSE_VARIANT;
    }
    return offer.variantIds().contains(variant) ? null : Why.NO_SUCH_VARIANT;
  }

  private Line line(Item item, Offer offer) {
    UUID variant = item.variant();
    return Line.of(
        ids.next(),
        variant == null ? offer.variantIds().getFirst() : variant,
        offer.productId(),
        offer.seller(),
        offer.name(),
        item.quantity(),
        offer.unitPrice());
  }

  private static void check(List<Line> lines) {
    Set<UUID> pools = new HashSet<>();
    long total = 0;
    for (Line line : lines) {
      if (!pools.add(line.pool())) {
        throw Problem.invalid("lines", line.pool() + " twice (expected: each variant once)");
      }
      total += line.total();
    }
    if (total > Won.MAX) {
      throw Problem.invalid("lines", "%d won (expected: at most %d)".formatted(total, Won.MAX));
    }
  }
}
