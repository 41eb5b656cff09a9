package io.seonchak.catalog;

import io.seonchak.platform.id.Ids;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
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

  private static final int NAME_MAX = 100;
  private static final int DESCRIPTION_MAX = 4_000;
  private static final int PAGE_MAX = 100;
  private static final int STOCK_MAX = 100_000_000;
  private static final long PRICE_MIN = 100;

  private final Products products;
  private final Ids ids;

  ProductController(Products products, Ids ids) {
    this.products = products;
    this.ids = ids;
  }

  record NewProduct(
      @Nullable String name,
      @Nullable String description,
      @Nullable Long price,
      @Nullable Long stock) {}

  record Created(UUID productId) {}

  record Change(@Nullable String name, @Nullable String description, @Nullable Long price) {}

  /** The lowest price there is now, and why. */
  record LowestPrice(long amount, String source, @Nullable String until) {}

  record ProductView(
      UUID productId,
      UUID sellerId,
      String name,
      String description,
      long price,
      LowestPrice lowestPrice,
      long comparisonPrice) {

    static ProductView of(Product product) {
      return new ProductView(
          product.id(),
          product.seller(),
          product.name(),
          product.description(),
          product.price(),
          new LowestPrice(product.price(), "PRICE", null),
          product.comparisonPrice());
    }
  }

  record Page(List<ProductView> products, @Nullable UUID next) {}

  @PostMapping("/api/products")
  @ResponseStatus(HttpStatus.CREATED)
  Created create(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewProduct request) {
    String given = Keys.require(key);
    var fields = new Fields();
    String name = fields.text("name", request.name(), NAME_MAX);
    String description =
        request.description() == null
            ? ""
            : fields.text("description", request.description(), DESCRIPTION_MAX);
    long price = fields.number("price", request.price(), PRICE_MIN, Won.MAX);
    long stock = fields.number("stock", request.stock(), 0, STOCK_MAX);
    fields.orRefuse();
    var product =
        new Product(ids.next(), identity.member(), name, description, price, (int) stock, 1, price);
    return new Created(products.add(product, given, Hashes.sha256(request.toString())));
  }

  @PatchMapping("/api/products/{id}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void change(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @RequestBody Change request) {
    Product before =
        products
            .byId(id)
            .filter(product -> identity.mayActFor(product.seller()))
            .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    var fields = new Fields();
    String name =
        request.name() == null ? before.name() : fields.text("name", request.name(), NAME_MAX);
    String description =
        request.description() == null
            ? before.description()
            : fields.text("description", request.description(), DESCRIPTION_MAX);
    long price =
        request.price() == null
            ? before.price()
            : fields.number("price", request.price(), PRICE_MIN, Won.MAX);
    fields.orRefuse();
    var after =
        new Product(
            id, before.seller(), name, description, price, before.stock(), before.version(), 0);
    if (!products.change(before, after)) {
      throw Problem.of(CommonProblem.CONFLICT);
    }
  }

  @GetMapping("/api/products")
  Page list(
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, PAGE_MAX);
    fields.orRefuse();
    List<Product> page = products.page(after, size);
    UUID next = page.size() < size ? null : page.getLast().id();
    return new Page(page.stream().map(ProductView::of).toList(), next);
  }

  @GetMapping("/api/products/{id}")
  ResponseEntity<ProductView> read(@PathVariable UUID id) {
    Product product = products.byId(id).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    return ResponseEntity.ok()
        .eTag(Integer.toString(product.version()))
        .body(ProductView.of(product));
  }
}
