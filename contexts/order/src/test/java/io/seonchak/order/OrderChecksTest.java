package io.seonchak.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderClient.Begin;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.order.OrderStage.Answer;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Whoever alters an order is found; what is honest comes first, on the same stage. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OrderChecksTest {

  private static OrderStage stage;
  private final UUID member = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    stage = new OrderStage();
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @Test
  @Order(1)
  void ofHonestOrdersNothingIsFound() throws Exception {
    UUID late = placed();
    cancel(placed(), "");
    UUID lateAttempt = UUID.randomUUID();
    begin(late, lateAttempt);
    cancel(late, "");
    approve(late, lateAttempt);
    UUID partly = paid();
    refund(partly, oneUnit(partly));
    refund(paid(), "");
    paid();

    for (String check : List.of("orders", "refunds", "stuck")) {
      assertThat(look(check).first()).as(check).isEmpty();
    }
    assertThat(look("orders").rows()).isEqualTo(5);
    assertThat(look("refunds").rows()).isGreaterThanOrEqualTo(2);
  }

  @Test
  @Order(2)
  void anOrderWhoseLineIsGone() throws Exception {
    UUID order = paid();

    forge("DELETE FROM ordering.order_line WHERE order_id = '%s'", order);

    assertThat(found("orders", order))
        .anyMatch(
            each -> each.what().contains("30000/0/0/30000 (expected from its lines: 0/0/0/0)"));
  }

  @Test
  @Order(2)
  void aPaidOrderWithoutItsPayment() throws Exception {
    UUID order = paid();

    forge("DELETE FROM ordering.attempt WHERE order_id = '%s'", order);

    assertThat(found("orders", order))
        .anyMatch(each -> each.what().contains("is PAID without an approved payment"));
  }

  @Test
  @Order(2)
  void moneyThatWasTakenTwice() throws Exception {
    UUID order = paid();

    forge(
        "INSERT INTO ordering.attempt SELECT order_id, gen_random_uuid(), state, amount, at"
            + " FROM ordering.attempt WHERE order_id = '%s'",
        order);

    assertThat(found("orders", order))
        .singleElement()
        .satisfies(
            each -> assertThat(each.what()).contains("60000 won were taken").contains("30000"));
  }

  @Test
  @Order(2)
  void aRefundWithoutItsParts() throws Exception {
    UUID order = paid();
    refund(order, oneUnit(order));
    assertThat(found("refunds", order)).isEmpty();

    forge("DELETE FROM ordering.refund_part WHERE order_id = '%s'", order);

    assertThat(found("refunds", order))
        .anyMatch(
            each ->
                each.what()
                    .contains("given back of a line: 1/0/10000 (expected from its refunds: 0/0/0)"))
        .anyMatch(
            each -> each.what().contains("of a refund: 0/10000 (expected from its parts: 0/0)"));
  }

  @Test
  @Order(2)
  void anOrderThatSaysItIsRefundedAndIsNot() throws Exception {
    UUID order = paid();

    forge("UPDATE ordering.orders SET status = 'REFUNDED' WHERE order_id = '%s'", order);

    assertThat(found("refunds", order))
        .anyMatch(each -> each.what().contains("is REFUNDED (expected from its refunds: PAID)"));
  }

  @Test
  @Order(3)
  void anOrderThatRestsTooLong() throws Exception {
    UUID order = placed();
    assertThat(found("stuck", order)).isEmpty();

    stage.clock.advance(Duration.ofMinutes(36));

    assertThat(found("stuck", order))
        .anyMatch(each -> each.what().contains("AWAITING_PAYMENT since"));
  }

  private UUID placed() throws Exception {
    UUID product = stage.product("양말", 10_000);
    Answer answer =
        stage.order(
            member, "{\"lines\":[{\"productId\":\"%s\",\"quantity\":3}]}".formatted(product));
    UUID order = answer.id("orderId");
    stage.hear(
        new StockEvent.Reserved(order, member, stage.clock.instant().plus(Duration.ofMinutes(30))));
    return order;
  }

  private UUID paid() throws Exception {
    UUID order = placed();
    UUID attempt = UUID.randomUUID();
    begin(order, attempt);
    approve(order, attempt);
    return order;
  }

  private void begin(UUID order, UUID attempt) {
    assertThat(stage.orders().begin(order, new Begin(attempt, member, 30_000)).verdict())
        .isEqualTo(OrderClient.Verdict.GO);
  }

  private void approve(UUID order, UUID attempt) {
    stage.hear(
        new PaymentEvent.Approved(
            order, member, attempt, UUID.randomUUID(), 30_000, "카드", stage.clock.instant()));
  }

  private void cancel(UUID order, String more) throws Exception {
    String body = "{\"reason\":\"변심\"%s}".formatted(more);
    String path = "/api/orders/%s/cancel".formatted(order);
    assertThat(stage.post(member, path, body, UUID.randomUUID().toString()).status())
        .isEqualTo(202);
  }

  private String oneUnit(UUID order) throws Exception {
    Answer answer = stage.get(member, "/api/orders/" + order);
    String line = answer.json().path("lines").path(0).path("lineId").asString();
    return ",\"lines\":[{\"lineId\":\"%s\",\"quantity\":1}]".formatted(line);
  }

  private void refund(UUID order, String more) throws Exception {
    stage.told();
    cancel(order, more);
    var asked = (OrderEvent.RefundRequested) stage.told().getLast();
    stage.hear(
        new PaymentEvent.Cancelled(
            order, member, asked.refundId(), asked.amount(), stage.clock.instant()));
  }

  private static void forge(String sql, UUID order) {
    stage.database.forge(sql.formatted(order));
  }

  private static List<Finding> found(String check, UUID order) throws Exception {
    return look(check).first().stream()
        .filter(each -> each.where().contains(order.toString()))
        .toList();
  }

  private static Looked look(String name) throws Exception {
    Check check = Objects.requireNonNull(stage.checks().get(name));
    return check.look().at(new Snapshots(stage.bean(DataSource.class)));
  }
}
