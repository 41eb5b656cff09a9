package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.payment.Till.Answer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Cards registered once and paid with by one tap. */
@Timeout(60)
class CardsTest {

  private static final String PATH = "/api/payments/billing-keys";

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
  }

  @Test
  void anothersCardNeitherPaysNorIsSeenNorIsRemoved() throws Exception {
    UUID owner = UUID.randomUUID();
    UUID thief = UUID.randomUUID();
    String card = registered(owner);
    UUID order = till.orders.order(thief, 5_000);

    assertThat(till.confirm(thief, tap(order, 5_000, card)).words()).isEqualTo("404 NOT_FOUND");
    assertThat(till.as(thief, "DELETE", PATH + "/" + card, "").words()).isEqualTo("404 NOT_FOUND");
    assertThat(till.as(thief, "GET", PATH, "").json().path("billingKeys").size()).isZero();
    assertThat(till.as(owner, "GET", PATH, "").json().path("billingKeys").size()).isEqualTo(1);
    assertThat(till.gateway.moved(order.toString())).isEmpty();
  }

  @Test
  void anothersNameAtTheGatewayRegistersNothing() throws Exception {
    UUID owner = UUID.randomUUID();
    String auth = till.gateway.billingAuth(customerKey(owner));

    Answer answer = register(UUID.randomUUID(), "k", auth, customerKey(owner));

    assertThat(answer.words()).isEqualTo("400 INVALID");
    assertThat(till.count("SELECT count(*) FROM payment.request_key WHERE request_key = 'k'"))
        .isZero();
  }

  @Test
  void registeredOnceHoweverOftenItIsSent() throws Exception {
    UUID member = UUID.randomUUID();
    String customer = customerKey(member);
    String auth = till.gateway.billingAuth(customer);
    till.gateway.chaos("{\"next\":[\"LOSE_ANSWER\"]}");

    assertThat(register(member, "k1", auth, customer).words()).isEqualTo("503 UNAVAILABLE");
    Answer second = register(member, "k1", auth, customer);
    Answer third = register(member, "k1", auth, customer);

    assertThat(second.status()).isEqualTo(201);
    assertThat(third.text("billingKeyId")).isEqualTo(second.text("billingKeyId"));
    assertThat(register(member, "k1", auth + "x", customer).words()).isEqualTo("422 KEY_REUSED");
    assertThat(register(member, "k2", auth, customer).words()).isEqualTo("402 PAYMENT_REFUSED");
    Answer list = till.as(member, "GET", PATH, "");
    assertThat(list.json().path("billingKeys").size()).isEqualTo(1);
    assertThat(list.json().path("billingKeys").path(0).path("number").asString("")).hasSize(5);
  }

  @Test
  void oneTapPaysOnceAndTheKeyLiesOpenNowhere() throws Exception {
    UUID member = UUID.randomUUID();
    String card = registered(member);
    UUID order = till.orders.order(member, 7_000);

    assertThat(till.confirm(member, tap(order, 7_000, card)).words()).isEqualTo("200 PAID");
    assertThat(till.confirm(member, tap(order, 7_000, card)).words()).isEqualTo("200 PAID");

    assertThat(till.gateway.moved(order.toString())).containsExactly(7_000L);
    assertThat(till.names(order)).containsExactly("approved");
    byte[] sealed =
        till.bean(JdbcClient.class)
            .sql("SELECT sealed FROM payment.billing_key WHERE billing_key_id = ?")
            .param(UUID.fromString(card))
            .query(byte[].class)
            .single();
    assertThat(new String(sealed, StandardCharsets.ISO_8859_1))
        .doesNotContain(till.gateway.billingKey(customerKey(member)));
  }

  @Test
  void aLostAnswerToATapIsKnownLaterAndTakenOnce() throws Exception {
    for (String strike : new String[] {"LOSE_ANSWER", "LOSE_REQUEST", "FAIL_AFTER"}) {
      UUID member = UUID.randomUUID();
      String card = registered(member);
      UUID order = till.orders.order(member, 7_000);
      till.keepBreakerShut();
      till.gateway.chaos("{\"next\":[\"%s\"]}".formatted(strike));

      assertThat(till.confirm(member, tap(order, 7_000, card)).words()).isEqualTo("202 PROCESSING");
      till.later(Duration.ofSeconds(2));
      till.later(Duration.ofSeconds(2));

      assertThat(till.names(order)).as(strike).containsExactly("approved");
      assertThat(till.gateway.moved(order.toString())).containsExactly(7_000L);
    }
  }

  @Test
  void aCardGivenUpPaysNoMoreAndTheGatewayForgetsIt() throws Exception {
    UUID member = UUID.randomUUID();
    String card = registered(member);
    till.gateway.chaos("{\"next\":[\"LOSE_REQUEST\"]}");

    assertThat(till.as(member, "DELETE", PATH + "/" + card, "").status()).isEqualTo(204);
    assertThat(till.as(member, "DELETE", PATH + "/" + card, "").status()).isEqualTo(404);
    UUID order = till.orders.order(member, 7_000);
    Answer answer = till.confirm(member, tap(order, 7_000, card));
    assertThat(answer.text("tossCode")).isEqualTo("ALREADY_REMOVED_BILLING_KEY");
    for (int i = 0; i < 3; i++) {
      till.later(Duration.ofMinutes(2));
    }

    assertThat(
            till.count(
                "SELECT count(*) FROM payment.billing_key WHERE billing_key_id = ? AND state ="
                    + " 'GONE' AND sealed IS NULL",
                UUID.fromString(card)))
        .isEqualTo(1);
    assertThat(till.gateway.moved(order.toString())).isEmpty();
  }

  @Test
  void moreThanTenAreNotRegistered() throws Exception {
    UUID member = UUID.randomUUID();
    for (int i = 0; i < 10; i++) {
      registered(member);
    }
    String customer = customerKey(member);

    assertThat(register(member, "one-more", till.gateway.billingAuth(customer), customer).words())
        .isEqualTo("409 TOO_MANY_BILLING_KEYS");
  }

  private static String registered(UUID member) throws Exception {
    String customer = customerKey(member);
    Answer answer =
        register(
            member, UUID.randomUUID().toString(), till.gateway.billingAuth(customer), customer);
    assertThat(answer.status()).isEqualTo(201);
    return answer.text("billingKeyId");
  }

  private static String customerKey(UUID member) throws Exception {
    return till.as(member, "GET", PATH, "").text("customerKey");
  }

  private static Answer register(UUID member, String key, String auth, String customer)
      throws Exception {
    return till.as(
        member,
        "POST",
        PATH,
        "{\"authKey\":\"%s\",\"customerKey\":\"%s\"}".formatted(auth, customer),
        "Idempotency-Key",
        key);
  }

  private static String tap(UUID order, long amount, String card) {
    return "{\"orderId\":\"%s\",\"amount\":%d,\"billingKeyId\":\"%s\"}"
        .formatted(order, amount, card);
  }
}
