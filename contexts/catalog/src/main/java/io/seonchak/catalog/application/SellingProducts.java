package io.seonchak.catalog.application;

import io.seonchak.catalog.model.CatalogProblem;
import io.seonchak.catalog.model.Product;
import io.seonchak.catalog.model.ProductDraft;
import io.seonchak.catalog.model.ProductState;
import io.seonchak.catalog.model.Scope;
import io.seonchak.catalog.model.Variant;
import io.seonchak.catalog.store.Products;
import io.seonchak.contracts.catalog.CatalogEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import java.security.MessageDigest;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.function.IntPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Sellers add products and change their own. */
@Component
public class SellingProducts {

  private final Products products;
  private final Shelf shelf;
  private final Outbox<CatalogEvent> outbox;

  SellingProducts(Products products, Shelf shelf, Outbox<CatalogEvent> outbox) {
    this.products = products;
    this.shelf = shelf;
    this.outbox = outbox;
  }

  /**
   * Adds a product, once for a key; the id of the one that is there.
   *
   * @throws Problem {@link CommonProblem#KEY_REUSED} when the key made another one
   */
  @Transactional
  public UUID add(
      UUID id, UUID seller, ProductDraft draft, List<Variant> variants, String key, byte[] hash) {
    if (!products.add(id, seller, draft, variants, key, hash)) {
      return earlier(seller, key, hash);
    }
    if (draft.state() == ProductState.ON_SALE) {
      products.priced(id, draft.price());
    }
    outbox.append(added(id, seller, draft, variants));
    shelf.changed(id);
    shelf.changed(listsOf(seller, draft));
    return id;
  }

  private static CatalogEvent added(
      UUID id, UUID seller, ProductDraft draft, List<Variant> variants) {
    return new CatalogEvent.ProductAdded(
        id,
        seller,
        draft.name(),
        variants.stream()
            .map(variant -> new CatalogEvent.Variant(variant.id(), variant.stock()))
            .toList());
  }

  private UUID earlier(UUID seller, String key, byte[] hash) {
    Products.Made made = products.made(seller, key);
    if (!MessageDigest.isEqual(made.bodyHash(), hash)) {
      throw Problem.of(CommonProblem.KEY_REUSED);
    }
    return made.id();
  }

  /**
   * Changes a product.
   *
   * @param versions that it may have
   * @throws Problem {@link CommonProblem#NOT_FOUND} also when it is another seller's, {@link
   *     CatalogProblem#PRECONDITION_FAILED} when it has another version
   */
  @Transactional
  public void change(
      Identity who, UUID id, IntPredicate versions, UnaryOperator<ProductDraft> edit) {
    Products.Row row = own(who, id);
    if (!versions.test(row.version())) {
      throw Problem.of(CatalogProblem.PRECONDITION_FAILED).with("version", row.version());
    }
    ProductDraft before = row.draft();
    ProductDraft after = edit.apply(before);
    if (after.equals(before)) {
      return;
    }
    products.change(id, after);
    priced(id, before, after);
    tell(row, after);
    shelf.changed(id);
    if (before.state() != after.state() || !Objects.equals(before.category(), after.category())) {
      Set<Scope> lists = new HashSet<>(listsOf(row.seller(), before));
      lists.addAll(listsOf(row.seller(), after));
      shelf.changed(lists);
    }
  }

  private void tell(Products.Row row, ProductDraft after) {
    outbox.append(
        new CatalogEvent.ProductChanged(
            row.id(), after.state().name(), after.price(), row.version() + 1));
    long before = row.draft().price();
    if (after.price() != before) {
      outbox.append(new CatalogEvent.PriceChanged(row.id(), after.price(), before));
    }
  }

  private void priced(UUID id, ProductDraft before, ProductDraft after) {
    boolean onSale = after.state() == ProductState.ON_SALE;
    boolean wasOnSale = before.state() == ProductState.ON_SALE;
    if (onSale && (!wasOnSale || before.price() != after.price())) {
      products.priced(id, after.price());
    }
    if (!onSale && wasOnSale) {
      products.priced(id, null);
    }
  }

  /** The product's row, locked, if it is his to change. */
  Products.Row own(Identity who, UUID id) {
    return products
        .lock(id)
        .filter(row -> who.mayActFor(row.seller()))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** A product if he may see it. */
  public Product seen(@Nullable Identity who, UUID id) {
    return shelf
        .product(id)
        .filter(product -> product.onSale() || (who != null && who.mayActFor(product.seller())))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /** The same for who may change it. */
  public Product owned(Identity who, UUID id) {
    Product product = seen(who, id);
    if (!who.mayActFor(product.seller())) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    return product;
  }

  private static Set<Scope> listsOf(UUID seller, ProductDraft draft) {
    Set<Scope> lists = new HashSet<>(Set.of(new Scope.All(), new Scope.Seller(seller)));
    if (draft.category() != null) {
      lists.add(new Scope.Category(draft.category()));
    }
    return lists;
  }
}
