package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderClient.Begin;
import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.security.MemberRole;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * A shop of four processes: coupon, order and payment are alone in theirs, the others are together.
 * Nobody answers for points, so an order that names some waits for ever.
 */
final class Apart implements AutoCloseable {

  static final long PRICE = 129_000;

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final int PLENTY = 1_000_000;

  final Shop house = Shop.with("--seonchak.roles=member,catalog,stock");
  final Shop coupon = house.only("coupon", Map.of("member", house.address()));
  final Shop order;
  final Shop payment;

  /** All of them, as people see them. */
  final Shop shop;

  private final Map<String, String> addresses = new HashMap<>();

  Apart() throws Exception {
    for (String role : new String[] {"member", "catalog", "stock"}) {
      addresses.put(role, house.address());
    }
    addresses.put("coupon", coupon.address());
    order = house.only("order", addresses);
    addresses.put("order", order.address());
    payment = house.only("payment", Map.of("member", house.address(), "order", order.address()));
    addresses.put("payment", payment.address());
    shop = seen(addresses);
  }

  private Shop seen(Map<String, String> at) throws Exception {
    return Shop.of(house.database, house.settings, house.home, Shop.paths(at));
  }

  /** All of them and one more, as people see them. */
  Shop with(String role, Shop more) throws Exception {
    Map<String, String> all = new HashMap<>(addresses);
    all.put(role, more.address());
    return seen(all);
  }

  /** What a process asks, or answers with: there is one of a kind. */
  static <T> T only(Shop process, Class<T> client) {
    assertThat(process.beans(client)).hasSize(1);
    return process.beans(client).iterator().next();
  }

  /** A product of which nobody buys all; its id. */
  UUID product() throws Exception {
    UUID id =
        made(
            shop.post(
                "/api/products",
                "{\"name\":\"양말\",\"price\":%d,\"stock\":%d}".formatted(PRICE, PLENTY),
                asOperator()),
            "productId");
    await().atMost(SOON).until(() -> shop.get("/api/stock/" + id).status() == 200);
    return id;
  }

  /** A drop of which nobody gets all; its id. */
  UUID drop() throws Exception {
    return shop.drop(PLENTY, 1);
  }

  /** A unit of a drop, granted to a member; the claim's id, and so the order's. */
  UUID claimed(UUID drop, UUID member) throws Exception {
    return made(shop.claim(drop, member), "claimId");
  }

  /** Lets a member give a claim of a drop back. */
  void giveBack(UUID drop, UUID claim, UUID member) throws Exception {
    String path = "/api/drops/%s/claims/%s".formatted(drop, claim);
    assertThat(shop.send("DELETE", path, "", as(member)).status()).isEqualTo(204);
  }

  /** An order that waits for its payment; its id. */
  UUID ordered(UUID member, String body) throws Exception {
    UUID id = made(shop.post("/api/orders", body, as(member)), "orderId");
    until(id, member, "AWAITING_PAYMENT");
    return id;
  }

  /** What was to be made, and was. */
  static UUID made(Answer answer, String field) {
    assertThat(answer.status()).as(answer.body()).isBetween(200, 202);
    return UUID.fromString(answer.text(field));
  }

  /** Waits until an order stands so. */
  void until(UUID id, UUID member, String status) {
    await()
        .atMost(SOON)
        .until(() -> shop.get("/api/orders/" + id, as(member)).text("status"), status::equals);
  }

  /** Lets a member pay what an order costs, and the order hear of it. */
  void pay(UUID id, UUID member) throws Exception {
    long amount = shop.get("/api/orders/" + id, as(member)).json().path("amount").asLong();
    UUID attempt = UUID.randomUUID();
    assertThat(only(order, OrderClient.class).begin(id, new Begin(attempt, member, amount)))
        .extracting(OrderClient.Begun::verdict)
        .isEqualTo(Verdict.GO);
    told(
        new PaymentEvent.Approved(
            id, member, attempt, UUID.randomUUID(), amount, "카드", Instant.now()),
        "PAID");
  }

  /** Lets the payment tell something, and waits until the order stands so. */
  @SuppressWarnings("unchecked") // It has one outbox, which is of its own events.
  void told(PaymentEvent event, String status) {
    Outbox<PaymentEvent> outbox = only(payment, Outbox.class);
    new TransactionTemplate(only(payment, PlatformTransactionManager.class))
        .executeWithoutResult(open -> outbox.append(event));
    until(event.orderId(), memberOf(event), status);
  }

  private static UUID memberOf(PaymentEvent event) {
    return switch (event) {
      case PaymentEvent.Approved approved -> approved.memberId();
      case PaymentEvent.Failed failed -> failed.memberId();
      case PaymentEvent.WaitingForDeposit waits -> waits.memberId();
      case PaymentEvent.Cancelled cancelled -> cancelled.memberId();
      case PaymentEvent.CancelRefused refused -> refused.memberId();
    };
  }

  /** Waits until a question to the database about one thing is answered with yes. */
  void untilTrue(String sql, UUID id) {
    await().atMost(SOON).until(() -> isTrue(sql, id));
  }

  private boolean isTrue(String sql, UUID id) throws Exception {
    try (Connection connection = house.database.connect();
        PreparedStatement question = connection.prepareStatement(sql)) {
      question.setObject(1, id);
      ResultSet row = question.executeQuery();
      return row.next() && row.getBoolean(1);
    }
  }

  /** Changes one thing in the database that only time would change. */
  void update(String sql, UUID id) throws Exception {
    try (Connection connection = house.database.connect();
        PreparedStatement change = connection.prepareStatement(sql)) {
      change.setObject(1, id);
      assertThat(change.executeUpdate()).isEqualTo(1);
    }
  }

  /** The headers of a member who wants something done, once. */
  String[] as(UUID member) {
    return Shop.once(house.as(member, MemberRole.MEMBER)[1]);
  }

  String[] asOperator() {
    return Shop.once("Bearer " + house.operator);
  }

  @Override
  public void close() {
    for (Shop each : new Shop[] {shop, payment, order, coupon, house}) {
      each.close();
    }
  }
}
