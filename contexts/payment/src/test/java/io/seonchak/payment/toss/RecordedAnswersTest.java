package io.seonchak.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(30)
class RecordedAnswersTest {

  private static final String PAYMENT = "znsyz20251130141719u7Ie0";
  private static final String ORDER = "a4CWyWY5m89PNh7xJwhk1";
  private static final Confirmation CONFIRM = new Confirmation(PAYMENT, ORDER, 15_000);

  private Recorded gateway = open();

  private static Recorded open() {
    try {
      return new Recorded();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @BeforeEach
  void anew() {
    gateway.close();
    gateway = open();
  }

  @AfterEach
  void close() {
    gateway.close();
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 401, 403, 404, 409, 429, 500, 502, 503})
  void aStatusAloneDecidesNothing(int status) {
    gateway.body(status, "<html>busy</html>");

    assertThat(confirm()).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {400, 403, 500})
  void aCodeNobodyHasHeardOfIsUnknown(int status) {
    gateway.code(status, "MERCURY_IS_RETROGRADE");

    assertThat(confirm()).isInstanceOf(Unknown.class);
  }

  @ParameterizedTest
  @EnumSource(TossCode.class)
  void everyCodeMeansTheSameWithEveryStatus(TossCode code) {
    for (int status : List.of(400, 403, 500)) {
      gateway.code(status, code.name());

      TossAnswer<Payment> answer = confirm();
      if (code == TossCode.NOT_SENT) {
        assertThat(answer)
            .as("a gateway cannot say that it was not asked")
            .isInstanceOf(Unknown.class);
        continue;
      }
      switch (code.meaning()) {
        case FINAL -> assertThat(answer).isEqualTo(new Refused<Payment>(code, "말씀"));
        case RETRY ->
            assertThat(answer).isEqualTo(new Retry<Payment>(code, code.pause(), code.sameKey()));
        case UNKNOWN -> assertThat(answer).isInstanceOf(Unknown.class);
      }
    }
  }

  @Test
  void whatIsNotAPaymentIsUnknown() {
    for (String body :
        List.of(
            "", "null", "[]", "{}", "{\"paymentKey\":\"x\"", "\"DONE\"", "{\"status\":\"DONE\"}")) {
      gateway.body(200, body);

      assertThat(confirm()).as(body).isInstanceOf(Unknown.class);
    }
  }

  @Test
  void anAnswerAboutAnotherPaymentIsUnknown() throws Exception {
    String done = Recorded.text("confirm-card.json");
    for (String other :
        List.of(
            done.replace(ORDER, "another-order"),
            done.replace(PAYMENT, "another-payment"),
            done.replace("\"totalAmount\":15000", "\"totalAmount\":15001"),
            done.replace("\"DONE\"", "\"IN_PROGRESS\""),
            done.replace("\"DONE\"", "\"BRAND_NEW\""))) {
      gateway.body(200, other);

      assertThat(confirm()).isInstanceOf(Unknown.class);
    }
  }

  @Test
  void anAnswerThatBreaksOffOrNeverComesIsUnknown() throws Exception {
    gateway.cutOff(Recorded.text("confirm-card.json"));
    assertThat(confirm()).isInstanceOf(Unknown.class);

    gateway.silence();
    assertThat(confirm()).isInstanceOf(Unknown.class);
  }

  @Test
  void anAnswerThatStallsOrDripsIsGivenUpInTimeAndUnknown() throws Exception {
    gateway.stalling("{").dripping(Recorded.text("confirm-card.json"));
    for (String how : List.of("stalling", "dripping")) {
      long begin = System.nanoTime();

      assertThat(confirm()).as(how).isInstanceOf(Unknown.class);

      assertThat(Duration.ofNanos(System.nanoTime() - begin))
          .as(how)
          .isBetween(Recorded.PATIENCE.dividedBy(2), Recorded.PATIENCE.multipliedBy(20));
    }
  }

  @Test
  void anAnswerWithoutEndIsUnknown() {
    gateway.body(200, "x".repeat(TossCalls.ANSWER_BYTES_MAX + 1));

    assertThat(confirm()).isInstanceOf(Unknown.class);
  }

  @Test
  void whoIsNotThereWasNotSentAnything() throws Exception {
    int port;
    try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = socket.getLocalPort();
    }
    TossClient nobody =
        Recorded.client(
            URI.create("http://127.0.0.1:" + port), Recorded.KEY, Duration.ofSeconds(2));

    assertThat(nobody.confirm(CONFIRM, "k"))
        .isEqualTo(new Retry<Payment>(TossCode.NOT_SENT, TossCode.NOT_SENT.pause(), true));
  }

  @Test
  void theGatewaySaysHowLongToWaitButNotForever() {
    gateway.body(429, "{\"code\":\"TOO_MANY_REQUESTS\"}", "Retry-After", "7");
    assertThat(confirm())
        .isEqualTo(new Retry<Payment>(TossCode.TOO_MANY_REQUESTS, Duration.ofSeconds(7), true));

    gateway.body(429, "{\"code\":\"TOO_MANY_REQUESTS\"}", "Retry-After", "999999");
    assertThat(((Retry<Payment>) confirm()).after()).isEqualTo(TossCalls.RETRY_AFTER_MAX);

    gateway.body(429, "{\"code\":\"TOO_MANY_REQUESTS\"}", "Retry-After", "soon");
    assertThat(((Retry<Payment>) confirm()).after()).isEqualTo(TossCode.TOO_MANY_REQUESTS.pause());
  }

  @Test
  void aPaymentByCard() throws Exception {
    gateway.file("confirm-card.json");

    Payment payment = done(confirm());

    assertThat(payment.captured()).isTrue();
    assertThat(payment.method()).isEqualTo(Payment.Method.CARD);
    assertThat(payment.totalAmount()).isEqualTo(payment.suppliedAmount() + payment.vat());
    Payment.Card card = Objects.requireNonNull(payment.card());
    assertThat(card.cardType()).isEqualTo(Payment.Card.Kind.CREDIT);
    assertThat(card.interestPayer()).isNull();
    assertThat(payment.cancels()).isEmpty();
    assertThat(payment.isPartialCancelable()).isTrue();
    assertThat(String.valueOf(payment.approvedAt())).endsWith("+09:00");
    Recorded.Asked asked = gateway.asked.getFirst();
    assertThat(asked.path()).isEqualTo("/v1/payments/confirm");
    assertThat(asked.header("Idempotency-key")).isEqualTo("attempt-1");
    assertThat(asked.header("Authorization"))
        .isEqualTo(
            "Basic "
                + Base64.getEncoder()
                    .encodeToString((Recorded.KEY + ":").getBytes(StandardCharsets.UTF_8)));
    assertThat(TossJson.MAPPER.readTree(asked.body()))
        .isEqualTo(
            TossJson.MAPPER.readTree(
                "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":15000}"
                    .formatted(PAYMENT, ORDER)));
  }

  @Test
  void wordsAndFieldsOfTomorrowBreakNothing() throws Exception {
    gateway.file("confirm-of-tomorrow.json");

    Payment payment = done(confirm());

    assertThat(payment.method()).isEqualTo(Payment.Method.UNKNOWN);
    assertThat(payment.type()).isEqualTo(Payment.Type.UNKNOWN);
    Payment.Card card = Objects.requireNonNull(payment.card());
    assertThat(card.ownerType()).isEqualTo(Payment.Card.Owner.UNKNOWN);
    assertThat(payment.balanceAmount()).isZero();
  }

  @Test
  void anAccountToPayInto() throws Exception {
    gateway.file("confirm-virtual-account.json");

    Payment payment =
        done(
            gateway
                .client()
                .confirm(new Confirmation("5zJ4xY7m0kODnyRpQWGrN2xq", ORDER, 30_000), "k"));

    assertThat(payment.captured()).isFalse();
    Payment.VirtualAccount account = Objects.requireNonNull(payment.virtualAccount());
    assertThat(account.accountType()).isEqualTo(Payment.VirtualAccount.Kind.ONCE);
    assertThat(payment.secret()).startsWith("ps_");
    assertThat(payment.toString() + account).doesNotContain("ps_", "X6505636518308", "박토스");
  }

  @Test
  void paidBackInPiecesIsFullyPaidBackByItsBalance() throws Exception {
    gateway.file("cancel-in-pieces.json");

    Payment payment =
        done(gateway.client().cancel(PAYMENT, Cancellation.part("단순 변심", 700, 700), "k"));

    assertThat(payment.status()).isEqualTo(PaymentStatus.PARTIAL_CANCELED);
    assertThat(payment.fullyCancelled()).isTrue();
    assertThat(payment.cancelledAmount()).isEqualTo(1_000);
    assertThat(gateway.asked.getFirst().body())
        .contains("\"cancelAmount\":700", "\"refundableAmount\":700")
        .doesNotContain("null");
  }

  @Test
  void aBillingKeyIsIssuedChargedAndForgotten() throws Exception {
    gateway.file("billing-key.json");
    BillingKey key = done(gateway.client().issueBillingKey("auth", "member-0001", "k"));
    assertThat(key.toString()).doesNotContain(key.billingKey()).doesNotContain("4330");

    gateway.body(200, Recorded.text("confirm-card.json").replace("NORMAL", "BILLING"));
    Payment payment =
        done(
            gateway
                .client()
                .charge(key.billingKey(), Charge.of("member-0001", 15_000, ORDER, "티셔츠"), "k2"));
    assertThat(payment.type()).isEqualTo(Payment.Type.BILLING);

    gateway.body(200, "");
    assertThat(gateway.client().deleteBillingKey(key.billingKey()))
        .isEqualTo(new Done<>(new TossClient.Gone()));
    assertThat(gateway.asked.getLast().method()).isEqualTo("DELETE");
    assertThat(gateway.asked.getLast().path())
        .isEqualTo("/v1/billing/" + key.billingKey().replace("=", "%3D"));
    assertThat(gateway.asked.getLast().header("Idempotency-key")).isEmpty();
  }

  @Test
  void pagesOfTransactionsSettlementsAndReceipts() throws Exception {
    gateway.file("transactions.json").file("settlements.json").file("cash-receipts.json");
    LocalDateTime day = LocalDate.of(2025, 11, 30).atStartOfDay();

    Transaction.Page page = done(gateway.client().transactions(day, day.plusDays(1), "t0", 2));
    assertThat(page.transactions()).extracting(Transaction::amount).containsExactly(1_000L, -300L);
    assertThat(page.next()).isEqualTo("t2");
    assertThat(gateway.asked.getLast().path())
        .contains("startDate=2025-11-30T00%3A00%3A00", "startingAfter=t0", "limit=2");

    List<Settlement> settlements =
        done(
            gateway
                .client()
                .settlements(
                    day.toLocalDate(), day.toLocalDate(), Settlement.DateType.PAID_OUT, 1, 100));
    assertThat(settlements).extracting(Settlement::totalFee).containsExactly(330L, -99L);
    assertThat(settlements).allMatch(one -> one.payOutAmount() == one.amount() - one.totalFee());
    assertThat(gateway.asked.getLast().path()).contains("dateType=paidOutDate");

    CashReceipt.Page receipts = done(gateway.client().cashReceipts(day.toLocalDate(), 0, 1));
    assertThat(receipts.hasNext()).isTrue();
    assertThat(receipts.lastCursor()).isEqualTo(7);
  }

  @Test
  void aCashReceiptIsIssuedAndTakenBack() throws Exception {
    gateway.file("cash-receipt.json").file("cash-receipt.json");
    var order =
        new CashReceipt.Order(
            10_000, "order-0001", "티셔츠", "01012345678", AccountOrder.Purpose.INCOME_DEDUCTION);

    CashReceipt receipt = done(gateway.client().issueCashReceipt(order, "k"));

    assertThat(receipt.issueStatus()).isEqualTo(CashReceipt.Status.IN_PROGRESS);
    assertThat(gateway.asked.getLast().body()).contains("\"type\":\"소득공제\"");
    assertThat(gateway.client().cancelCashReceipt(receipt.receiptKey(), null, "k2"))
        .isInstanceOf(Done.class);
    assertThat(order.toString() + receipt).doesNotContain("01012345678");
  }

  @Test
  void whatIsOutOfBoundsNeverLeaves() {
    TossClient client = gateway.client();
    List<ThrowingCallable> bad =
        List.of(
            () -> new Confirmation("", ORDER, 1),
            () -> new Confirmation("p".repeat(201), ORDER, 1),
            () -> new Confirmation("p/../q r", ORDER, 1),
            () -> new Confirmation("p", "short", 1),
            () -> new Confirmation("p", "o".repeat(65), 1),
            () -> new Confirmation("p", "주문번호입니다", 1),
            () -> new Confirmation("p", ORDER, 0),
            () -> new Confirmation("p", ORDER, -1),
            () -> new Confirmation("p", ORDER, Long.MAX_VALUE),
            () -> client.confirm(CONFIRM, ""),
            () -> client.confirm(CONFIRM, "k".repeat(301)),
            () -> client.confirm(CONFIRM, "k\r\nX: y"),
            () -> Cancellation.full(" "),
            () -> Cancellation.full("r".repeat(201)),
            () -> Cancellation.part("r", 0, 10),
            () -> Cancellation.part("r", 11, 10),
            () -> new Cancellation.RefundAccount("20", "1".repeat(21), "김"),
            () -> new Cancellation.RefundAccount("20", "12-34", "김"),
            () -> new Cancellation.RefundAccount("20", "1234", "김".repeat(61)),
            () -> account(721, "20"),
            () -> account(0, "20"),
            () -> account(1, ""),
            () -> Charge.of("c", 1, ORDER, "n"),
            () -> Charge.of("member", 1, ORDER, "n".repeat(101)),
            () -> new Charge("member", 49_999, ORDER, "n", null, null, null, 2),
            () -> new Charge("member", 50_000, ORDER, "n", null, null, null, 13),
            () -> client.issueBillingKey("a".repeat(301), "member", "k"),
            () -> client.payment("../orders/other order"),
            () -> client.paymentOfOrder("a/b/c/d"),
            () -> client.transactions(LocalDateTime.MIN, LocalDateTime.MIN, "", 5_001));
    for (ThrowingCallable each : bad) {
      assertThatIllegalArgumentException().isThrownBy(each).withMessageContaining("(expected: ");
    }
    assertThat(gateway.asked).isEmpty();
  }

  @Test
  void aNameInAPathStaysOneName() throws Exception {
    gateway.file("confirm-card.json");

    assertThat(gateway.client().payment("..%2forders?x=1#y")).isInstanceOf(Unknown.class);
    assertThat(gateway.asked.getFirst().path()).isEqualTo("/v1/payments/..%252forders%3Fx%3D1%23y");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "live", "test_ck_abc", "sk_test_abc", "test_sk_a:b", "test_sk_a\r\nX: y"})
  void whatIsNoSecretKeyStopsTheStart(String key) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TossSettings.of(TossSettings.GATEWAY, key))
        .withMessageContaining("TOSS_SECRET_KEY")
        .withMessageNotContaining("abc");
  }

  @Test
  void aLiveKeyGoesToTheGatewayOnly() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TossSettings.of(URI.create("http://127.0.0.1:1"), "live_sk_abc"));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> TossSettings.of(URI.create("http://api.example.com"), "test_sk_abc"));
    assertThat(TossSettings.of(TossSettings.GATEWAY, "live_sk_abc").toString())
        .doesNotContain("abc");
  }

  private TossAnswer<Payment> confirm() {
    return gateway.client().confirm(CONFIRM, "attempt-1");
  }

  private static AccountOrder account(int hours, String bank) {
    return new AccountOrder(1, ORDER, "n", "김", bank, hours, null, null, null);
  }

  private static <T> T done(TossAnswer<T> answer) {
    assertThat(answer).isInstanceOf(Done.class);
    return ((Done<T>) answer).value();
  }
}
