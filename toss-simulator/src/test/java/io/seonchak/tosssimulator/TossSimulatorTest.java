package io.seonchak.tosssimulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.testing.SettableClock;
import io.seonchak.testing.TestDatabase;
import io.seonchak.tosssimulator.Gateway.Answer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class TossSimulatorTest {

  private static Gateway gateway;

  @BeforeAll
  static void open() throws Exception {
    gateway = new Gateway();
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  @AfterEach
  void calm() throws Exception {
    gateway.shop("PUT", "/chaos", "{}");
    gateway.shopAnswers.clear();
    gateway.round();
    gateway.hooks.clear();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TOSS_SECRET_KEY=live_sk_abc",
        "TOSS_CLIENT_KEY=live_ck_abc",
        "TOSS_SECRET_KEY=live_gsk_abc"
      })
  void itDoesNotStandBesideLiveKeys(String setting) {
    TestDatabase database = TestDatabase.fresh();

    assertThatThrownBy(
            () ->
                TossSimulatorServer.start(
                    0,
                    database.url(),
                    database.username(),
                    database.password(),
                    new SettableClock(Gateway.BEGIN),
                    setting))
        .rootCause()
        .hasMessageContaining(setting.substring(0, 15))
        .hasMessageContaining("test key")
        .hasMessageNotContaining("abc");
  }

  @Test
  void whoDoesNotShowTheKeyGetsNothing() throws Exception {
    assertThat(auth(null)).isEqualTo("403 INCORRECT_BASIC_AUTH_FORMAT");
    assertThat(auth("Bearer x")).isEqualTo("403 INCORRECT_BASIC_AUTH_FORMAT");
    assertThat(auth("Basic !!!")).isEqualTo("403 INCORRECT_BASIC_AUTH_FORMAT");
    assertThat(auth(Gateway.basic(TossSimulatorServer.SECRET_KEY)))
        .isEqualTo("403 INCORRECT_BASIC_AUTH_FORMAT");
    assertThat(auth(Gateway.basic("test_sk_other:"))).isEqualTo("401 UNAUTHORIZED_KEY");
    assertThat(auth(Gateway.basic("test_ck_client:"))).isEqualTo("400 INVALID_API_KEY");
    assertThat(auth(Gateway.basic(TossSimulatorServer.SECRET_KEY + ":")))
        .isEqualTo("404 NOT_FOUND_PAYMENT");
    assertThat(gateway.send("PUT", "/chaos", "{}").status()).isEqualTo(403);
    assertThat(gateway.send("PUT", "/webhook", "{\"url\":\"\"}").status()).isEqualTo(403);
  }

  @ParameterizedTest
  @EnumSource(Code.class)
  void aTestCodeIsAnsweredWithItsStatusInBothLanguages(Code code) throws Exception {
    Answer korean =
        gateway.shop("POST", "/v1/payments/confirm", "{}", "TossPayments-Test-Code", code.name());
    Answer english =
        gateway.shop(
            "POST",
            "/v1/payments/confirm",
            "{}",
            "TossPayments-Test-Code",
            code.name(),
            "Accept-Language",
            "en-US");

    assertThat(korean.code()).isEqualTo(code.status() + " " + code.name());
    assertThat(korean.text("message")).matches(".*[가-힣].*").hasSizeLessThanOrEqualTo(510);
    assertThat(english.text("message")).matches("[ -~]+");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "{",
        "[]",
        "{}",
        "{\"paymentKey\":\"p\",\"orderId\":\"order-1\",\"amount\":0}",
        "{\"paymentKey\":\"p\",\"orderId\":\"order-1\",\"amount\":-1}",
        "{\"paymentKey\":\"p\",\"orderId\":\"order-1\",\"amount\":1.5}",
        "{\"paymentKey\":\"p\",\"orderId\":\"order-1\",\"amount\":1e309}",
        "{\"paymentKey\":\"p\",\"orderId\":\"order-1\",\"amount\":9223372036854775808}",
        "{\"paymentKey\":\"p\",\"orderId\":\"order-1\",\"amount\":\"1\"}",
        "{\"paymentKey\":\"p\",\"orderId\":\"order-1\"}",
        "{\"paymentKey\":\"p\",\"orderId\":\"short\",\"amount\":1}",
        "{\"paymentKey\":\"p\",\"orderId\":\"주문번호입니다\",\"amount\":1}",
        "{\"paymentKey\":[],\"orderId\":\"order-1\",\"amount\":1}",
        "{\"paymentKey\":\"p\\u0000\",\"orderId\":\"order-1\",\"amount\":1}",
        "{\"paymentKey\":\"\\ud800\",\"orderId\":\"order-1\",\"amount\":1}"
      })
  void whatIsNoRequestIsRefusedWithoutAnyEffect(String body) throws Exception {
    assertThat(gateway.shop("POST", "/v1/payments/confirm", body).code())
        .isEqualTo("400 INVALID_REQUEST");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//shop.example/ok",
        "/ok",
        "http:///ok",
        "http://user:pw@shop.example/",
        "http://shop.example/a b",
        "http://shop.example/\\u000d\\u000aSet-Cookie:x",
        ""
      })
  void aBuyerIsSentToPagesOfTheWebOnly(String url) throws Exception {
    String body =
        """
        {"orderId":"order-1","orderName":"n","amount":1000,"method":"CARD",
         "successUrl":"%s","failUrl":"http://shop.example/no"}\
        """
            .formatted(url);

    assertThat(gateway.send("POST", "/checkouts", body).code()).isEqualTo("400 INVALID_REQUEST");
  }

  @Test
  void aScriptConfirmsWhatItOpened() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 15_000, "CARD");

    Answer answer = gateway.confirm(payment, order, 15_000);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.text("status")).isEqualTo("DONE");
    assertThat(answer.text("method")).isEqualTo("카드");
    assertThat(answer.text("requestedAt"))
        .isEqualTo(Json.seoul(gateway.clock.instant()))
        .endsWith("+09:00");
    assertThat(answer.json().path("suppliedAmount").asLong()).isEqualTo(13_636);
    assertThat(answer.json().path("vat").asLong()).isEqualTo(1_364);
    assertThat(gateway.read(payment).body()).isEqualTo(answer.body());
    assertThat(gateway.shop("GET", "/v1/payments/orders/" + order, "").body())
        .isEqualTo(answer.body());
    assertThat(gateway.confirm(payment, order, 15_000).code())
        .isEqualTo("400 ALREADY_PROCESSED_PAYMENT");
  }

  @ParameterizedTest
  @CsvSource({"30000,27273,2727", "50000000000,45454545455,4545454545", "100,91,9"})
  void vatIsAnEleventhRounded(long amount, long supplied, long vat) throws Exception {
    JsonNode json = gateway.read(gateway.paid(amount, "CARD")).json();

    assertThat(json.path("suppliedAmount").asLong()).isEqualTo(supplied);
    assertThat(json.path("vat").asLong()).isEqualTo(vat);
  }

  @Test
  void anotherAmountOrOrderTakesNothing() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 15_000, "CARD");

    assertThat(gateway.confirm(payment, order, 14_999).code()).isEqualTo("400 INVALID_REQUEST");
    assertThat(gateway.confirm(payment, gateway.order(), 15_000).code())
        .isEqualTo("400 INVALID_REQUEST");
    assertThat(gateway.confirm("nobody", order, 15_000).code()).isEqualTo("404 NOT_FOUND_PAYMENT");
    assertThat(gateway.read(payment).text("status")).isEqualTo("READY");
    String small = gateway.order();
    assertThat(gateway.confirm(gateway.open(small, 199, "TRANSFER"), small, 199).code())
        .isEqualTo("400 BELOW_MINIMUM_AMOUNT");
  }

  @Test
  void aWindowStandsOpenForThirtyMinutesAndAPressIsGoodForTen() throws Exception {
    String first = gateway.order();
    String second = gateway.order();
    String waited = gateway.open(first, 1_000, "CARD", "\"buyerPresses\":true");
    String pressed = gateway.open(second, 1_000, "CARD", "\"buyerPresses\":true");
    assertThat(gateway.confirm(waited, first, 1_000).code())
        .as("nobody has pressed")
        .isEqualTo("404 NOT_FOUND_PAYMENT_SESSION");

    gateway.clock.advance(Duration.ofMinutes(29));
    assertThat(gateway.press(pressed, "pay").status()).isEqualTo(303);
    gateway.clock.advance(Duration.ofMinutes(1));
    assertThat(gateway.press(waited, "pay").code()).isEqualTo("404 NOT_FOUND_PAYMENT_SESSION");
    assertThat(gateway.read(waited).text("status")).isEqualTo("EXPIRED");
    assertThat(gateway.read(waited).json().path("failure").path("code").asString(""))
        .isEqualTo("EXPIRED_PAYMENT");
    gateway.clock.advance(Duration.ofMinutes(9));
    assertThat(gateway.confirm(pressed, second, 1_000).code())
        .isEqualTo("404 NOT_FOUND_PAYMENT_SESSION");
  }

  @Test
  void whatRunsOutByItselfIsToldToo() throws Exception {
    String payment = gateway.open(gateway.order(), 1_000, "CARD");
    gateway.pass(Deal.READY_FOR);

    assertThat(gateway.hooks)
        .anySatisfy(
            hook -> {
              assertThat(hook.body().path("data").path("paymentKey").asString(""))
                  .isEqualTo(payment);
              assertThat(hook.body().path("data").path("status").asString("")).isEqualTo("EXPIRED");
            });
  }

  @Test
  void theBuyerComesBackWithWhatTheGatewaySays() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 1_000, "CARD");
    assertThat(gateway.press(payment, "dance").code()).isEqualTo("400 INVALID_REQUEST");
    Answer closed = gateway.press(payment, "close");
    assertThat(closed.location())
        .startsWith("https://shop.example/no?code=PAY_PROCESS_CANCELED&message=")
        .doesNotContain("orderId");
    assertThat(gateway.press(payment, "pay").location())
        .isEqualTo(
            "http://127.0.0.1:9/ok?a=b&paymentType=NORMAL&paymentKey=%s&orderId=%s&amount=1000#top"
                .formatted(payment, order));
    assertThat(gateway.press(payment, "pay").status()).as("once").isEqualTo(404);

    String other = gateway.order();
    String failing = gateway.open(other, 1_000, "CARD");
    assertThat(gateway.press(failing, "fail").location())
        .contains("code=REJECT_CARD_COMPANY", "orderId=" + other);
    assertThat(gateway.read(failing).text("status")).isEqualTo("ABORTED");
    assertThat(gateway.confirm(failing, other, 1_000).code())
        .isEqualTo("404 NOT_FOUND_PAYMENT_SESSION");
  }

  @Test
  void theWindowShowsWhatIsPaidAndRunsNothing() throws Exception {
    Answer opened =
        gateway.send(
            "POST",
            "/checkouts",
            """
            {"orderId":"%s","orderName":"<script>alert('x')</script>","amount":1234567,"method":"카드",
             "successUrl":"http://127.0.0.1:9/ok","failUrl":"http://127.0.0.1:9/no"}\
            """
                .formatted(gateway.order()));
    assertThat(opened.status()).isEqualTo(201);
    String url = opened.text("redirectUrl");
    assertThat(url).startsWith("http://127.0.0.1:").endsWith(opened.text("paymentKey"));

    Answer page = gateway.send("GET", "/pay/" + opened.text("paymentKey"), "");

    assertThat(page.body())
        .contains("lang=\"ko\"", "1,234,567원", "결제하기", "&lt;script&gt;", "실제 돈은 오가지 않습니다")
        .doesNotContain("<script");
    assertThat(page.header("content-security-policy")).contains("default-src 'none'");
    Answer nobody = gateway.send("GET", "/pay/nobody", "", "Accept", "text/html");
    assertThat(nobody.status()).isEqualTo(404);
    assertThat(nobody.body()).contains("존재하지 않는 결제", "NOT_FOUND_PAYMENT");
  }

  @Test
  void aRefusalEndsAPaymentUnlessItPasses() throws Exception {
    String order = gateway.order();
    String refused = gateway.open(order, 1_000, "CARD", "\"refuseWith\":\"REJECT_CARD_PAYMENT\"");
    assertThat(gateway.confirm(refused, order, 1_000).code()).isEqualTo("403 REJECT_CARD_PAYMENT");
    assertThat(gateway.read(refused).text("status")).isEqualTo("ABORTED");

    String passing = gateway.open(order, 1_000, "CARD", "\"refuseWith\":\"PROVIDER_ERROR\"");
    assertThat(gateway.confirm(passing, order, 1_000).code()).isEqualTo("400 PROVIDER_ERROR");
    assertThat(gateway.read(passing).text("status")).isEqualTo("READY");
    assertThat(gateway.checkout(order, 1_000, "CARD", "\"refuseWith\":\"NO_SUCH\"").status())
        .isEqualTo(400);
  }

  @Test
  void aKeyIsAnsweredOnceAndThenByteForByteRefusalsToo() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 1_000, "CARD");
    Answer wrong = gateway.confirm(payment, order, 999, "Idempotency-Key", order);
    Answer mended = gateway.confirm(payment, order, 1_000, "Idempotency-Key", order);
    assertThat(mended.body()).as("the body is not compared").isEqualTo(wrong.body());
    assertThat(mended.status()).isEqualTo(400);

    Answer done = gateway.confirm(payment, order, 1_000, "Idempotency-Key", order + "-2");
    assertThat(done.status()).isEqualTo(200);
    gateway.cancel(payment, "");
    gateway.clock.advance(Replays.KEPT.minusSeconds(1));
    assertThat(gateway.confirm(payment, order, 1_000, "Idempotency-Key", order + "-2").body())
        .isEqualTo(done.body());
    gateway.clock.advance(Duration.ofSeconds(1));
    assertThat(gateway.confirm(payment, order, 1_000, "Idempotency-Key", order + "-2").code())
        .as("after fifteen days the key is new")
        .isEqualTo("400 ALREADY_PROCESSED_PAYMENT");
    assertThat(gateway.confirm(payment, order, 1_000, "Idempotency-Key", "k".repeat(301)).code())
        .isEqualTo("400 INVALID_IDEMPOTENCY_KEY");
  }

  @Test
  void aKeyCountsForOneAddressOnly() throws Exception {
    String payment = gateway.paid(1_000, "CARD");
    String other = gateway.paid(1_000, "CARD");

    assertThat(gateway.cancel(payment, "", "Idempotency-Key", payment).status()).isEqualTo(200);
    assertThat(gateway.cancel(other, "", "Idempotency-Key", payment).text("paymentKey"))
        .isEqualTo(other);
  }

  @Test
  void manyWithOneKeyAtOnceTakeTheMoneyOnce() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 1_000, "CARD");
    List<Answer> answers =
        atOnce(16, i -> gateway.confirm(payment, order, 1_000, "Idempotency-Key", order));

    assertThat(answers)
        .allSatisfy(
            answer -> assertThat(answer.code()).isIn("200", "409 IDEMPOTENT_REQUEST_PROCESSING"));
    assertThat(
            answers.stream().filter(answer -> answer.status() == 200).map(Answer::body).distinct())
        .hasSize(1);
    assertThat(movements(payment)).containsExactly(1_000L);
  }

  @Test
  void manyWithKeysOfTheirOwnTakeTheMoneyOnce() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 1_000, "CARD");
    List<Answer> answers =
        atOnce(8, i -> gateway.confirm(payment, order, 1_000, "Idempotency-Key", order + i));

    assertThat(answers.stream().map(Answer::code).sorted().toList())
        .startsWith("200")
        .filteredOn(code -> code.equals("400 ALREADY_PROCESSED_PAYMENT"))
        .hasSize(7);
    assertThat(movements(payment)).containsExactly(1_000L);
  }

  @Test
  void paidBackInPiecesItIsNeverCalledCancelled() throws Exception {
    String payment = gateway.paid(1_000, "CARD");
    assertThat(gateway.cancel(payment, "\"cancelAmount\":1001").code())
        .isEqualTo("403 NOT_CANCELABLE_AMOUNT");
    assertThat(gateway.cancel(payment, "\"cancelAmount\":300,\"refundableAmount\":999").code())
        .isEqualTo("400 NOT_MATCHES_REFUNDABLE_AMOUNT");
    assertThat(gateway.cancel(payment, "\"currency\":\"USD\"").code())
        .isEqualTo("400 INVALID_REQUEST");
    assertThat(gateway.read(payment).json().path("balanceAmount").asLong()).isEqualTo(1_000);

    gateway.cancel(payment, "\"cancelAmount\":300,\"refundableAmount\":1000");
    Answer rest = gateway.cancel(payment, "\"cancelAmount\":700");

    assertThat(rest.text("status")).isEqualTo("PARTIAL_CANCELED");
    assertThat(rest.json().path("balanceAmount").asLong()).isZero();
    assertThat(rest.json().path("cancels").size()).isEqualTo(2);
    assertThat(gateway.cancel(payment, "\"cancelAmount\":1").code())
        .isEqualTo("403 NOT_CANCELABLE_AMOUNT");
    assertThat(movements(payment)).containsExactly(1_000L, -300L, -700L);
  }

  @Test
  void paidBackAtOnceItIsCancelledAndStaysSo() throws Exception {
    String payment = gateway.paid(1_000, "EASY_PAY");

    assertThat(gateway.cancel(payment, "").text("status")).isEqualTo("CANCELED");
    assertThat(gateway.cancel(payment, "").code()).isEqualTo("400 ALREADY_CANCELED_PAYMENT");
    assertThat(gateway.cancel(gateway.open(gateway.order(), 1_000, "CARD"), "").code())
        .isEqualTo("403 NOT_CANCELABLE_PAYMENT");
  }

  @Test
  void manyWhoPayBackAtOncePayBackNoMoreThanWasTaken() throws Exception {
    String payment = gateway.paid(1_000, "CARD");
    List<Answer> answers = atOnce(8, i -> gateway.cancel(payment, "\"cancelAmount\":300"));

    assertThat(answers.stream().filter(answer -> answer.status() == 200)).hasSize(3);
    assertThat(movements(payment)).containsExactly(1_000L, -300L, -300L, -300L);
  }

  @Test
  void refundsHaveTheirTime() throws Exception {
    String transfer = gateway.paid(1_000, "TRANSFER");
    String phone = gateway.paid(1_000, "MOBILE_PHONE");
    String card = gateway.paid(1_000, "CARD");
    gateway.clock.advance(Duration.ofDays(181));

    assertThat(gateway.cancel(transfer, "").code()).isEqualTo("403 EXCEED_MAX_REFUND_DUE");
    assertThat(gateway.cancel(phone, "").code()).isEqualTo("403 EXCEED_MAX_REFUND_DUE");
    assertThat(gateway.cancel(card, "").status()).isEqualTo(200);
  }

  @Test
  void anAccountWaitsForItsDepositWhichMayBeReversed() throws Exception {
    String order = gateway.order();
    Answer opened =
        gateway.shop(
            "POST",
            "/v1/virtual-accounts",
            """
            {"amount":30000,"orderId":"%s","orderName":"n","customerName":"박토스","bank":"20","validHours":24}\
            """
                .formatted(order));
    String payment = opened.text("paymentKey");
    String secret = opened.text("secret");
    assertThat(opened.text("status")).isEqualTo("WAITING_FOR_DEPOSIT");
    assertThat(opened.json().path("virtualAccount").path("accountNumber").asString(""))
        .startsWith("X");
    assertThat(gateway.cancel(payment, "\"cancelAmount\":1").code())
        .isEqualTo("403 NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT");

    gateway.press(payment, "deposit");
    gateway.round();
    assertThat(gateway.read(payment).text("status")).isEqualTo("DONE");
    assertThat(gateway.hooks).hasSize(2);
    JsonNode flat = gateway.hooks.get(1).body();
    assertThat(flat.path("secret").asString("")).isEqualTo(secret);
    assertThat(flat.path("orderId").asString("")).isEqualTo(order);
    assertThat(flat.has("paymentKey") || flat.has("eventType")).isFalse();

    gateway.press(payment, "reverse-deposit");
    assertThat(gateway.read(payment).text("status")).isEqualTo("WAITING_FOR_DEPOSIT");
    assertThat(movements(payment)).containsExactly(30_000L, -30_000L);
    gateway.press(payment, "deposit");
    assertThat(gateway.cancel(payment, "").code()).isEqualTo("400 INVALID_REFUND_ACCOUNT_INFO");
    String to =
        "\"refundReceiveAccount\":{\"bank\":\"20\",\"accountNumber\":\"%s\",\"holderName\":\"박토스\"}";
    assertThat(gateway.cancel(payment, to.formatted("12-34")).code())
        .isEqualTo("400 INVALID_REFUND_ACCOUNT_NUMBER");
    Answer back = gateway.cancel(payment, to.formatted("1234"));
    assertThat(back.json().path("virtualAccount").path("refundStatus").asString(""))
        .isEqualTo("COMPLETED");
    assertThat(movements(payment).stream().mapToLong(Long::longValue).sum()).isZero();
  }

  @Test
  void anAccountRunsOutWhenNobodyPaysIn() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 30_000, "VIRTUAL_ACCOUNT", "\"validHours\":2");
    assertThat(gateway.confirm(payment, order, 30_000).text("status"))
        .isEqualTo("WAITING_FOR_DEPOSIT");
    gateway.pass(Duration.ofHours(2));

    assertThat(gateway.read(payment).text("status")).isEqualTo("EXPIRED");
    assertThat(gateway.read(payment).json().path("virtualAccount").path("expired").asBoolean())
        .isTrue();
    assertThat(gateway.press(payment, "deposit").code()).isEqualTo("403 FORBIDDEN_REQUEST");
  }

  @Test
  void aCardIsRegisteredAndPaysByOneTap() throws Exception {
    Answer opened =
        gateway.send(
            "POST",
            "/billing-auths",
            """
            {"customerKey":"member-1","buyerPresses":true,
             "successUrl":"http://127.0.0.1:9/ok","failUrl":"http://127.0.0.1:9/no"}\
            """);
    String auth = opened.text("authKey");
    assertThat(issue(auth, "member-1").code()).isEqualTo("400 INVALID_BILLING_AUTH");
    assertThat(gateway.send("GET", "/register/" + auth, "").body()).contains("카드 등록하기");
    Answer registered =
        gateway.send(
            "POST",
            "/register/" + auth,
            "action=register",
            "Content-Type",
            "application/x-www-form-urlencoded");
    assertThat(registered.location()).contains("customerKey=member-1", "authKey=" + auth);
    assertThat(issue(auth, "member-2").code()).isEqualTo("400 NOT_MATCHES_CUSTOMER_KEY");
    String key = issue(auth, "member-1").text("billingKey");
    assertThat(issue(auth, "member-1").code()).as("once").isEqualTo("400 INVALID_BILLING_AUTH");

    String order = gateway.order();
    assertThat(charge(key, "member-2", order).code()).isEqualTo("400 NOT_MATCHES_CUSTOMER_KEY");
    assertThat(charge("nobody", "member-1", order).code())
        .isEqualTo("400 INVALID_BILL_KEY_REQUEST");
    assertThat(charge(key, "c".repeat(301), order).code()).isEqualTo("500 FAILED_DB_PROCESSING");
    assertThat(charge(key, "member-1", order).text("type")).isEqualTo("BILLING");
    assertThat(charge(key, "member-1", order).code()).isEqualTo("400 DUPLICATED_ORDER_ID");
    gateway.round();
    assertThat(gateway.hooks).as("approvals of billing keys are not told").isEmpty();

    Answer removed = gateway.shop("DELETE", "/v1/billing/" + key, "");
    assertThat(removed.status() + removed.body()).isEqualTo("200");
    assertThat(charge(key, "member-1", gateway.order()).code())
        .isEqualTo("400 ALREADY_REMOVED_BILLING_KEY");
    gateway.round();
    assertThat(gateway.hooks.getFirst().body().path("eventType").asString(""))
        .isEqualTo("BILLING_DELETED");
  }

  @ParameterizedTest
  @CsvSource({
    "9410001234567890,200",
    "4330120000000000,400 INVALID_CARD_NUMBER",
    "5555444433332222,400 NOT_SUPPORTED_CARD_TYPE"
  })
  void testCardsBehaveAsSomebodyMeasured(String card, String expected) throws Exception {
    Answer issued =
        gateway.shop(
            "POST",
            "/v1/billing/authorizations/card",
            """
            {"customerKey":"member-1","cardNumber":"%s","cardExpirationYear":"30","cardExpirationMonth":"12",
             "customerIdentityNumber":"900101"}\
            """
                .formatted(card));

    Answer last =
        issued.status() == 200
            ? charge(issued.text("billingKey"), "member-1", gateway.order())
            : issued;
    assertThat(last.code()).isEqualTo(expected);
    assertThat(issued.body()).doesNotContain(card);
    assertThat(gateway.shop("POST", "/v1/payments/key-in", "{}").code())
        .isEqualTo("403 FORBIDDEN_REQUEST");
  }

  @Test
  void theBooksHoldWhatMovedAndWhatIsPaidOut() throws Exception {
    gateway.clock.advance(Duration.ofDays(400));
    String day = Json.seoul(gateway.clock.instant()).substring(0, 10);
    String first = gateway.paid(10_000, "CARD");
    gateway.cancel(first, "\"cancelAmount\":3000");
    String second = gateway.paid(20_000, "TRANSFER");
    String range = "?startDate=%sT00:00:00&endDate=%sT23:59:59".formatted(day, day);

    JsonNode page = gateway.shop("GET", "/v1/transactions" + range + "&limit=2", "").json();
    assertThat(page.size()).isEqualTo(2);
    String after = page.get(1).path("transactionKey").asString("");
    JsonNode rest =
        gateway
            .shop("GET", "/v1/transactions" + range + "&limit=2&startingAfter=" + after, "")
            .json();
    assertThat(rest.size()).isEqualTo(1);
    assertThat(rest.get(0).path("paymentKey").asString("")).isEqualTo(second);

    JsonNode settled =
        gateway
            .shop("GET", "/v1/settlements?startDate=%s&endDate=%s".formatted(day, day), "")
            .json();
    assertThat(settled.size()).isEqualTo(3);
    for (JsonNode row : settled) {
      long fee = row.path("fees").get(0).path("fee").asLong();
      assertThat(row.path("payOutAmount").asLong()).isEqualTo(row.path("amount").asLong() - fee);
      assertThat(row.path("supplyAmount").asLong() + row.path("vat").asLong()).isEqualTo(fee);
    }
    assertThat(settled.get(0).path("payOutAmount").asLong()).isEqualTo(10_000 - 340 - 34);
    assertThat(settled.get(1).path("cancel").path("cancelAmount").asLong()).isEqualTo(3_000);
    assertThat(
            gateway
                .shop("POST", "/v1/settlements", "{\"paymentKey\":\"%s\"}".formatted(second))
                .status())
        .isEqualTo(200);
    JsonNode today =
        gateway
            .shop(
                "GET",
                "/v1/settlements?dateType=paidOutDate&startDate=%s&endDate=%s".formatted(day, day),
                "")
            .json();
    assertThat(today.size()).isEqualTo(1);
    assertThat(gateway.shop("GET", "/v1/settlements?startDate=x&endDate=y", "").status())
        .isEqualTo(400);
    assertThat(gateway.shop("GET", "/v1/transactions" + range + "&limit=5001", "").status())
        .isEqualTo(400);
  }

  @Test
  void aCashReceiptIsIssuedPagedAndTakenBack() throws Exception {
    gateway.clock.advance(Duration.ofDays(1));
    String day = Json.seoul(gateway.clock.instant()).substring(0, 10);
    String key = "";
    for (int i = 0; i < 3; i++) {
      Answer issued =
          gateway.shop(
              "POST",
              "/v1/cash-receipts",
              """
              {"amount":10000,"orderId":"%s","orderName":"n","type":"소득공제",
               "customerIdentityNumber":"01012345678"}\
              """
                  .formatted(gateway.order()));
      assertThat(issued.body()).doesNotContain("01012345678");
      key = issued.text("receiptKey");
    }
    JsonNode page = gateway.shop("GET", "/v1/cash-receipts?limit=2&requestDate=" + day, "").json();
    assertThat(page.path("hasNext").asBoolean()).isTrue();
    JsonNode rest =
        gateway
            .shop(
                "GET",
                "/v1/cash-receipts?limit=2&requestDate=%s&cursor=%d"
                    .formatted(day, page.path("lastCursor").asLong()),
                "")
            .json();
    assertThat(rest.path("data").size()).isEqualTo(1);
    String cancel = "/v1/cash-receipts/" + key + "/cancel";
    assertThat(gateway.shop("POST", cancel, "{\"amount\":10001}").status()).isEqualTo(403);
    assertThat(gateway.shop("POST", cancel, "{\"amount\":4000}").status()).isEqualTo(200);
    assertThat(gateway.shop("POST", cancel, "{}").json().path("amount").asLong()).isEqualTo(6_000);
    assertThat(gateway.shop("POST", cancel, "{}").status()).isEqualTo(400);
  }

  @Test
  void aShopThatDoesNotListenIsToldSevenTimesMore() throws Exception {
    gateway.pass(Duration.ofHours(1));
    for (int i = 0; i < 100; i++) {
      gateway.shopAnswers.add(500);
    }
    String payment = gateway.paid(1_000, "CARD");
    gateway.round();
    assertThat(gateway.told(payment)).hasSize(1);
    for (int i = 0; i < Webhooks.RETRY_MINUTES.size(); i++) {
      gateway.pass(Duration.ofMinutes(Webhooks.RETRY_MINUTES.get(i)).minusSeconds(1));
      assertThat(gateway.told(payment)).hasSize(i + 1);
      gateway.pass(Duration.ofSeconds(1));
      assertThat(gateway.told(payment)).hasSize(i + 2);
    }
    gateway.pass(Duration.ofDays(30));

    List<Gateway.Hook> told = gateway.told(payment);
    assertThat(told).hasSize(8);
    assertThat(told.stream().map(hook -> hook.header("Tosspayments-webhook-transmission-id")))
        .containsOnly(told.getFirst().header("Tosspayments-webhook-transmission-id"));
    assertThat(told.getLast().header("Tosspayments-webhook-transmission-retried-count"))
        .isEqualTo("7");
    assertThat(told.getFirst().body().path("createdAt").asString(""))
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}");
  }

  @Test
  @Timeout(10)
  void aShopWhoseAnswerStallsHoldsNobodyUpAndIsNotToldAgain() throws Exception {
    gateway.shopStalls.set(true);
    String slow = gateway.paid(1_000, "CARD");
    String next = gateway.paid(1_000, "CARD");
    gateway.round();
    gateway.pass(Duration.ofHours(1));

    assertThat(gateway.told(slow)).as("200 was said").hasSize(1);
    assertThat(gateway.told(next)).hasSize(1);
  }

  @Test
  void webhooksComeFirstOrTwiceOrLate() throws Exception {
    gateway.shop("PUT", "/chaos", "{\"webhooks\":{\"first\":true,\"copies\":2}}");
    assertThat(gateway.told(gateway.paid(1_000, "CARD")))
        .as("before anybody asked for a round")
        .hasSize(2);

    gateway.shop("PUT", "/chaos", "{\"webhooks\":{\"delayMillis\":60000}}");
    String late = gateway.paid(1_000, "CARD");
    gateway.pass(Duration.ofSeconds(59));
    assertThat(gateway.told(late)).isEmpty();
    gateway.pass(Duration.ofSeconds(1));
    assertThat(gateway.told(late)).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://10.0.0.1/h",
        "http://shop.example/h",
        "https://127.0.0.1/h",
        "ftp://127.0.0.1",
        "x",
        "http://127.0.0.1@evil.example/"
      })
  void webhooksStayOnThisMachine(String url) throws Exception {
    assertThat(gateway.shop("PUT", "/webhook", "{\"url\":\"%s\"}".formatted(url)).status())
        .isEqualTo(400);
  }

  @Test
  void aHundredAMinuteIsEnoughWhenTheLimitIsOn() throws Exception {
    gateway.shop("PUT", "/chaos", "{\"rateLimited\":true}");
    gateway.clock.advance(Duration.ofMinutes(1));
    for (int i = 0; i < RateLimit.A_MINUTE; i++) {
      assertThat(gateway.read("nobody").status()).isEqualTo(404);
    }
    assertThat(gateway.read("nobody").code()).isEqualTo("429 TOO_MANY_REQUESTS");
    assertThat(gateway.shop("GET", "/v1/payments/orders/order-x", "").status())
        .as("another API counts by itself")
        .isEqualTo(404);
    gateway.clock.advance(Duration.ofMinutes(1));
    assertThat(gateway.read("nobody").status()).isEqualTo(404);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"changes\":{\"LOSE_ANSWER\":1.1}}",
        "{\"changes\":{\"LOSE_ANSWER\":-0.1}}",
        "{\"changes\":{\"LOSE_ANSWER\":0.6,\"BUSY\":0.6}}",
        "{\"changes\":{\"EARTHQUAKE\":0.5}}",
        "{\"changes\":{\"LOSE_ANSWER\":\"much\"}}",
        "{\"next\":[\"EARTHQUAKE\"]}",
        "{\"slowMillis\":600001}",
        "{\"webhooks\":{\"copies\":8}}"
      })
  void chaosHasItsBounds(String body) throws Exception {
    assertThat(gateway.shop("PUT", "/chaos", body).code()).isEqualTo("400 INVALID_REQUEST");
    assertThat(gateway.shop("GET", "/chaos", "").json().path("changes").size()).isZero();
  }

  @ParameterizedTest
  @CsvSource({"LOSE_ANSWER,DONE", "LOSE_REQUEST,READY"})
  @Timeout(10)
  void aLostAnswerBreaksTheConnectionAndTellsNothing(String strike, String then) throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 1_000, "CARD");
    gateway.shop("PUT", "/chaos", "{\"next\":[\"%s\"]}".formatted(strike));

    assertThatThrownBy(() -> gateway.confirm(payment, order, 1_000))
        .isInstanceOf(IOException.class);
    assertThat(gateway.read(payment).text("status")).isEqualTo(then);
  }

  @Test
  void aRestartForgetsNoPaymentNoAnswerAndNoWebhook() throws Exception {
    String order = gateway.order();
    String payment = gateway.open(order, 1_000, "CARD");
    Answer done = gateway.confirm(payment, order, 1_000, "Idempotency-Key", order);
    gateway.restart();

    assertThat(gateway.read(payment).body()).isEqualTo(done.body());
    assertThat(gateway.confirm(payment, order, 1_000, "Idempotency-Key", order).body())
        .isEqualTo(done.body());
    gateway.round();
    assertThat(gateway.told(payment)).hasSize(1);
  }

  private static String auth(@org.jspecify.annotations.Nullable String header) throws Exception {
    return (header == null
            ? gateway.send("GET", "/v1/payments/nobody", "")
            : gateway.send("GET", "/v1/payments/nobody", "", "Authorization", header))
        .code();
  }

  private static Answer issue(String auth, String customer) throws Exception {
    return gateway.shop(
        "POST",
        "/v1/billing/authorizations/issue",
        "{\"authKey\":\"%s\",\"customerKey\":\"%s\"}".formatted(auth, customer));
  }

  private static Answer charge(String key, String customer, String order) throws Exception {
    return gateway.shop(
        "POST",
        "/v1/billing/" + key,
        "{\"customerKey\":\"%s\",\"amount\":1000,\"orderId\":\"%s\",\"orderName\":\"n\"}"
            .formatted(customer, order));
  }

  private static List<Long> movements(String payment) throws Exception {
    List<Long> amounts = new ArrayList<>();
    JsonNode all =
        gateway
            .shop(
                "GET",
                "/v1/transactions?startDate=2026-01-01T00:00:00&endDate=2036-01-01T00:00:00&limit=5000",
                "")
            .json();
    for (JsonNode row : all) {
      if (row.path("paymentKey").asString("").equals(payment)) {
        amounts.add(row.path("amount").asLong());
      }
    }
    return amounts;
  }

  private interface Attempt {
    Answer run(int number) throws Exception;
  }

  private static List<Answer> atOnce(int count, Attempt attempt) throws Exception {
    var go = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> futures = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        futures.add(
            threads.submit(
                () -> {
                  go.await();
                  return attempt.run(number);
                }));
      }
      go.countDown();
      List<Answer> answers = new ArrayList<>();
      for (Future<Answer> future : futures) {
        answers.add(future.get());
      }
      return answers;
    }
  }
}
