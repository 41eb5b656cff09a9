package io.seonchak.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** The same client, the same paths, over real HTTP; and nothing captured is ever called failed. */
@Timeout(30)
class ClientAgainstSimulatorTest {

  private static final LocalDateTime LONG_AGO = LocalDate.of(2026, 1, 1).atStartOfDay();

  private static Simulated gateway;

  @BeforeAll
  static void open() {
    gateway = new Simulated();
  }

  @AfterAll
  static void close() {
    gateway.close();
  }

  @AfterEach
  void calm() throws Exception {
    gateway.chaos("{}");
    gateway.webhooksTo("");
  }

  @ParameterizedTest
  @EnumSource(value = TossCode.class, mode = EnumSource.Mode.EXCLUDE, names = "NOT_SENT")
  void everyRefusalOfAConfirmationIsUnderstood(TossCode code) throws Exception {
    Confirmation confirmation = gateway.open(1_000, ",\"refuseWith\":\"%s\"".formatted(code));

    TossAnswer<Payment> answer = gateway.client().confirm(confirmation, confirmation.orderId());

    switch (code.meaning()) {
      case FINAL -> assertThat(((Refused<Payment>) answer).code()).isEqualTo(code);
      case RETRY -> assertThat(((Retry<Payment>) answer).code()).isEqualTo(code);
      case UNKNOWN -> assertThat(answer).isInstanceOf(Unknown.class);
    }
    assertThat(gateway.truth(confirmation.paymentKey()).path("approvedAt").isNull()).isTrue();
  }

  @Test
  void aPaymentFromTheWindowToTheLastWonPaidBack() throws Exception {
    TossClient client = gateway.client();
    Confirmation confirmation = gateway.open(1_000, "");
    assertThat(((Refused<Payment>) client.paymentOfOrder("order-unknown")).code())
        .isEqualTo(TossCode.NOT_FOUND_PAYMENT);

    Payment paid = done(client.confirm(confirmation, "a-" + confirmation.orderId()));
    assertThat(paid.captured()).isTrue();
    assertThat(done(client.payment(paid.paymentKey()))).isEqualTo(paid);
    assertThat(done(client.paymentOfOrder(paid.orderId()))).isEqualTo(paid);

    String key = paid.paymentKey();
    Payment less = done(client.cancel(key, Cancellation.part("변심", 300, 1_000), key + "-1"));
    assertThat(less.balanceAmount()).isEqualTo(700);
    assertThat(client.cancel(key, Cancellation.part("변심", 300, 1_000), key + "-2"))
        .as("the guard holds")
        .isInstanceOf(Unknown.class);
    Payment nothing = done(client.cancel(key, Cancellation.full("변심"), key + "-3"));
    assertThat(nothing.fullyCancelled()).isTrue();
    assertThat(nothing.status()).isEqualTo(PaymentStatus.PARTIAL_CANCELED);
    assertThat(nothing.cancelledAmount()).isEqualTo(1_000);
    assertThat(client.cancel(key, Cancellation.full("변심"), key + "-4")).isInstanceOf(Unknown.class);
  }

  @Test
  void anAccountIsPaidIntoAndToldTwiceTheSecretIsTheProof() throws Exception {
    List<byte[]> told = new CopyOnWriteArrayList<>();
    HttpServer shop =
        HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    shop.createContext(
        "/",
        exchange -> {
          told.add(exchange.getRequestBody().readAllBytes());
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    shop.start();
    gateway.webhooksTo("http://127.0.0.1:%d/".formatted(shop.getAddress().getPort()));
    TossClient client = gateway.client();
    var wanted =
        new AccountOrder(30_000, gateway.order(), "운동화", "박토스", "20", 24, null, null, null);
    Payment waiting = done(client.openAccount(wanted, wanted.orderId()));
    assertThat(waiting.captured()).isFalse();

    gateway.deposit(waiting.paymentKey());
    gateway.round();
    shop.stop(0);

    var reader = new WebhookReader(List.of(), gateway.clock);
    List<Webhook> read = told.stream().map(body -> reader.read(body, null, null)).toList();
    assertThat(read).hasSize(2);
    assertThat(read.getFirst())
        .isEqualTo(
            new Webhook.PaymentHint(waiting.paymentKey(), waiting.orderId(), PaymentStatus.DONE));
    assertThat(((Webhook.Deposit) read.getLast()).genuine(waiting.secret())).isTrue();
    assertThat(done(client.payment(waiting.paymentKey())).captured()).isTrue();
    var account = new Cancellation.RefundAccount("20", "1234567890", "박토스");
    Payment back =
        done(
            client.cancel(
                waiting.paymentKey(),
                Cancellation.full("변심").to(account),
                waiting.orderId() + "-c"));
    assertThat(back.status()).isEqualTo(PaymentStatus.CANCELED);
    assertThat(back.captured()).as("it was, once").isTrue();
  }

  @Test
  void oneTapPaysUntilTheKeyIsGone() throws Exception {
    TossClient client = gateway.client();
    String auth = gateway.billingAuth("member-0001");
    assertThat(((Refused<BillingKey>) client.issueBillingKey(auth, "member-0002", "i1")).code())
        .isEqualTo(TossCode.NOT_MATCHES_CUSTOMER_KEY);
    BillingKey key = done(client.issueBillingKey(auth, "member-0001", "i2"));

    Charge charge = Charge.of("member-0001", 1_000, gateway.order(), "운동화");
    Payment paid = done(client.charge(key.billingKey(), charge, charge.orderId()));
    assertThat(done(client.charge(key.billingKey(), charge, charge.orderId()))).isEqualTo(paid);
    assertThat(client.charge(key.billingKey(), charge, charge.orderId() + "-2"))
        .as("somebody was here before")
        .isInstanceOf(Unknown.class);
    assertThat(client.deleteBillingKey(key.billingKey())).isInstanceOf(Done.class);
    Charge later = Charge.of("member-0001", 1_000, gateway.order(), "운동화");
    assertThat(((Refused<Payment>) client.charge(key.billingKey(), later, "l")).code())
        .isEqualTo(TossCode.ALREADY_REMOVED_BILLING_KEY);
  }

  @Test
  void theBooksAndTheReceipts() throws Exception {
    TossClient client = gateway.client();
    gateway.clock.advance(Duration.ofDays(40));
    LocalDate today =
        LocalDate.ofInstant(gateway.clock.instant(), java.time.ZoneId.of("Asia/Seoul"));
    Confirmation confirmation = gateway.open(10_000, "");
    Payment paid = done(client.confirm(confirmation, confirmation.orderId()));
    client.cancel(paid.paymentKey(), Cancellation.part("변심", 4_000, 10_000), paid.orderId());

    Transaction.Page first =
        done(client.transactions(today.atStartOfDay(), today.plusDays(1).atStartOfDay(), "", 1));
    Transaction.Page second =
        done(
            client.transactions(
                today.atStartOfDay(),
                today.plusDays(1).atStartOfDay(),
                String.valueOf(first.next()),
                10));
    assertThat(first.transactions().getFirst().amount()).isEqualTo(10_000);
    assertThat(second.transactions()).extracting(Transaction::amount).containsExactly(-4_000L);
    assertThat(second.next()).isNull();
    List<Settlement> settled =
        done(client.settlements(today, today, Settlement.DateType.SOLD, 1, 100));
    assertThat(settled)
        .hasSize(2)
        .allMatch(one -> one.payOutAmount() == one.amount() - one.totalFee());
    assertThat(settled.stream().mapToLong(Settlement::amount).sum())
        .isEqualTo(done(client.payment(paid.paymentKey())).balanceAmount());

    var order =
        new CashReceipt.Order(
            5_000, gateway.order(), "운동화", "01012345678", AccountOrder.Purpose.INCOME_DEDUCTION);
    CashReceipt receipt = done(client.issueCashReceipt(order, order.orderId()));
    assertThat(done(client.cashReceipts(today, 0, 10)).data()).contains(receipt);
    assertThat(done(client.cancelCashReceipt(receipt.receiptKey(), 2_000L, "c")).amount())
        .isEqualTo(2_000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOSE_REQUEST",
        "LOSE_ANSWER",
        "FAIL_BEFORE",
        "FAIL_AFTER",
        "BAD_GATEWAY",
        "BUSY",
        "SLOW_ANSWER",
        "SLOW_REQUEST"
      })
  void whateverGoesWrongTheMoneyIsTakenOnceAndKnown(String strike) throws Exception {
    gateway.chaos("{\"slowMillis\":1500,\"next\":[\"%s\"]}".formatted(strike));
    TossClient client = gateway.client();
    Confirmation confirmation = gateway.open(1_000, "");

    TossAnswer<Payment> answer = client.confirm(confirmation, confirmation.orderId());

    assertThat(answer).as(strike).isNotInstanceOf(Refused.class).isNotInstanceOf(Done.class);
    if (answer instanceof Retry<Payment> retry) {
      assertThat(retry.sameKey()).isTrue();
      assertThat(gateway.truth(confirmation.paymentKey()).path("approvedAt").isNull()).isTrue();
    }
    var resolving = new Resolving(client, gateway.clock, pause -> gateway.clock.advance(pause));
    Resolving.Resolution resolution = resolving.ask(confirmation.orderId());
    assertThat(resolution).isNotInstanceOf(Resolving.NotCaptured.class);
    if (!(resolution instanceof Resolving.Captured)) {
      // The same attempt with its key: done now, or the answer of then.
      Payment again = settled(client, confirmation);
      assertThat(again.captured()).isTrue();
    }
    assertThat(resolving.resolve(confirmation.orderId())).isInstanceOf(Resolving.Captured.class);
    assertThat(amounts(client, confirmation.paymentKey())).containsExactly(1_000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"LOSE_REQUEST", "LOSE_ANSWER", "FAIL_BEFORE", "FAIL_AFTER", "BAD_GATEWAY"})
  void whateverGoesWrongNothingIsPaidBackTwice(String strike) throws Exception {
    TossClient client = gateway.client();
    Confirmation confirmation = gateway.open(1_000, "");
    Payment paid = done(client.confirm(confirmation, confirmation.orderId()));
    gateway.chaos("{\"next\":[\"%s\"]}".formatted(strike));
    String attempt = paid.orderId() + "-c";
    Cancellation part = Cancellation.part("변심", 600, 1_000);

    assertThat(client.cancel(paid.paymentKey(), part, attempt)).isInstanceOf(Unknown.class);
    Payment back = done(client.cancel(paid.paymentKey(), part, attempt));

    assertThat(back.balanceAmount()).isEqualTo(400);
    assertThat(amounts(client, paid.paymentKey())).containsExactly(1_000L, -600L);
  }

  @Test
  void tooManyRequestsAreNotSentToTheirDoom() throws Exception {
    gateway.chaos("{\"rateLimited\":true}");
    gateway.clock.advance(Duration.ofMinutes(1));
    TossClient client = gateway.client();
    TossAnswer<Payment> answer = client.payment("nobody");
    for (int i = 0; i < 100; i++) {
      answer = client.payment("nobody");
    }

    assertThat(((Retry<Payment>) answer).code()).isEqualTo(TossCode.TOO_MANY_REQUESTS);
    assertThat(((Retry<Payment>) answer).sameKey()).isTrue();
  }

  /** What the client holds true of one payment; never more than the gateway does. */
  private static final class View {
    private final Confirmation confirmation;
    private String attempt;
    private int attempts;
    private boolean captured;
    private long balance;

    View(Confirmation confirmation) {
      this.confirmation = confirmation;
      this.balance = confirmation.amount();
      this.attempt = confirmation.orderId() + "-0";
    }

    void nextAttempt() {
      attempt = confirmation.orderId() + "-" + ++attempts;
    }

    void saw(Payment payment) {
      captured = payment.captured();
      balance = payment.balanceAmount();
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 20260302, 77})
  void theClientNeverKnowsMoreThanTheGateway(long seed) throws Exception {
    var random = new Random(seed);
    gateway.chaos(
        """
        {"seed":%d,"changes":{"LOSE_ANSWER":0.15,"LOSE_REQUEST":0.1,"FAIL_AFTER":0.1,"FAIL_BEFORE":0.05,
         "BAD_GATEWAY":0.05,"BUSY":0.1},"lookups":{"LOSE_ANSWER":0.1,"FAIL_BEFORE":0.1}}\
        """
            .formatted(seed));
    List<View> views = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String refused = i % 4 == 3 ? ",\"refuseWith\":\"REJECT_CARD_PAYMENT\"" : "";
      views.add(new View(gateway.open(1_000 + i, refused)));
    }
    for (int step = 0; step < 120; step++) {
      View view = views.get(random.nextInt(views.size()));
      String what = "seed %d, step %d".formatted(seed, step);
      switch (random.nextInt(3)) {
        case 0 -> confirmOnce(view, what);
        case 1 -> cancelOnce(view, 1 + random.nextInt(400), what);
        default -> {
          if (gateway.client().payment(view.confirmation.paymentKey())
              instanceof Done<Payment>(Payment seen)) {
            view.saw(seen);
          }
        }
      }
      JsonNode truth = gateway.truth(view.confirmation.paymentKey());
      assertThat(!view.captured || captured(truth)).as(what).isTrue();
      assertThat(truth.path("balanceAmount").asLong()).as(what).isLessThanOrEqualTo(view.balance);
    }
    gateway.chaos("{}");
    for (View view : views) {
      List<Long> moved = amounts(gateway.client(), view.confirmation.paymentKey());
      JsonNode truth = gateway.truth(view.confirmation.paymentKey());
      assertThat(moved.stream().filter(amount -> amount > 0)).hasSizeLessThanOrEqualTo(1);
      assertThat(moved.stream().mapToLong(Long::longValue).sum())
          .isEqualTo(captured(truth) ? truth.path("balanceAmount").asLong() : 0);
    }
  }

  private static void confirmOnce(View view, String what) throws Exception {
    JsonNode before = gateway.truth(view.confirmation.paymentKey());
    TossAnswer<Payment> answer = gateway.client().confirm(view.confirmation, view.attempt);
    JsonNode after = gateway.truth(view.confirmation.paymentKey());
    switch (answer) {
      case Done<Payment>(Payment paid) -> {
        assertThat(captured(after)).as(what).isTrue();
        view.captured = true;
        // An answer of then, perhaps: what was paid back since is known better.
        view.balance = Math.min(view.balance, paid.balanceAmount());
      }
      case Refused<Payment> no -> {
        assertThat(captured(after)).as(what + ": " + no).isFalse();
        view.nextAttempt();
      }
      case Retry<Payment> later -> {
        assertThat(captured(after)).as(what + ": " + later).isEqualTo(captured(before));
        if (!later.sameKey()) {
          view.nextAttempt();
        }
      }
      case Unknown<Payment> lost -> {
        // Anything: nothing is concluded, and the attempt keeps its key.
      }
    }
  }

  private static void cancelOnce(View view, long amount, String what) throws Exception {
    if (!view.captured || view.balance < amount) {
      return;
    }
    String key = view.confirmation.paymentKey();
    long before = gateway.truth(key).path("balanceAmount").asLong();
    TossAnswer<Payment> answer =
        gateway
            .client()
            .cancel(
                key,
                Cancellation.part("변심", amount, view.balance),
                key + "-" + view.balance + "-" + amount);
    long after = gateway.truth(key).path("balanceAmount").asLong();
    switch (answer) {
      case Done<Payment>(Payment back) -> {
        assertThat(after).as(what).isLessThanOrEqualTo(back.balanceAmount());
        view.balance = Math.min(view.balance, back.balanceAmount());
      }
      case Refused<Payment> no -> assertThat(after).as(what + ": " + no).isEqualTo(before);
      case Retry<Payment> later -> assertThat(after).as(what + ": " + later).isEqualTo(before);
      case Unknown<Payment> lost -> {
        // Nothing is concluded.
      }
    }
  }

  private static boolean captured(JsonNode truth) {
    return !truth.path("approvedAt").isNull();
  }

  private static Payment settled(TossClient client, Confirmation confirmation) {
    return done(
        await()
            .atMost(Duration.ofSeconds(20))
            .until(
                () -> client.confirm(confirmation, confirmation.orderId()),
                answer -> answer instanceof Done));
  }

  private static List<Long> amounts(TossClient client, String paymentKey) {
    List<Long> amounts = new ArrayList<>();
    Transaction.Page page =
        done(client.transactions(LONG_AGO, LONG_AGO.plusYears(1), "", Transaction.PAGE_MAX));
    page.transactions().stream()
        .filter(each -> each.paymentKey().equals(paymentKey))
        .forEach(each -> amounts.add(each.amount()));
    return amounts;
  }

  private static <T> T done(TossAnswer<T> answer) {
    assertThat(answer).isInstanceOf(Done.class);
    return ((Done<T>) answer).value();
  }
}
