package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.payment.Till.Answer;
import io.seonchak.payment.Till.Buying;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What comes by the webhooks' door is believed of nobody: it makes the payment be read. */
@Timeout(60)
class WebhooksTest {

  private static final String DOOR = "/api/webhooks/toss";

  private static Till till;

  @BeforeAll
  static void open() throws Exception {
    till = Till.open();
  }

  @AfterAll
  static void close() {
    till.close();
    till.gateway.close();
  }

  @AfterEach
  void calm() throws Exception {
    till.gateway.chaos("{}");
    till.gateway.webhooksTo("");
  }

  @Test
  void ofOrdersNobodyTriedToPayNothingIsWrittenDown() throws Exception {
    Buying buying = till.buying(10_000);

    assertThat(hint(buying.order(), buying.key(), "DONE").status()).isEqualTo(200);
    assertThat(hint(UUID.randomUUID(), "some-key", "DONE").status()).isEqualTo(200);
    assertThat(deposit(buying.order(), "ps_guessed", "DONE").status()).isEqualTo(200);
    till.rounds();

    assertThat(till.count("SELECT count(*) FROM payment.webhook")).isZero();
    assertThat(till.count("SELECT count(*) FROM payment.hint")).isZero();
    assertThat(till.names(buying.order())).isEmpty();
  }

  @Test
  void forgedOnesPayNothingAndTakeNothingBack() throws Exception {
    Buying refused = till.buying(10_000, "CARD", ",\"refuseWith\":\"REJECT_CARD_PAYMENT\"");
    till.confirm(refused);
    Buying bought = till.bought(10_000);

    for (int i = 0; i < 7; i++) {
      hint(refused.order(), refused.key(), "DONE");
      hint(refused.order(), "forged-" + i, "DONE");
      hint(bought.order(), bought.key(), "CANCELED");
      deposit(bought.order(), "ps_forged", "CANCELED");
    }
    till.later(Duration.ofSeconds(5));

    assertThat(till.names(refused.order())).containsExactly("failed");
    assertThat(till.names(bought.order())).containsExactly("approved");
    assertThat(till.gateway.moved(bought.order().toString())).containsExactly(10_000L);
    assertThat(till.count("SELECT count(*) FROM payment.hint")).isZero();
    for (Buying each : List.of(refused, bought)) {
      assertThat(till.count("SELECT count(*) FROM payment.repair WHERE order_id = ?", each.order()))
          .isZero();
    }
  }

  @Test
  void howeverManyAreForgedOfOneOrderFewAreKept() throws Exception {
    Buying bought = till.bought(10_000);

    for (int i = 0; i < 60; i++) {
      hint(bought.order(), "forged-" + i, "DONE");
    }

    assertThat(till.count("SELECT count(*) FROM payment.hint WHERE order_id = ?", bought.order()))
        .isEqualTo(20);
    till.rounds();
    assertThat(till.count("SELECT count(*) FROM payment.hint")).isZero();
  }

  @Test
  void oneThatComesBeforeTheAnswerAndSevenOfEachChangeNothing() throws Exception {
    till.hearWebhooks();
    till.gateway.chaos("{\"webhooks\":{\"copies\":7,\"first\":true}}");
    Buying buying = till.buying(10_000);

    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
    till.gateway.round();
    till.later(Duration.ofSeconds(2));

    assertThat(till.names(buying.order())).containsExactly("approved");
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
    assertThat(till.count("SELECT count(*) FROM payment.webhook")).isPositive();
  }

  @Test
  void aLostAnswerIsKnownSoonerByAWebhook() throws Exception {
    till.hearWebhooks();
    till.gateway.chaos("{\"next\":[\"LOSE_ANSWER\"]}");
    Buying buying = till.buying(10_000);

    assertThat(till.confirm(buying).status()).isEqualTo(202);
    till.gateway.round();
    till.rounds();

    assertThat(till.names(buying.order())).as("no time has passed").containsExactly("approved");
  }

  @Test
  void aSecondCaptureOfOneOrderGoesBackOnce() throws Exception {
    Buying bought = till.bought(10_000);
    String second = till.window(bought.order(), 10_000);
    till.gateway.confirm(second, bought.order().toString(), 10_000);

    for (int i = 0; i < 3; i++) {
      hint(bought.order(), second, "DONE");
      till.later(Duration.ofSeconds(5));
    }

    assertThat(till.gateway.moved(bought.order().toString()))
        .containsExactly(10_000L, 10_000L, -10_000L);
    assertThat(till.gateway.truth(bought.key()).path("balanceAmount").asLong()).isEqualTo(10_000);
    assertThat(till.names(bought.order())).as("no refund of the order").containsExactly("approved");
  }

  @Test
  void whatFailedAndIsTakenAfterAllGoesBack() throws Exception {
    Buying buying = till.buying(10_000, "CARD", ",\"refuseWith\":\"PROVIDER_ERROR\"");
    till.confirm(buying);
    String other = till.window(buying.order(), 10_000);
    till.gateway.confirm(other, buying.order().toString(), 10_000);

    hint(buying.order(), other, "DONE");
    till.later(Duration.ofSeconds(5));

    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L, -10_000L);
    assertThat(till.names(buying.order())).containsExactly("failed");
  }

  @Test
  void whatIsPaidBackByHandIsShownToPeople() throws Exception {
    Buying bought = till.bought(10_000);
    till.gateway.cancel(bought.key(), 4_000);

    hint(bought.order(), bought.key(), "PARTIAL_CANCELED");
    till.later(Duration.ofSeconds(2));

    Answer repairs = till.asOperator("GET", "/api/operations/payments/repairs");
    var repair =
        repairs
            .json()
            .path("repairs")
            .valueStream()
            .filter(each -> each.path("orderId").asString().equals(bought.order().toString()))
            .findFirst()
            .orElseThrow();
    assertThat(repair.path("kind").asString()).isEqualTo("CANCELLED_ELSEWHERE");
    String path = "/api/operations/payments/repairs/" + repair.path("repairId").asString();
    assertThat(till.asOperator("DELETE", path).status()).isEqualTo(204);
    assertThat(till.asOperator("DELETE", path).status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "null",
        "\"text\"",
        "{\"eventType\":\"PAYMENT_STATUS_CHANGED\"}",
        "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":{\"orderId\":\"../../etc\"}}",
        "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":{\"paymentKey\":\"a b\",\"orderId\":7}}",
        "{\"eventType\":\"payout.changed\",\"entityBody\":{}}",
        "{\"eventType\":\"BILLING_DELETED\",\"data\":{\"billingKey\":\"x\",\"reason\":\"\\r\\n\"}}",
        "{\"orderId\":\"x\",\"secret\":\"y\",\"status\":\"DONE\"}",
        "{\"eventType\":\"\\u0000\"}"
      })
  void whateverItIsTheAnswerIsTheSame(String body) throws Exception {
    assertThat(till.send("POST", DOOR, body).status()).isEqualTo(200);
    assertThat(till.send("POST", DOOR, body, "Content-Type", "text/plain").status()).isEqualTo(200);
  }

  @Test
  void aHugeOneIsNotReadAndOtherMethodsAreNotServed() throws Exception {
    assertThat(till.send("POST", DOOR, "x".repeat(70_000)).status()).isEqualTo(413);
    for (String method : List.of("GET", "PUT", "DELETE")) {
      assertThat(till.send(method, DOOR, "").status()).as(method).isEqualTo(401);
    }
  }

  private static Answer hint(UUID order, String key, String status) throws Exception {
    return till.send(
        "POST",
        DOOR,
        """
        {"eventType":"PAYMENT_STATUS_CHANGED","createdAt":"2026-03-02T12:00:00.000000",
         "data":{"paymentKey":"%s","orderId":"%s","status":"%s"}}\
        """
            .formatted(key, order, status));
  }

  private static Answer deposit(UUID order, String secret, String status) throws Exception {
    return till.send(
        "POST",
        DOOR,
        """
        {"createdAt":"2026-03-02T12:00:00.000000","secret":"%s","status":"%s",
         "transactionKey":"t","orderId":"%s"}\
        """
            .formatted(secret, status, order));
  }
}
