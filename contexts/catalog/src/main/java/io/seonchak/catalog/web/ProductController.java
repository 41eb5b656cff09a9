package io.seonchak.catalog.web;

import io.seonchak.catalog.application.Names;
import io.seonchak.catalog.application.SellingProducts;
import io.seonchak.catalog.application.Shelf;
import io.seonchak.catalog.model.PriceHistory.ListPrice;
import io.seonchak.catalog.model.Product;
import io.seonchak.catalog.model.ProductDraft;
import io.seonchak.catalog.model.Scope;
import io.seonchak.catalog.model.Variant;
import io.seonchak.catalog.store.Products;
import io.seonchak.catalog.web.ProductForm.Change;
import io.seonchak.catalog.web.ProductForm.NewProduct;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import java.time.Clock;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Products over HTTP. */
@RestController
class ProductController {

  static final int PAGE_MAX = 100;
  private static final int PRICES_MAX = 100;

  private final SellingProducts selling;
  private final Shelf shelf;
  private final Products products;
  private final ProductForm form;
  private final Ids ids;
  private final Clock clock;

  ProductController(
      SellingProducts selling,
      Shelf shelf,
      Products products,
      ProductForm form,
      Ids ids,
      Clock clock) {
    this.selling = selling;
    this.shelf = shelf;
    this.products = products;
    this.form = form;
    this.ids = ids;
    this.clock = clock;
  }

  record Created(UUID productId) {}

  record Page(List<ProductView> products, @Nullable UUID next) {}

  record PriceView(String from, @Nullable Long price) {}

  record Prices(List<PriceView> prices) {}

  @PostMapping("/api/products")
  @ResponseStatus(HttpStatus.CREATED)
  Created create(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewProduct request) {
    String given = Keys.require(key);
    var fields = new Fields();
    UUID id = ids.next();
    ProductDraft draft = form.draft(fields, request);
    List<Variant> variants = form.variants(fields, id, request);
    fields.orRefuse();
    byte[] hash = Hashes.sha256(request.toString());
    return new Created(selling.add(id, identity.member(), draft, variants, given, hash));
  }

  @PatchMapping("/api/products/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void change(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @RequestHeader(name = HttpHeaders.IF_MATCH, required = false) @Nullable String match,
      @RequestBody Change request) {
    selling.change(
        identity,
        id,
        Versions.of(match),
        before -> {
          var fields = new Fields();
          ProductDraft after = form.edited(fields, before, request);
          fields.orRefuse();
          return after;
        });
  }

  /** Of a seller's own list he and operators see all; of any other everybody what is on sale. */
  @GetMapping("/api/products")
  ResponseEntity<Page> list(
      @AuthenticationPrincipal @Nullable Identity identity,
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(required = false) @Nullable UUID seller,
      @RequestParam(required = false) @Nullable String category,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, PAGE_MAX);
    Scope scope = scope(fields, seller, category);
    fields.orRefuse();
    boolean own = seller != null && identity != null && identity.mayActFor(seller);
    Shelf.Page page = own ? shelf.pageOfAll(scope, after, size) : shelf.page(scope, after, size);
    Instant now = clock.instant();
    List<ProductView> shown =
        page.products().stream().map(product -> ProductView.of(product, now)).toList();
    return ResponseEntity.ok()
        .cacheControl(own ? CacheControl.noStore() : CacheControl.noCache())
        .eTag(tag(page, now))
        .body(new Page(shown, page.next()));
  }

  private static String tag(Shelf.Page page, Instant now) {
    String all =
        page.products().stream()
            .map(product -> product.id() + ProductView.tag(product, now))
            .collect(Collectors.joining(",", "", "," + page.next()));
    return HexFormat.of().formatHex(Hashes.sha256(all), 0, 8);
  }

  @GetMapping("/api/products/{id}")
  ResponseEntity<ProductView> read(
      @AuthenticationPrincipal @Nullable Identity identity, @PathVariable UUID id) {
    Product product = selling.seen(identity, id);
    Instant now = clock.instant();
    return ResponseEntity.ok()
        .cacheControl(
            product.onSale() ? CacheControl.noCache() : CacheControl.noCache().cachePrivate())
        .eTag(ProductView.tag(product, now))
        .body(ProductView.of(product, now));
  }

  /** The list prices of his product, the newest first. */
  @GetMapping("/api/products/{id}/prices")
  Prices prices(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    selling.owned(identity, id);
    return new Prices(
        products.prices(id, PRICES_MAX).stream().map(ProductController::view).toList());
  }

  private static PriceView view(ListPrice price) {
    return new PriceView(Seoul.text(price.from()), price.price());
  }

  private static Scope scope(Fields fields, @Nullable UUID seller, @Nullable String category) {
    fields.require(
        seller == null || category == null, "category", "seller and category", "one of them");
    if (seller != null) {
      return new Scope.Seller(seller);
    }
    return category == null
        ? new Scope.All()
        : new Scope.Category(Names.category(fields, category));
  }
}
