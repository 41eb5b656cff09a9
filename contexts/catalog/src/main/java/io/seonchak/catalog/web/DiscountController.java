package io.seonchak.catalog.web;

import io.seonchak.catalog.application.CuttingPrices;
import io.seonchak.catalog.application.Names;
import io.seonchak.catalog.application.SellingProducts;
import io.seonchak.catalog.application.Terms;
import io.seonchak.catalog.model.Cut.Source;
import io.seonchak.catalog.store.Cuts.Said;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** A seller's discounts over HTTP. */
@RestController
class DiscountController {

  private final CuttingPrices cutting;
  private final SellingProducts selling;
  private final Clock clock;

  DiscountController(CuttingPrices cutting, SellingProducts selling, Clock clock) {
    this.cutting = cutting;
    this.selling = selling;
    this.clock = clock;
  }

  record NewDiscount(
      @Nullable Long percent,
      @Nullable Long amount,
      @Nullable OffsetDateTime startsAt,
      @Nullable OffsetDateTime endsAt) {}

  record DiscountView(
      String discountId,
      @Nullable Integer percent,
      @Nullable Long amount,
      String startsAt,
      String endsAt) {

    static DiscountView of(Said said) {
      return new DiscountView(
          said.name(),
          said.percent(),
          said.amount(),
          Seoul.text(said.startsAt()),
          Seoul.text(said.endsAt()));
    }
  }

  record Discounts(List<DiscountView> discounts) {}

  @PutMapping("/api/products/{id}/discounts/{discount}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void put(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @PathVariable String discount,
      @RequestBody NewDiscount request) {
    var fields = new Fields();
    String name = Names.id(fields, "discountId", discount);
    Terms terms =
        Terms.read(
            fields, request.percent(), request.amount(), request.startsAt(), request.endsAt());
    fields.orRefuse();
    cutting.discount(identity, terms.said(Source.DISCOUNT, name, id, clock.instant()));
  }

  @DeleteMapping("/api/products/{id}/discounts/{discount}")
  @ResponseStatus(HttpStatus.NO_CONTENT)
  void end(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @PathVariable String discount) {
    cutting.endDiscount(identity, id, discount, clock.instant());
  }

  @GetMapping("/api/products/{id}/discounts")
  Discounts list(@AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    selling.owned(identity, id);
    return new Discounts(cutting.discounts(id).stream().map(DiscountView::of).toList());
  }
}
