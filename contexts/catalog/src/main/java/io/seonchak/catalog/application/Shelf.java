package io.seonchak.catalog.application;

import io.seonchak.catalog.model.Product;
import io.seonchak.catalog.model.Scope;
import io.seonchak.catalog.store.Products;
import io.seonchak.platform.cache.CacheSpec;
import io.seonchak.platform.cache.ContextCaches;
import io.seonchak.platform.cache.TwoLevelCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;

/**
 * Products as people read them, from the caches. A product is cached with what it costs for the
 * next minutes, span by span, and is read for an instant: a sale begins and ends at its instant
 * however warm the cache is. A list is cached as the ids of its newest products.
 */
@Component
public class Shelf {

  /** So many of the newest ids of a list are cached; behind them the database is asked. */
  static final int NEWEST_MAX = 500;

  private static final Duration IDLE = Duration.ofMinutes(2);
  private static final int PRODUCTS_IN_MEMORY = 20_000;

  private final Products products;
  private final TwoLevelCache<UUID, Product> copies;
  private final TwoLevelCache<Scope, Newest> lists;

  /** The newest ids of a list. */
  record Newest(List<UUID> ids) {}

  /**
   * A page of a list.
   *
   * @param next where the next page begins behind; null at the end
   */
  public record Page(List<Product> products, @Nullable UUID next) {}

  Shelf(Products products, @Qualifier("catalogCaches") ContextCaches caches) {
    this.products = products;
    this.copies =
        caches.cache(
            new CacheSpec<>(
                "product",
                1,
                Product.class,
                UUID::fromString,
                products::byIds,
                (product, now) -> product.knownUntil(),
                IDLE,
                PRODUCTS_IN_MEMORY));
    this.lists = caches.cache(CacheSpec.of("list", 1, Newest.class, Scope::of, this::newest));
  }

  /** An empty list is known here only, so that made-up ones do not fill Redis. */
  private Map<Scope, Newest> newest(Set<Scope> scopes) {
    Map<Scope, Newest> found = new HashMap<>();
    for (Scope scope : scopes) {
      List<UUID> ids = products.newest(scope, null, NEWEST_MAX, false);
      if (!ids.isEmpty()) {
        found.put(scope, new Newest(ids));
      }
    }
    return found;
  }

  /** A product in any state. */
  public Optional<Product> product(UUID id) {
    return copies.get(id);
  }

  /** Products in any state, in that order, as far as there are any. */
  public List<Product> products(Collection<UUID> ids) {
    return List.copyOf(copies.getAll(ids).values());
  }

  /** What is on sale, newest first, behind {@code after}. */
  public Page page(Scope scope, @Nullable UUID after, int size) {
    List<UUID> newest = lists.get(scope).map(Newest::ids).orElse(List.of());
    int from = after == null ? 0 : firstBehind(newest, after);
    boolean whole = newest.size() < NEWEST_MAX || from + size <= newest.size();
    List<UUID> ids =
        whole
            ? newest.subList(from, Math.min(newest.size(), from + size))
            : products.newest(scope, after, size, false);
    return page(ids, size, false);
  }

  /** All there is in a list, drafts and hidden ones, too; for its seller. */
  public Page pageOfAll(Scope scope, @Nullable UUID after, int size) {
    return page(products.newest(scope, after, size, true), size, true);
  }

  private Page page(List<UUID> ids, int size, boolean all) {
    List<Product> shown = new ArrayList<>();
    for (Product product : products(ids)) {
      if (all || product.onSale()) {
        shown.add(product);
      }
    }
    return new Page(shown, ids.size() < size ? null : ids.getLast());
  }

  /** Ids as PostgreSQL orders them: by their bytes. */
  private static int firstBehind(List<UUID> newestFirst, UUID after) {
    int low = 0;
    int high = newestFirst.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (compare(newestFirst.get(middle), after) < 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private static int compare(UUID one, UUID other) {
    int high = Long.compareUnsigned(one.getMostSignificantBits(), other.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(one.getLeastSignificantBits(), other.getLeastSignificantBits());
  }

  /** Says, in the transaction that changes a product, that it reads otherwise. */
  void changed(UUID product) {
    copies.changed(List.of(product));
  }

  /** Says, in the transaction that changes them, that lists read otherwise. */
  void changed(Collection<Scope> scopes) {
    lists.changed(scopes);
  }
}
