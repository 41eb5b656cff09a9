package io.seonchak.catalog.web;

import io.seonchak.catalog.application.SellingProducts;
import io.seonchak.catalog.application.Wishing;
import io.seonchak.catalog.model.Product;
import io.seonchak.catalog.web.ProductView.LowestPrice;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.web.Fields;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A member's wishlist over HTTP. */
@RestController
class WishlistController {

  private final Wishing wishing;
  private final SellingProducts selling;
  private final Clock clock;

  WishlistController(Wishing wishing, SellingProducts selling, Clock clock) {
    this.wishing = wishing;
    this.selling = selling;
    this.clock = clock;
  }

  /**
   * A product wished for.
   *
   * @param available whether it is on sale; if not, nothing is said of its price
   * @param stock what is left; null: not known here, ask {@code /api/stock/{variantId}}
   */
  record WishView(
      UUID productId,
      boolean available,
      String name,
      @Nullable Long price,
      @Nullable LowestPrice lowestPrice,
      @Nullable Integer percentOff,
      List<ProductView.VariantView> variants,
      @Nullable Long stock) {}

  record Page(List<WishView> wishes, @Nullable UUID next) {}

  @PutMapping("/api/products/{id}/wish")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void wish(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    wishing.add(identity.member(), selling.seen(identity, id).id());
  }

  @DeleteMapping("/api/products/{id}/wish")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void unwish(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    wishing.remove(identity.member(), id);
  }

  @GetMapping("/api/wishlist")
  Page list(
      @AuthenticationPrincipal Identity identity,
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, ProductController.PAGE_MAX);
    fields.orRefuse();
    Wishing.Page page = wishing.page(identity.member(), after, size);
    Instant now = clock.instant();
    return new Page(
        page.wishes().stream().map(wished -> view(wished.product(), now)).toList(), page.next());
  }

  private static WishView view(Product product, Instant now) {
    if (!product.onSale()) {
      return new WishView(product.id(), false, product.name(), null, null, null, List.of(), null);
    }
    ProductView seen = ProductView.of(product, now);
    return new WishView(
        seen.productId(),
        true,
        seen.name(),
        seen.price(),
        seen.lowestPrice(),
        seen.percentOff(),
        seen.variants(),
        null);
  }
}
