package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.payment.Till.Answer;
import io.seonchak.payment.Till.Buying;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Whatever comes is refused as RFC 9457 says, changes nothing, and is nobody's fault but its own.
 */
@Timeout(60)
class BadInputTest {

  private static final String CONFIRM = "/api/payments/confirm";
  private static final String CARDS = "/api/payments/billing-keys";

  private static Till till;
  private static Buying buying;

  @BeforeAll
  static void open() throws Exception {
    till = Till.open();
    buying = till.buying(10_000);
  }

  @AfterAll
  static void close() {
    till.close();
    till.gateway.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "null",
        "[]",
        "\"x\"",
        "{}",
        "{\"orderId\":\"ORDER\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000}",
        "{\"orderId\":null,\"amount\":10000,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"x\",\"amount\":10000,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":[],\"amount\":10000,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":-1,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":0,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":1.5,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":1e309,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":1000000000001,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":9223372036854775808,\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":\"10000\",\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":[10000],\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"a b\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"한글\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"a\\u0000b\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"\\ud800\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"a\\r\\nSet-Cookie: x\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":7}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"KEY\",\"paymentKey\":\"KEY\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"KEY\",\"billingKeyId\":\"ORDER\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"KEY\",\"status\":\"PAID\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"KEY\",\"memberId\":\"ORDER\"}",
        "{\"orderId\":\"ORDER\",\"amount\":10000,\"paymentKey\":\"KEY\"} trailing"
      })
  void aConfirmationThatIsNoneIsRefused(String body) throws Exception {
    String filled = body.replace("ORDER", buying.order().toString()).replace("KEY", buying.key());

    Answer answer = till.confirm(buying.member(), filled);

    assertThat(answer.words()).isEqualTo("400 INVALID");
    assertThat(answer.raw().headers().firstValue("Content-Type"))
        .contains("application/problem+json");
    nothingHappened();
  }

  @Test
  void keysTooLongAndBodiesTooDeepAreRefused() throws Exception {
    String order = buying.order().toString();
    String longKey =
        "{\"orderId\":\"%s\",\"amount\":10000,\"paymentKey\":\"%s\"}"
            .formatted(order, "k".repeat(201));
    assertThat(till.confirm(buying.member(), longKey).words()).isEqualTo("400 INVALID");
    assertThat(till.confirm(buying.member(), "[".repeat(10_000)).words()).isEqualTo("400 INVALID");
    assertThat(till.confirm(buying.member(), "x".repeat(70_000)).words())
        .isEqualTo("413 TOO_LARGE");
    assertThat(
            till.as(buying.member(), "POST", CONFIRM, "amount=1", "Content-Type", "text/plain")
                .words())
        .isEqualTo("415 UNSUPPORTED_MEDIA_TYPE");
    nothingHappened();
  }

  @Test
  void nobodyAndAMemberSeeNothingThatIsNotTheirs() throws Exception {
    UUID order = buying.order();
    for (String path : List.of(CONFIRM, CARDS)) {
      assertThat(till.send("POST", path, "{}").words()).isEqualTo("401 UNAUTHENTICATED");
    }
    assertThat(till.send("GET", CARDS, "").words()).isEqualTo("401 UNAUTHENTICATED");
    assertThat(till.send("GET", "/api/payments/" + order, "").words())
        .isEqualTo("401 UNAUTHENTICATED");
    Map<String, String> operations =
        Map.of(
            "/api/operations/payments/repairs",
            "GET",
            "/api/operations/payments/repairs/" + UUID.randomUUID(),
            "DELETE",
            "/api/operations/payments/" + order + "/look",
            "POST");
    for (var each : operations.entrySet()) {
      assertThat(till.send(each.getValue(), each.getKey(), "").words())
          .isEqualTo("401 UNAUTHENTICATED");
      assertThat(till.as(buying.member(), each.getValue(), each.getKey(), "").words())
          .isEqualTo("403 FORBIDDEN");
    }
    assertThat(till.send("POST", "/toss-simulator/checkouts", "{}").status())
        .as("no simulator beside a gateway elsewhere")
        .isEqualTo(401);
  }

  @Test
  void aCardWithoutAKeyOfItsRequestIsRefused() throws Exception {
    UUID member = buying.member();
    String body = card("auth");

    assertThat(till.as(member, "POST", CARDS, body).words()).isEqualTo("400 INVALID");
    for (String key : List.of("", "a b", "x".repeat(301))) {
      assertThat(till.as(member, "POST", CARDS, body, "Idempotency-Key", key).words())
          .as("'%s'", key)
          .isEqualTo("400 INVALID");
    }
    assertThat(till.count("SELECT count(*) FROM payment.billing_key")).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "\\u0000", "한글"})
  void aCardThatIsNoneIsRefused(String auth) throws Exception {
    assertThat(till.as(buying.member(), "POST", CARDS, card(auth), "Idempotency-Key", "k").words())
        .isEqualTo("400 INVALID");
    assertThat(till.count("SELECT count(*) FROM payment.billing_key")).isZero();
  }

  @Test
  void pathsThatAreNoneAreNotFound() throws Exception {
    UUID member = buying.member();
    for (String path : List.of("/api/payments/x", "/api/payments/" + UUID.randomUUID())) {
      assertThat(till.as(member, "GET", path, "").words()).as(path).isEqualTo("404 NOT_FOUND");
    }
    assertThat(till.as(member, "DELETE", CARDS + "/x", "").words()).isEqualTo("404 NOT_FOUND");
    assertThat(till.asOperator("GET", "/api/operations/payments/repairs?limit=1000000000").words())
        .isEqualTo("400 INVALID");
    assertThat(till.asOperator("GET", "/api/operations/payments/repairs?limit=x").words())
        .isEqualTo("400 INVALID");
    assertThat(till.asOperator("POST", "/api/operations/payments/x/look").words())
        .isEqualTo("404 NOT_FOUND");
  }

  private static String card(String auth) throws Exception {
    String customer = till.as(buying.member(), "GET", CARDS, "").text("customerKey");
    return "{\"authKey\":\"%s\",\"customerKey\":\"%s\"}".formatted(auth, customer);
  }

  private static void nothingHappened() throws Exception {
    assertThat(till.count("SELECT count(*) FROM payment.attempt")).isZero();
    assertThat(till.count("SELECT count(*) FROM payment.outbox")).isZero();
    assertThat(till.gateway.moved(buying.order().toString())).isEmpty();
  }
}
