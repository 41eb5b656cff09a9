package io.seonchak.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderClient.Begin;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.contracts.stock.StockClient.Extend;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.order.OrderStage.Answer;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.testing.InMemoryStock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The saga's steps on a real database, each handed over by hand. */
class OrderSagaTest {

  private static OrderStage stage;
  private UUID member = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    stage = new OrderStage();
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @BeforeEach
  void somebodyElse() {
    member = UUID.randomUUID();
    stage.told();
  }

  private StockEvent.Claimed claimed(UUID claim, int quantity, long price) {
    return new StockEvent.Claimed(
        claim,
        UUID.randomUUID(),
        member,
        UUID.randomUUID(),
        UUID.randomUUID(),
        "한정 운동화",
        quantity,
        price,
        1,
        stage.clock.instant(),
        stage.clock.instant().plusSeconds(600),
        600,
        false);
  }

  private StockEvent.Released released(UUID claim, String reason) {
    return new StockEvent.Released(
        claim, UUID.randomUUID(), member, 1, reason, stage.clock.instant());
  }

  private UUID dropOrder(long price) {
    UUID id = UUID.randomUUID();
    stage.hear(claimed(id, 1, price));
    stage.told();
    return id;
  }

  private UUID everydayOrder(String more) throws Exception {
    UUID product = stage.product("양말", 10_000);
    Answer answer =
        stage.order(
            member,
            "{\"lines\":[{\"productId\":\"%s\",\"quantity\":3}]%s}".formatted(product, more));
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.id("orderId");
  }

  private void reserved(UUID id) {
    var payBy = stage.clock.instant().plus(Duration.ofMinutes(30));
    stage.hear(new StockEvent.Reserved(id, member, payBy));
  }

  private UUID paidOrder() throws Exception {
    UUID id = everydayOrder("");
    reserved(id);
    pay(id, 30_000);
    stage.told();
    return id;
  }

  private UUID pay(UUID id, long amount) {
    UUID attempt = UUID.randomUUID();
    assertThat(begin(id, attempt, amount)).isEqualTo(OrderClient.Verdict.GO);
    approve(id, attempt, amount);
    return attempt;
  }

  private OrderClient.Verdict begin(UUID id, UUID attempt, long amount) {
    return stage.orders().begin(id, new Begin(attempt, member, amount)).verdict();
  }

  private void approve(UUID id, UUID attempt, long amount) {
    stage.hear(
        new PaymentEvent.Approved(
            id, member, attempt, UUID.randomUUID(), amount, "카드", stage.clock.instant()));
  }

  private Answer read(UUID id) throws Exception {
    return stage.get(member, "/api/orders/" + id);
  }

  private String status(UUID id) throws Exception {
    return read(id).text("status");
  }

  private Answer cancel(UUID id, String more) throws Exception {
    return stage.post(
        member,
        "/api/orders/%s/cancel".formatted(id),
        "{\"reason\":\"변심\"%s}".formatted(more),
        UUID.randomUUID().toString());
  }

  private static List<String> marks(Answer order) {
    List<String> marks = new ArrayList<>();
    for (JsonNode each : order.json().path("timeline")) {
      marks.add(each.path("what").asString());
    }
    return marks;
  }

  @Test
  void aClaimThatIsNoOrderYetIsPreparedAndNotMissing() throws Exception {
    UUID id = UUID.randomUUID();
    stage.stock.grant(id, UUID.randomUUID(), member, stage.clock.instant().plusSeconds(600));

    assertThat(status(id)).isEqualTo("PREPARING");
    assertThat(stage.get(UUID.randomUUID(), "/api/orders/" + id).status()).isEqualTo(404);
    assertThat(begin(id, UUID.randomUUID(), 1)).isEqualTo(OrderClient.Verdict.NOT_READY);

    stage.hear(claimed(id, 1, 99_000));
    assertThat(status(id)).isEqualTo("AWAITING_PAYMENT");
  }

  @Test
  void aClaimHeardTwiceMakesOneOrder() throws Exception {
    UUID id = UUID.randomUUID();
    StockEvent.Claimed claimed = claimed(id, 2, 99_000);

    stage.hear(claimed, claimed);
    stage.hear(claimed);

    assertThat(stage.told()).hasSize(1).first().isInstanceOf(OrderEvent.AwaitingPayment.class);
    Answer order = read(id);
    assertThat(order.json().path("amount").asLong()).isEqualTo(198_000);
    assertThat(order.json().path("lines").size()).isEqualTo(1);
    assertThat(marks(order)).containsExactly("PLACED", "AWAITING_PAYMENT");
  }

  @Test
  void aReleaseHeardBeforeItsClaimEndsTheOrderWhenItIsMade() throws Exception {
    UUID apart = UUID.randomUUID();
    stage.hear(released(apart, "RETURNED"));
    stage.hear(claimed(apart, 1, 99_000));
    UUID together = UUID.randomUUID();
    stage.hear(released(together, "EXPIRED"), claimed(together, 1, 99_000));

    assertThat(read(apart).text("reason")).isEqualTo("BY_MEMBER");
    assertThat(read(together).text("reason")).isEqualTo("EXPIRED");
  }

  @Test
  void whatIsMissingOfAWishlistIsNamed() throws Exception {
    UUID there = stage.product("책", 10_000);
    UUID gone = stage.product("펜", 1_000);
    stage.catalog.wish(member, there);
    stage.catalog.wish(member, gone);
    Answer placed = stage.post(member, "/api/wishlist/order", "{}", "wishes");
    UUID id = placed.id("orderId");
    assertThat(stage.told()).hasSize(1).first().isInstanceOf(OrderEvent.Placed.class);

    stage.hear(
        new StockEvent.Refused(id, member, List.of(new StockEvent.Lacking(gone, "SOLD_OUT", 0))));

    Answer order = read(id);
    assertThat(order.text("status")).isEqualTo("CANCELLED");
    assertThat(order.text("reason")).isEqualTo("SOLD_OUT");
    assertThat(order.json().path("missing").size()).isEqualTo(1);
    assertThat(order.json().path("missing").path(0).path("productId").asString())
        .isEqualTo(gone.toString());
    stage.catalog.hide(gone);
    Answer hidden = stage.post(member, "/api/wishlist/order", "{}", "again");
    assertThat(hidden.code()).isEqualTo("NOT_ON_SALE");
    assertThat(hidden.json().path("missing").path(0).path("productId").asString())
        .isEqualTo(gone.toString());
  }

  @Test
  void couponAndPointsJoinAndMoneyIsComputedHere() throws Exception {
    UUID coupon = stage.coupons.issue(member, 5_000, 0);
    UUID id =
        everydayOrder(
            ",\"couponId\":\"%s\",\"points\":1000,\"expectedTotal\":24000".formatted(coupon));
    reserved(id);
    assertThat(stage.told())
        .hasExactlyElementsOfTypes(OrderEvent.Placed.class, OrderEvent.Reserved.class);

    stage.hear(new PointsEvent.Held(id, 1, 1_000));
    stage.hear(new PointsEvent.Held(id, 1, 1_000));
    assertThat(status(id)).isEqualTo("RESERVING");
    stage.hear(new CouponEvent.Applied(id, 1, coupon, 5_000));

    assertThat(status(id)).isEqualTo("AWAITING_PAYMENT");
    assertThat(stage.told()).hasSize(1).first().isInstanceOf(OrderEvent.AwaitingPayment.class);
    pay(id, 24_000);
    var paid = (OrderEvent.Paid) stage.told().getFirst();
    assertThat(paid.lines().getFirst())
        .extracting(
            OrderEvent.PaidLine::discount, OrderEvent.PaidLine::points, OrderEvent.PaidLine::cash)
        .containsExactly(5_000L, 1_000L, 24_000L);
  }

  @Test
  void aRefusedChangeCostsNobodyHisUnits() throws Exception {
    UUID coupon = stage.coupons.issue(member, 9_000, 0);
    UUID id = dropOrder(99_000);
    Answer changed =
        stage.put(
            member,
            "/api/orders/%s/checkout".formatted(id),
            "{\"couponId\":\"%s\",\"expectedTotal\":90000}".formatted(coupon));
    assertThat(changed.json().path("amount").asLong()).isEqualTo(90_000);
    assertThat(status(id)).isEqualTo("RESERVING");
    assertThat(begin(id, UUID.randomUUID(), 90_000)).isEqualTo(OrderClient.Verdict.NOT_READY);

    stage.hear(new CouponEvent.Refused(id, 2, coupon, "USED"));

    Answer order = read(id);
    assertThat(order.text("status")).isEqualTo("AWAITING_PAYMENT");
    assertThat(order.json().path("amount").asLong()).isEqualTo(99_000);
    assertThat(marks(order)).contains("TERMS_CHANGED", "COUPON_REFUSED");
    assertThat(order.json().path("lines").path(0).path("cash").asLong()).isEqualTo(99_000);
  }

  @Test
  void unitsThatAreOverLetNobodyPay() throws Exception {
    UUID id = dropOrder(99_000);
    stage.stock.release(id);

    assertThat(begin(id, UUID.randomUUID(), 99_000)).isEqualTo(OrderClient.Verdict.ORDER_EXPIRED);

    assertThat(read(id).text("reason")).isEqualTo("EXPIRED");
    assertThat(stage.told()).hasSize(1).first().isInstanceOf(OrderEvent.Cancelled.class);
    stage.hear(released(id, "EXPIRED"));
    assertThat(stage.told()).isEmpty();
  }

  @Test
  void unitsThatCannotBeHeldForTheWholeAttemptLetNobodyPayAndEndNothing() throws Exception {
    UUID id = dropOrder(99_000);
    UUID drop = stage.stock.claim(id).orElseThrow().poolId();
    Instant latest = stage.clock.instant().plus(InMemoryStock.HELD_MAX);
    stage.stock.extend(id, new Extend(List.of(drop), latest));
    stage.clock.advance(InMemoryStock.HELD_MAX.minusMinutes(2).plusMillis(1));

    assertThat(begin(id, UUID.randomUUID(), 99_000)).isEqualTo(OrderClient.Verdict.ORDER_EXPIRED);

    assertThat(status(id)).isEqualTo("AWAITING_PAYMENT");
    assertThat(stage.told()).isEmpty();
  }

  @Test
  void whoMayBeChargingIsNotToldOtherwiseAndHisUnitsEndTheOrderWhenItFails() throws Exception {
    UUID id = dropOrder(99_000);
    UUID attempt = UUID.randomUUID();
    assertThat(begin(id, attempt, 99_000)).isEqualTo(OrderClient.Verdict.GO);
    stage.stock.release(id);

    assertThat(begin(id, attempt, 99_000)).isEqualTo(OrderClient.Verdict.GO);
    stage.hear(released(id, "EXPIRED"));
    assertThat(status(id)).isEqualTo("PAYING");
    stage.hear(new PaymentEvent.Failed(id, member, attempt, "NOT_SENT"));
    assertThat(read(id).text("reason")).isEqualTo("EXPIRED");
  }

  @Test
  void whoPaysIsAskedForHisOwnOrderAndItsAmount() {
    UUID id = dropOrder(99_000);
    var stranger = new Begin(UUID.randomUUID(), UUID.randomUUID(), 99_000);
    assertThat(stage.orders().begin(id, stranger).verdict())
        .isEqualTo(OrderClient.Verdict.NO_SUCH_ORDER);
    var wrong = stage.orders().begin(id, new Begin(UUID.randomUUID(), member, 1));
    assertThat(wrong.verdict()).isEqualTo(OrderClient.Verdict.AMOUNT_MISMATCH);
    assertThat(wrong.amount()).isEqualTo(99_000);
    var right = new Begin(UUID.randomUUID(), member, 99_000);
    assertThat(stage.orders().begin(id, right))
        .isEqualTo(stage.orders().begin(id, right))
        .isEqualTo(new OrderClient.Begun(OrderClient.Verdict.GO, 99_000, "한정 운동화"));
    assertThat(stage.stock.asked().getLast())
        .isEqualTo(stage.clock.instant().plus(Duration.ofMinutes(2)));
  }

  @Test
  void ofTwoTabsThatPayAtOnceOneGoesOn() throws Exception {
    for (int round = 0; round < 10; round++) {
      UUID id = dropOrder(99_000);
      List<Callable<OrderClient.Verdict>> tabs = new ArrayList<>();
      for (int tab = 0; tab < 4; tab++) {
        tabs.add(() -> begin(id, UUID.randomUUID(), 99_000));
      }
      List<OrderClient.Verdict> verdicts = new ArrayList<>();
      try (var threads = Executors.newFixedThreadPool(tabs.size())) {
        for (var each : threads.invokeAll(tabs, 20, TimeUnit.SECONDS)) {
          verdicts.add(each.get());
        }
      }
      assertThat(verdicts).containsOnlyOnce(OrderClient.Verdict.GO);
      assertThat(verdicts).contains(OrderClient.Verdict.PAYING);
    }
  }

  @Test
  void anApprovalAfterTheEndGoesBackOnce() throws Exception {
    UUID id = dropOrder(99_000);
    UUID attempt = UUID.randomUUID();
    begin(id, attempt, 99_000);
    stage.hear(released(id, "EXPIRED"));
    assertThat(status(id)).isEqualTo("PAYING");

    approve(id, attempt, 99_000);
    approve(id, attempt, 99_000);

    assertThat(stage.told())
        .hasExactlyElementsOfTypes(OrderEvent.Cancelled.class, OrderEvent.RefundRequested.class);
    Answer order = read(id);
    assertThat(order.text("reason")).isEqualTo("EXPIRED");
    UUID refund = UUID.fromString(order.json().path("refunds").path(0).path("refundId").asString());
    stage.hear(
        new PaymentEvent.Cancelled(id, member, refund, 99_000, stage.clock.instant()),
        new PaymentEvent.Cancelled(id, member, refund, 99_000, stage.clock.instant()));
    assertThat(marks(read(id))).containsOnlyOnce("MONEY_RETURNED");
    assertThat(stage.told()).isEmpty();
  }

  @Test
  void expiryRacingAnApprovalEndsInOneState() throws Exception {
    for (int round = 0; round < 10; round++) {
      UUID id = dropOrder(99_000);
      UUID attempt = UUID.randomUUID();
      begin(id, attempt, 99_000);
      try (var threads = Executors.newFixedThreadPool(2)) {
        for (var each :
            threads.invokeAll(
                List.<Callable<Boolean>>of(
                    () -> {
                      approve(id, attempt, 99_000);
                      return true;
                    },
                    () -> {
                      stage.hear(released(id, "RETURNED"));
                      return true;
                    }),
                20,
                TimeUnit.SECONDS)) {
          each.get();
        }
      }
      List<OrderEvent> told = stage.told();
      assertThat(status(id)).isIn("PAID", "CANCELLED");
      assertThat(told)
          .filteredOn(e -> e instanceof OrderEvent.Paid || e instanceof OrderEvent.Cancelled)
          .hasSize(1);
    }
  }

  @Test
  void cancelledTwiceAtOnceIsCancelledOnce() throws Exception {
    UUID id = dropOrder(99_000);
    List<Callable<Integer>> twice =
        List.of(() -> cancel(id, "").status(), () -> cancel(id, "").status());
    List<Integer> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(2)) {
      for (var each : threads.invokeAll(twice, 20, TimeUnit.SECONDS)) {
        answers.add(each.get());
      }
    }
    assertThat(answers).containsExactlyInAnyOrder(202, 409);
    assertThat(stage.told()).hasSize(1).first().isInstanceOf(OrderEvent.Cancelled.class);
  }

  @Test
  void oneLineIsRefundedAndThenTheRest() throws Exception {
    UUID id = paidOrder();
    String line = read(id).json().path("lines").path(0).path("lineId").asString();
    assertThat(cancel(id, ",\"lines\":[{\"lineId\":\"%s\",\"quantity\":4}]".formatted(line)).code())
        .isEqualTo("NOT_REFUNDABLE");

    Answer asked = cancel(id, ",\"lines\":[{\"lineId\":\"%s\",\"quantity\":1}]".formatted(line));
    assertThat(asked.text("status")).isEqualTo("REFUNDING");
    assertThat(cancel(id, "").code()).isEqualTo("ORDER_NOT_CHANGEABLE");
    var first = (OrderEvent.RefundRequested) stage.told().getFirst();
    assertThat(first.amount()).isEqualTo(10_000);
    stage.hear(
        new PaymentEvent.Cancelled(id, member, first.refundId(), 10_000, stage.clock.instant()));
    assertThat(status(id)).isEqualTo("PARTIALLY_REFUNDED");

    cancel(id, "");
    List<OrderEvent> told = stage.told();
    var rest = (OrderEvent.RefundRequested) told.getLast();
    assertThat(rest.amount()).isEqualTo(20_000);
    stage.hear(
        new PaymentEvent.Cancelled(id, member, rest.refundId(), 20_000, stage.clock.instant()));

    var last = (OrderEvent.Refunded) stage.told().getLast();
    assertThat(last.full()).isTrue();
    assertThat(last.lines().getFirst().lineOver()).isTrue();
    assertThat(status(id)).isEqualTo("REFUNDED");
  }

  @Test
  void aRefusedRefundIsToldToPeople() throws Exception {
    UUID id = paidOrder();
    cancel(
        id,
        ",\"refundAccount\":{\"bank\":\"20\",\"accountNumber\":\"1234567890\",\"holderName\":\"홍길동\"}");
    var asked = (OrderEvent.RefundRequested) stage.told().getFirst();
    assertThat(asked.account()).isNotNull();
    stage.hear(
        new PaymentEvent.CancelRefused(id, member, asked.refundId(), "NOT_CANCELABLE", null));

    assertThat(status(id)).isEqualTo("PAID");
    assertThat(marks(read(id))).contains("REFUND_REFUSED");
    UUID operator = UUID.randomUUID();
    assertThat(
            stage
                .send(
                    "GET",
                    "/api/operations/orders/stuck",
                    "",
                    stage.as(operator, MemberRole.OPERATOR))
                .body())
        .contains(id.toString(), "REFUND_REFUSED");
  }

  @Test
  void whatRestsTooLongIsNamedAndCanBeToldAgain() throws Exception {
    UUID id = everydayOrder("");
    stage.told();
    String[] operator = stage.as(UUID.randomUUID(), MemberRole.OPERATOR);
    String retell = "/api/operations/orders/%s/retell".formatted(id);
    assertThat(stage.send("POST", retell, "", stage.as(member)).status()).isEqualTo(403);

    stage.clock.advance(Duration.ofSeconds(61));
    assertThat(stage.send("GET", "/api/operations/orders/stuck", "", operator).body())
        .contains(id.toString());
    assertThat(stage.send("POST", retell, "", operator).body()).contains("order.placed.v1");
    assertThat(stage.told()).hasSize(1).first().isInstanceOf(OrderEvent.Placed.class);

    reserved(id);
    begin(id, UUID.randomUUID(), 30_000);
    assertThat(stage.send("POST", retell, "", operator).code()).isEqualTo("NOTHING_TO_RETELL");
    assertThat(
            stage
                .send(
                    "POST",
                    "/api/operations/orders/%s/retell".formatted(UUID.randomUUID()),
                    "",
                    operator)
                .status())
        .isEqualTo(404);
  }

  @Test
  void whatIsReadBackIsWhatWasStored() throws Exception {
    UUID id = paidOrder();
    String line = read(id).json().path("lines").path(0).path("lineId").asString();
    cancel(id, ",\"lines\":[{\"lineId\":\"%s\",\"quantity\":2}]".formatted(line));
    var asked = (OrderEvent.RefundRequested) stage.told().getFirst();
    stage.hear(
        new PaymentEvent.Cancelled(id, member, asked.refundId(), 20_000, stage.clock.instant()));
    var refunded = stage.told();

    String[] operator = stage.as(UUID.randomUUID(), MemberRole.OPERATOR);
    stage.send("POST", "/api/operations/orders/%s/retell".formatted(id), "", operator);

    assertThat(stage.told()).isEqualTo(refunded);
  }
}
