package io.seonchak.order.web;

import io.seonchak.order.application.CancellingOrders;
import io.seonchak.order.application.ChangingTerms;
import io.seonchak.order.application.PlacingOrders;
import io.seonchak.order.application.ReadingOrders;
import io.seonchak.order.model.Order;
import io.seonchak.order.model.Status;
import io.seonchak.order.store.OrderReader;
import io.seonchak.order.store.Orders.Stored;
import io.seonchak.order.web.OrderForm.NewCancel;
import io.seonchak.order.web.OrderForm.NewOrder;
import io.seonchak.order.web.OrderForm.NewTerms;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.request.RequestKeys.Request;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import io.seonchak.platform.web.Keys;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** A member's orders over HTTP. */
@RestController
class OrderController {

  private static final int PAGE_MAX = 100;

  private final PlacingOrders placing;
  private final ChangingTerms changing;
  private final CancellingOrders cancelling;
  private final ReadingOrders reading;
  private final OrderReader reader;

  OrderController(
      PlacingOrders placing,
      ChangingTerms changing,
      CancellingOrders cancelling,
      ReadingOrders reading,
      OrderReader reader) {
    this.placing = placing;
    this.changing = changing;
    this.cancelling = cancelling;
    this.reading = reading;
    this.reader = reader;
  }

  record Accepted(UUID orderId, String status) {}

  record Changed(
      UUID orderId,
      String status,
      long amount,
      long discount,
      long points,
      @Nullable String payBy) {}

  record Summary(
      UUID orderId,
      String status,
      @Nullable String reason,
      String name,
      long amount,
      String placedAt) {}

  record Page(List<Summary> orders, @Nullable UUID next) {}

  @PostMapping("/api/orders")
  ResponseEntity<Accepted> place(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewOrder request) {
    var keyed = keyed(identity, "order", key, request);
    return accepted(placing.place(keyed, OrderForm.order(request)));
  }

  @PostMapping("/api/wishlist/order")
  ResponseEntity<Accepted> placeWishlist(
      @AuthenticationPrincipal Identity identity,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewOrder request) {
    var keyed = keyed(identity, "wishlist-order", key, request);
    return accepted(placing.placeWishlist(keyed, OrderForm.wishlist(request)));
  }

  /** How it stands a moment later is read of the order; it is only told that it was taken. */
  private static ResponseEntity<Accepted> accepted(UUID id) {
    return ResponseEntity.accepted()
        .location(URI.create("/api/orders/" + id))
        .body(new Accepted(id, Status.RESERVING.name()));
  }

  @PutMapping("/api/orders/{id}/checkout")
  Changed change(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @RequestBody NewTerms request) {
    Order order = changing.change(identity.member(), id, OrderForm.terms(request));
    var payBy = order.stand().payBy();
    return new Changed(
        id,
        order.stand().status().name(),
        order.amount(),
        order.terms().discount(),
        order.terms().points(),
        payBy == null ? null : Seoul.text(payBy));
  }

  @PostMapping("/api/orders/{id}/cancel")
  ResponseEntity<Accepted> cancel(
      @AuthenticationPrincipal Identity identity,
      @PathVariable UUID id,
      @RequestHeader(name = Keys.HEADER, required = false) @Nullable String key,
      @RequestBody NewCancel request) {
    var keyed = keyed(identity, "cancel", key, id + " " + request);
    OrderForm.Cancel wish = OrderForm.cancel(request);
    Order order = cancelling.cancel(keyed, id, wish.reason(), wish.lines(), wish.account());
    return ResponseEntity.accepted().body(new Accepted(id, order.stand().status().name()));
  }

  @GetMapping("/api/orders")
  ResponseEntity<Page> list(
      @AuthenticationPrincipal Identity identity,
      @RequestParam(required = false) @Nullable UUID after,
      @RequestParam(defaultValue = "20") long limit) {
    var fields = new Fields();
    int size = (int) fields.number("limit", limit, 1, PAGE_MAX);
    fields.orRefuse();
    List<OrderReader.Summary> page = reading.page(identity.member(), after, size);
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noStore())
        .body(
            new Page(
                page.stream().map(OrderController::view).toList(),
                page.size() < size ? null : page.getLast().id()));
  }

  /** Never says that a granted order is not there, also in the moment before it is. */
  @GetMapping("/api/orders/{id}")
  ResponseEntity<OrderView> read(
      @AuthenticationPrincipal Identity identity, @PathVariable UUID id) {
    Optional<Stored> found = reading.found(identity.member(), id);
    if (found.isEmpty()) {
      if (!reading.prepared(identity.member(), id)) {
        throw Problem.of(CommonProblem.NOT_FOUND);
      }
      return ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(OrderView.preparing(id));
    }
    Stored stored = found.get();
    return ResponseEntity.ok()
        .cacheControl(CacheControl.noCache().cachePrivate())
        .eTag(Integer.toString(stored.version()))
        .body(OrderView.of(stored.order(), reader.shipTo(id).orElse(null), reader.timeline(id)));
  }

  private static Request keyed(Identity identity, String kind, @Nullable String key, Object said) {
    return new Request(identity.member(), kind, Keys.require(key), Hashes.sha256(said.toString()));
  }

  private static Summary view(OrderReader.Summary order) {
    return new Summary(
        order.id(),
        order.status().name(),
        order.reason(),
        order.name(),
        order.amount(),
        Seoul.text(order.placedAt()));
  }
}
