package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderClient.Verdict;
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
import org.junit.jupiter.params.provider.CsvSource;

/** What a member gets who wants to pay, and what it costs him. */
@Timeout(60)
class ConfirmTest {

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
    till.orders.away(null);
  }

  @Test
  void whoBelievesInAnotherAmountPaysNothing() throws Exception {
    Buying buying = till.buying(10_000);

    Answer answer =
        till.confirm(buying.member(), Till.confirmation(buying.order(), 9_999, buying.key()));

    assertThat(answer.words()).isEqualTo("409 AMOUNT_MISMATCH");
    assertThat(answer.json().path("amount").asLong()).isEqualTo(10_000);
    nothingHappened(buying);
  }

  @Test
  void anothersOrderIsNotThere() throws Exception {
    Buying buying = till.buying(10_000);

    assertThat(till.confirm(UUID.randomUUID(), buying.body()).words()).isEqualTo("404 NOT_FOUND");
    nothingHappened(buying);
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
    assertThat(till.confirm(UUID.randomUUID(), buying.body()).words()).isEqualTo("404 NOT_FOUND");
    assertThat(paymentOf(buying, UUID.randomUUID()).words()).isEqualTo("404 NOT_FOUND");
  }

  @ParameterizedTest
  @CsvSource({
    "ORDER_EXPIRED, 409 ORDER_EXPIRED",
    "ALREADY_PAID, 409 ALREADY_PAID",
    "NO_SUCH_ORDER, 404 NOT_FOUND",
    "PAYING, 503 BUSY",
    "NOT_READY, 503 BUSY"
  })
  void whatTheOrderDoesNotAllowCostsNothingAndMayBeTriedAgain(Verdict verdict, String words)
      throws Exception {
    Buying buying = till.buying(10_000);
    till.orders.says(buying.order(), verdict);

    Answer answer = till.confirm(buying);

    assertThat(answer.words()).isEqualTo(words);
    assertThat(answer.raw().headers().firstValue("Retry-After").isPresent())
        .isEqualTo(answer.status() == 503);
    nothingHappened(buying);
    till.orders.says(buying.order(), Verdict.GO);
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
  }

  @Test
  void theSameKeyPaysOnceAndAnotherNotAtAll() throws Exception {
    Buying buying = till.buying(10_000);

    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
    String other = till.window(buying.order(), 10_000);
    assertThat(
            till.confirm(buying.member(), Till.confirmation(buying.order(), 10_000, other)).words())
        .isEqualTo("409 ALREADY_PAID");
    assertThat(
            till.confirm(buying.member(), Till.confirmation(buying.order(), 1, buying.key()))
                .words())
        .isEqualTo("409 AMOUNT_MISMATCH");
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
    assertThat(till.names(buying.order())).containsExactly("approved");
    var approved = till.events(buying.order()).getFirst().body();
    assertThat(approved.path("amount").asLong()).isEqualTo(10_000);
    assertThat(approved.path("method").asString()).isEqualTo("카드");
    assertThat(approved.path("memberId").asString()).isEqualTo(buying.member().toString());
    assertThat(approved.path("attemptId").asString())
        .isEqualTo(till.orders.asked(buying.order()).getFirst().toString());
    assertThat(paymentOf(buying, buying.member()).words()).isEqualTo("200 PAID");
  }

  @Test
  void aPaidOrdersKeyPaysNoOtherOrderAndTheFirstStaysPaid() throws Exception {
    Buying bought = till.bought(10_000);
    Buying account = till.buying(10_000, "VIRTUAL_ACCOUNT", "");
    till.confirm(account);
    for (Buying known : List.of(bought, account)) {
      UUID other = till.orders.order(known.member(), 10_000);

      Answer answer = till.confirm(known.member(), Till.confirmation(other, 10_000, known.key()));
      assertThat(answer.words()).isIn("202 PROCESSING", "402 PAYMENT_REFUSED");
      till.later(Duration.ofSeconds(2));
      hint(other, known.key());
      hint(known.order(), known.key());
      till.later(Duration.ofMinutes(20));

      assertThat(till.names(other)).containsExactly("failed");
      assertThat(till.gateway.moved(other.toString())).isEmpty();
    }
    assertThat(till.gateway.moved(bought.order().toString())).containsExactly(10_000L);
    assertThat(till.names(bought.order())).containsExactly("approved");
    assertThat(till.gateway.truth(account.key()).path("status").asString())
        .isEqualTo("WAITING_FOR_DEPOSIT");
  }

  private static void hint(UUID order, String key) throws Exception {
    till.send(
        "POST",
        "/api/webhooks/toss",
        "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":{\"paymentKey\":\"%s\",\"orderId\":\"%s\"}}"
            .formatted(key, order));
  }

  @Test
  void whatIsRefusedStaysRefusedAndAnotherCardMayPay() throws Exception {
    Buying buying = till.buying(10_000, "CARD", ",\"refuseWith\":\"REJECT_CARD_COMPANY\"");

    Answer first = till.confirm(buying);
    Answer again = till.confirm(buying);

    assertThat(first.words()).isEqualTo("402 PAYMENT_REFUSED");
    assertThat(first.text("tossCode")).isEqualTo("REJECT_CARD_COMPANY");
    assertThat(again.text("tossCode")).isEqualTo("REJECT_CARD_COMPANY");
    assertThat(till.names(buying.order())).containsExactly("failed");
    assertThat(till.orders.asked(buying.order())).hasSize(1);
    String other = till.window(buying.order(), 10_000);
    assertThat(
            till.confirm(buying.member(), Till.confirmation(buying.order(), 10_000, other)).words())
        .isEqualTo("200 PAID");
    assertThat(till.names(buying.order())).containsExactly("failed", "approved");
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
  }

  @Test
  void aRefusalThatPassesMayBeTriedWithTheSameKeyInANewAttempt() throws Exception {
    Buying buying = till.buying(10_000, "CARD", ",\"refuseWith\":\"PROVIDER_ERROR\"");

    assertThat(till.confirm(buying).text("tossCode")).isEqualTo("PROVIDER_ERROR");
    assertThat(till.confirm(buying).text("tossCode")).isEqualTo("PROVIDER_ERROR");

    assertThat(till.orders.asked(buying.order())).hasSize(2).doesNotHaveDuplicates();
    assertThat(till.names(buying.order())).containsExactly("failed", "failed");
    assertThat(till.gateway.moved(buying.order().toString())).isEmpty();
  }

  @Test
  void nothingToPayIsPaidAtOnceAndWithoutTheGateway() throws Exception {
    UUID member = UUID.randomUUID();
    UUID order = till.orders.order(member, 0);
    String body = "{\"orderId\":\"%s\",\"amount\":0}".formatted(order);

    assertThat(till.confirm(member, body).words()).isEqualTo("200 PAID");
    assertThat(till.confirm(member, body).words()).isEqualTo("200 PAID");
    assertThat(till.events(order)).hasSize(1);
    assertThat(till.events(order).getFirst().body().path("method").asString()).isEqualTo("FREE");
    UUID dear = till.orders.order(member, 5_000);
    assertThat(till.confirm(member, "{\"orderId\":\"%s\",\"amount\":0}".formatted(dear)).words())
        .isEqualTo("409 AMOUNT_MISMATCH");
  }

  @Test
  void whoStoppedHalfWayGoesOnWithTheSameAttempt() throws Exception {
    Buying buying = till.buying(10_000);
    till.orders.away(new IllegalStateException("the order is away"));
    assertThat(till.confirm(buying).status()).isEqualTo(500);
    assertThat(till.names(buying.order())).isEmpty();

    till.orders.away(null);
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
    assertThat(till.names(buying.order())).containsExactly("approved");
  }

  @Test
  void whoNeverComesBackIsToldToHaveFailedSoThatTheOrderGoesOn() throws Exception {
    Buying buying = till.buying(10_000);
    till.orders.away(new IllegalStateException("the order is away"));
    till.confirm(buying);
    till.later(Duration.ofSeconds(20));
    assertThat(till.names(buying.order())).as("it may still be made").isEmpty();

    till.later(Duration.ofSeconds(20));

    assertThat(till.names(buying.order())).containsExactly("failed");
    assertThat(till.gateway.moved(buying.order().toString())).isEmpty();
    till.orders.away(null);
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
  }

  private static Answer paymentOf(Buying buying, UUID member) throws Exception {
    return till.as(member, "GET", "/api/payments/" + buying.order(), "");
  }

  private static void nothingHappened(Buying buying) throws Exception {
    assertThat(till.gateway.moved(buying.order().toString())).isEmpty();
    assertThat(till.names(buying.order())).isEmpty();
    assertThat(
            till.count("SELECT count(*) FROM payment.attempt WHERE order_id = ?", buying.order()))
        .isZero();
  }
}
