package io.seonchak.catalog.application;

import io.seonchak.catalog.model.CatalogProblem;
import io.seonchak.catalog.model.Product;
import io.seonchak.catalog.store.Wishes;
import io.seonchak.catalog.store.Wishes.Wish;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.Problem;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Members' wishlists. */
@Component
public class Wishing {

  /** Products in one wishlist. */
  static final int WISHES_MAX = 500;

  private final Wishes wishes;
  private final Shelf shelf;
  private final Ids ids;

  Wishing(Wishes wishes, Shelf shelf, Ids ids) {
    this.wishes = wishes;
    this.shelf = shelf;
    this.ids = ids;
  }

  /**
   * A wish and what it is for.
   *
   * @param product as it is now
   */
  public record Wished(Wish wish, Product product) {}

  /**
   * A page of a wishlist.
   *
   * @param next where the next page begins behind; null at the end
   */
  public record Page(List<Wished> wishes, @Nullable UUID next) {}

  /**
   * Adds a product, once.
   *
   * @throws Problem {@link CatalogProblem#WISHLIST_FULL}
   */
  @Transactional
  public void add(UUID member, UUID product) {
    int count = wishes.countLocked(member);
    if (wishes.has(member, product)) {
      return;
    }
    if (count >= WISHES_MAX) {
      throw Problem.of(CatalogProblem.WISHLIST_FULL).with("max", WISHES_MAX);
    }
    wishes.add(member, new Wish(ids.next(), product));
  }

  /** Removes a product, if it is there. */
  public void remove(UUID member, UUID product) {
    wishes.remove(member, product);
  }

  /** The ids of what he wishes for, newest first; also what is not on sale now. */
  public List<UUID> newest(UUID member, int size) {
    return wishes.page(member, null, size).stream().map(Wish::product).toList();
  }

  /** What he wishes for, newest first, behind {@code after}; also what is not on sale now. */
  public Page page(UUID member, @Nullable UUID after, int size) {
    List<Wish> page = wishes.page(member, after, size);
    Map<UUID, Product> products =
        shelf.products(page.stream().map(Wish::product).toList()).stream()
            .collect(Collectors.toMap(Product::id, Function.identity()));
    List<Wished> wished = new ArrayList<>();
    for (Wish wish : page) {
      Product product = products.get(wish.product());
      if (product != null) {
        wished.add(new Wished(wish, product));
      }
    }
    return new Page(wished, page.size() < size ? null : page.getLast().id());
  }
}
