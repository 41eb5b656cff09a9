package io.seonchak.e2e;

import static org.awaitility.Awaitility.await;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.e2e.openapi.Draft;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What members of an {@link ApiWorld} ordered, paid, registered and were given, each with whose it
 * is: nobody else can be right in asking for it. Payments go through the gateway's simulator. May
 * be used by many threads.
 */
final class ApiPurchases {

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int STOCK = 1_000_000;
  private static final int PRODUCTS = 3;
  private static final int SEEDED = 4;
  private static final int LOOKS = 5;

  private final Shop shop;
  private final String wisher;
  private final String wished;
  private final String[] products = new String[PRODUCTS];
  private final Queue<Owned> placed = new ConcurrentLinkedQueue<>();
  private final Queue<Owned> paid = new ConcurrentLinkedQueue<>();
  private final Queue<Owned> cards = new ConcurrentLinkedQueue<>();
  private final Map<String, Queue<String>> coupons = new ConcurrentHashMap<>();

  /** Something of somebody's. */
  private record Owned(String authorization, String id) {}

  /**
   * Products to buy, and somebody who wishes for one.
   *
   * @param wisher his authorization; nobody else has it
   */
  ApiPurchases(Shop shop, String wisher) throws Exception {
    this.shop = shop;
    this.wisher = wisher;
    for (int i = 0; i < PRODUCTS; i++) {
      products[i] =
          shop.post(
                  "/api/products",
                  "{\"name\":\"운동화\",\"price\":129000,\"stock\":%d}".formatted(STOCK),
                  Shop.once("Bearer " + shop.operator))
              .text("productId");
    }
    this.wished = products[0];
    for (String product : products) {
      await().atMost(SOON).until(() -> shop.get("/api/stock/" + product).status() == 200);
    }
    shop.send("PUT", "/api/products/" + wished + "/wish", "", "Authorization", wisher);
  }

  /** Some orders of a member's, half of them paid, and points to spend. */
  void seed(UUID member, String authorization) throws Exception {
    shop.grantPoints(member.toString(), 10_000_000);
    for (int i = 0; i < SEEDED; i++) {
      String body =
          "{\"lines\":[{\"productId\":\"%s\",\"quantity\":3}]}".formatted(products[i % PRODUCTS]);
      var order =
          new Owned(
              authorization,
              shop.post("/api/orders", body, Shop.once(authorization)).text("orderId"));
      await().atMost(SOON).until(() -> status(order).equals("AWAITING_PAYMENT"));
      if (i % 2 == 0) {
        pay(order);
        paid.add(order);
      } else {
        placed.add(order);
      }
    }
  }

  private void pay(Owned order) throws Exception {
    shop.pay(order.id(), amount(order), Shop.BY_CARD, order.authorization());
    await().atMost(SOON).until(() -> status(order).equals("PAID"));
  }

  /** A campaign that is open for a day; its id. */
  String campaign(int quantity, int perMember, Instant opensAt) throws Exception {
    return shop.post(
            "/api/coupon-campaigns",
            """
            {"name":"환영 쿠폰","discount":{"percent":10,"max":5000},"quantity":%d,"perMember":%d,
             "opensAt":"%s","closesAt":"%s","validDays":30,"minOrder":10000}\
            """
                .formatted(quantity, perMember, opensAt, opensAt.plus(Duration.ofDays(1))),
            Shop.once("Bearer " + shop.operator))
        .text("campaignId");
  }

  /** What requests of these operations need to be right. */
  Map<String, BiConsumer<Draft, Random>> also() {
    return Map.of(
        "POST /api/orders", this::order,
        "POST /api/wishlist/order", (draft, random) -> wishlist(draft),
        "GET /api/orders/{id}", (draft, random) -> at(next(random.nextBoolean()), draft),
        "PUT /api/orders/{id}/checkout", (draft, random) -> change(draft),
        "POST /api/orders/{id}/cancel", this::cancel,
        "POST /api/payments/confirm", this::confirm,
        "GET /api/payments/{orderId}", (draft, random) -> at(next(true), draft),
        "POST /api/payments/billing-keys", (draft, random) -> register(draft),
        "DELETE /api/payments/billing-keys/{id}", (draft, random) -> at(cards.poll(), draft));
  }

  /** What can be learned from an answer. */
  void learn(Draft draft, JsonNode answer) {
    String authorization = draft.headers.getOrDefault("Authorization", "");
    if (authorization.isEmpty() || draft.headers.containsKey("Drop-Ticket")) {
      return;
    }
    switch (draft.operation.key()) {
      case "POST /api/orders", "POST /api/wishlist/order" ->
          placed.add(new Owned(authorization, answer.path("orderId").asString("")));
      case "POST /api/payments/confirm" -> {
        if (answer.path("status").asString("").equals("PAID") && draft.tree != null) {
          paid.add(new Owned(authorization, draft.tree.path("orderId").asString("")));
        }
      }
      case "POST /api/payments/billing-keys" ->
          cards.add(new Owned(authorization, answer.path("billingKeyId").asString("")));
      case "POST /api/coupon-campaigns/{id}/claims" ->
          couponsOf(authorization).add(answer.path("couponId").asString(""));
      default -> {}
    }
  }

  private Queue<String> couponsOf(String authorization) {
    return coupons.computeIfAbsent(authorization, none -> new ConcurrentLinkedQueue<>());
  }

  /** What it costs now depends on what others do to the product. */
  private void order(Draft draft, Random random) {
    if (draft.tree instanceof ObjectNode body) {
      line(body).put("productId", products[random.nextInt(PRODUCTS)]);
      body.remove("expectedTotal");
      String coupon = couponsOf(draft.headers.getOrDefault("Authorization", "")).poll();
      if (coupon == null) {
        body.remove("couponId");
      } else {
        body.put("couponId", coupon);
      }
    }
  }

  private void wishlist(Draft draft) {
    draft.headers.put("Authorization", wisher);
    if (draft.tree instanceof ObjectNode body) {
      line(body).put("productId", wished);
      body.remove("expectedTotal");
      body.remove("couponId");
      body.remove("points");
    }
  }

  private void change(Draft draft) {
    Owned order = awaiting();
    if (order != null) {
      at(order, draft);
      placed.add(order);
    }
  }

  private void cancel(Draft draft, Random random) {
    Owned order = random.nextBoolean() ? next(true) : awaiting();
    if (order == null) {
      return;
    }
    at(order, draft);
    JsonNode view = view(order);
    if (draft.tree instanceof ObjectNode body) {
      if (view.path("paidAt").isNull() || random.nextInt(8) == 0) {
        body.remove("lines");
      } else {
        line(body).put("lineId", view.path("lines").path(0).path("lineId").asString(""));
      }
    }
  }

  private void confirm(Draft draft, Random random) {
    Owned order = awaiting();
    if (order == null || !(draft.tree instanceof ObjectNode body)) {
      return;
    }
    at(order, draft);
    body.put("orderId", order.id());
    body.put("amount", amount(order));
    String card = random.nextInt(4) == 0 ? cardOf(order.authorization()) : "";
    if (!card.isEmpty()) {
      body.remove("paymentKey");
      body.put("billingKeyId", card);
      return;
    }
    String how =
        switch (random.nextInt(6)) {
          case 0 -> "\"method\":\"가상계좌\"";
          case 1 -> "\"method\":\"카드\",\"refuseWith\":\"REJECT_CARD_COMPANY\"";
          default -> "\"method\":\"카드\"";
        };
    body.put("paymentKey", checkout(order, how));
  }

  private void register(Draft draft) {
    String authorization = draft.headers.getOrDefault("Authorization", "");
    String customer =
        get("/api/payments/billing-keys", authorization).path("customerKey").asString("");
    JsonNode opened =
        post(
            "/toss-simulator/billing-auths",
            "{\"customerKey\":\"%s\",\"successUrl\":\"%s/ok\",\"failUrl\":\"%s/no\"}"
                .formatted(customer, shop.address(), shop.address()));
    if (draft.tree instanceof ObjectNode body) {
      body.put("customerKey", customer);
      body.put("authKey", opened.path("authKey").asString(""));
    }
  }

  private String cardOf(String authorization) {
    return cards.stream()
        .filter(card -> card.authorization().equals(authorization))
        .map(Owned::id)
        .findFirst()
        .orElse("");
  }

  /** What the gateway's window gives who pays there. */
  private String checkout(Owned order, String how) {
    try {
      return shop.checkout(order.id(), amount(order), how);
    } catch (Exception e) {
      throw new IllegalStateException("checkout of " + order.id(), e);
    }
  }

  /** One that may be paid, taken out; null when none is found soon. */
  private @Nullable Owned awaiting() {
    for (int i = 0; i < LOOKS; i++) {
      Owned order = placed.poll();
      if (order == null) {
        return null;
      }
      switch (status(order)) {
        case "AWAITING_PAYMENT" -> {
          return order;
        }
        case "RESERVING", "PAYING" -> placed.add(order);
        case "PAID" -> paid.add(order);
        default -> {}
      }
    }
    return null;
  }

  /** One of them, which comes again when all others did. */
  private @Nullable Owned next(boolean ofPaid) {
    Queue<Owned> from = ofPaid ? paid : placed;
    Owned order = from.poll();
    if (order != null) {
      from.add(order);
    }
    return order;
  }

  private static void at(@Nullable Owned thing, Draft draft) {
    if (thing != null) {
      draft.headers.put("Authorization", thing.authorization());
      draft.path.computeIfPresent("id", (name, id) -> thing.id());
      draft.path.computeIfPresent("orderId", (name, id) -> thing.id());
    }
  }

  private static ObjectNode line(ObjectNode body) {
    return body.path("lines").path(0) instanceof ObjectNode line ? line : JSON.createObjectNode();
  }

  private String status(Owned order) {
    return view(order).path("status").asString("");
  }

  private long amount(Owned order) {
    return view(order).path("amount").asLong(0);
  }

  private JsonNode view(Owned order) {
    return get("/api/orders/" + order.id(), order.authorization());
  }

  private JsonNode get(String path, String authorization) {
    try {
      return shop.get(path, "Authorization", authorization).json();
    } catch (Exception e) {
      throw new IllegalStateException("GET " + path, e);
    }
  }

  private JsonNode post(String path, String body) {
    try {
      Answer answer = shop.post(path, body);
      return answer.json();
    } catch (Exception e) {
      throw new IllegalStateException("POST " + path, e);
    }
  }
}
