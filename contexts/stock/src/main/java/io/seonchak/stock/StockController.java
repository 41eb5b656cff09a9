package io.seonchak.stock;

import io.seonchak.claims.Claims;
import io.seonchak.claims.PoolView;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Everyday stock over HTTP: what is left is public, how much there is decides the seller. */
@RestController
class StockController {

  private final EverydayStock stock;
  private final Claims claims;
  private final Quantities quantities;

  StockController(EverydayStock stock, Claims claims, Quantities quantities) {
    this.stock = stock;
    this.claims = claims;
    this.quantities = quantities;
  }

  record StockView(UUID variantId, UUID productId, int quantity, int remaining, int held) {}

  record NewQuantity(@Nullable Long quantity) {}

  @GetMapping("/api/stock/{variant}")
  StockView read(@PathVariable UUID variant) {
    EverydayStock.Item item = item(variant);
    PoolView pool =
        claims
            .view(item.pool())
            .orElseThrow(() -> new IllegalStateException("item " + variant + " has no pool"));
    return new StockView(
        item.variant(),
        item.product(),
        pool.terms().capacity(),
        Math.max(0, pool.free()),
        pool.held());
  }

  @PatchMapping("/api/stock/{variant}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void change(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID variant,
      @RequestBody NewQuantity request) {
    EverydayStock.Item item = item(variant);
    if (!identity.mayActFor(item.seller())) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    quantities.change(item.pool(), request.quantity());
  }

  private EverydayStock.Item item(UUID variant) {
    return stock.byVariant(variant).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }
}
