package io.seonchak.catalog.application;

import io.seonchak.catalog.model.CatalogProblem;
import io.seonchak.catalog.store.Cuts;
import io.seonchak.catalog.store.Cuts.Said;
import io.seonchak.catalog.store.Products;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Sellers' discounts, and the time sales of the external server. */
@Component
public class CuttingPrices {

  /** Discounts of one product that are not over. */
  static final int DISCOUNTS_MAX = 20;

  private final SellingProducts selling;
  private final Products products;
  private final Cuts cuts;
  private final SalesTold told;
  private final Shelf shelf;

  CuttingPrices(
      SellingProducts selling, Products products, Cuts cuts, SalesTold told, Shelf shelf) {
    this.selling = selling;
    this.products = products;
    this.cuts = cuts;
    this.told = told;
    this.shelf = shelf;
  }

  /** What became of what was said of a time sale. */
  public sealed interface Heard {

    /** It counts from now on. */
    record Applied() implements Heard {}

    /** It was known. */
    record Known() implements Heard {}

    /** Something newer is known, of that instant. */
    record Older(Instant than) implements Heard {}

    /** Something else was said of it under the same version. */
    record Contradicts() implements Heard {}

    /** There is no such product. */
    record NoSuchProduct() implements Heard {}
  }

  /**
   * Makes a discount, or makes it another one.
   *
   * @throws Problem {@link CommonProblem#NOT_FOUND} also when the product is another seller's,
   *     {@link CatalogProblem#TOO_MANY_DISCOUNTS}
   */
  @Transactional
  public void discount(Identity who, Said discount) {
    selling.own(who, discount.product());
    List<Said> there = cuts.discounts(discount.product());
    boolean more = there.stream().noneMatch(each -> each.name().equals(discount.name()));
    if (more && there.size() >= DISCOUNTS_MAX) {
      throw Problem.of(CatalogProblem.TOO_MANY_DISCOUNTS).with("max", DISCOUNTS_MAX);
    }
    boolean same = there.stream().anyMatch(discount::sameTerms);
    if (!same) {
      told.say(discount);
      shelf.changed(discount.product());
    }
  }

  /** Ends a discount; nothing happens when there is none. */
  @Transactional
  public void endDiscount(Identity who, UUID product, String name, Instant now) {
    selling.own(who, product);
    Optional<Said> there = cuts.discount(product, name).filter(said -> !said.withdrawn());
    if (there.isPresent()) {
      told.say(there.get().withdrawnAt(now));
      shelf.changed(product);
    }
  }

  /** Takes note of what the external server says of a time sale. */
  @Transactional
  public Heard hear(Said sale) {
    Optional<Said> there = cuts.timeSale(sale.name());
    if (there.isPresent() && !sale.updatedAt().isAfter(there.get().updatedAt())) {
      return notNewer(sale, there.get());
    }
    if (products.lock(sale.product()).isEmpty()) {
      return new Heard.NoSuchProduct();
    }
    told.say(sale);
    shelf.changed(sale.product());
    there
        .map(Said::product)
        .filter(before -> !before.equals(sale.product()))
        .ifPresent(shelf::changed);
    return new Heard.Applied();
  }

  private static Heard notNewer(Said sale, Said there) {
    if (sale.updatedAt().isBefore(there.updatedAt())) {
      return new Heard.Older(there.updatedAt());
    }
    return sale.sameTerms(there) ? new Heard.Known() : new Heard.Contradicts();
  }

  /** Takes note that a time sale is withdrawn. */
  @Transactional
  public Heard withdraw(String name, Instant updatedAt) {
    Optional<Said> there = cuts.timeSale(name);
    return there.isEmpty() ? new Heard.NoSuchProduct() : hear(there.get().withdrawnAt(updatedAt));
  }

  /** The discounts of a product that are not over. */
  public List<Said> discounts(UUID product) {
    return cuts.discounts(product);
  }
}
