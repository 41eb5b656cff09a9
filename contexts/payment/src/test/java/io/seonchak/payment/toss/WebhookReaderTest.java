package io.seonchak.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.seonchak.payment.toss.Webhook.BillingKeyGone;
import io.seonchak.payment.toss.Webhook.Bogus;
import io.seonchak.payment.toss.Webhook.Deposit;
import io.seonchak.payment.toss.Webhook.Other;
import io.seonchak.payment.toss.Webhook.PaymentHint;
import io.seonchak.payment.toss.Webhook.Signed;
import io.seonchak.testing.SettableClock;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WebhookReaderTest {

  private static final String OLD = "0".repeat(64);
  private static final String NEW = "ab".repeat(32);
  private static final String TIME = "2026-01-01T09:00:00+09:00";
  private static final String PAYOUT =
      "{\"eventType\":\"payout.changed\",\"createdAt\":\"2026-01-01T09:00:00.000000\",\"version\":\"2022-11-16\","
          + "\"eventId\":\"e1\",\"entityType\":\"payout\",\"entityBody\":{\"id\":\"p1\",\"status\":\"COMPLETED\"}}";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final WebhookReader reader = new WebhookReader(List.of(OLD, NEW), clock);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "[]",
        "7",
        "not json",
        "{}",
        "{\"orderId\":\"order-1\"}",
        "{\"orderId\":{\"a\":1},\"secret\":[]}",
        "{\"eventType\":\"PAYMENT_STATUS_CHANGED\"}",
        "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":[]}",
        "{\"eventType\":\"BILLING_DELETED\",\"data\":{}}"
      })
  void whatIsNoWebhookIsBogus(String body) {
    assertThat(read(body, null, null)).isInstanceOf(Bogus.class);
  }

  @Test
  void tooLargeOrTooDeepIsBogus() {
    assertThat(read("x".repeat(WebhookReader.BYTES_MAX + 1), null, null)).isInstanceOf(Bogus.class);
    assertThat(read("[".repeat(20_000), null, null)).isInstanceOf(Bogus.class);
  }

  @Test
  void aPaymentsWebhookIsAHintWhateverItSays() {
    Webhook hint =
        read(
            "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"createdAt\":\"2026-01-01T09:00:00.000000\",\"data\":"
                + "{\"paymentKey\":\"p1\",\"orderId\":\"order-1\",\"status\":\"DONE\",\"totalAmount\":1}}",
            TIME,
            null);

    assertThat(hint).isEqualTo(new PaymentHint("p1", "order-1", PaymentStatus.DONE));
    assertThat(hint.toString()).doesNotContain("p1");
    assertThat(
            read(
                "{\"eventType\":\"PAYMENT_STATUS_CHANGED\",\"data\":{\"orderId\":\"o\",\"status\":\"NEW\"}}",
                null,
                null))
        .isEqualTo(new PaymentHint(null, "o", PaymentStatus.UNKNOWN));
  }

  @Test
  void aDepositIsGenuineByItsSecretOnly() {
    Deposit deposit =
        (Deposit)
            read(
                "{\"createdAt\":\"2026-01-01T09:00:00.000000\",\"secret\":\"ps_1\",\"status\":\"DONE\","
                    + "\"transactionKey\":\"t1\",\"orderId\":\"order-1\"}",
                TIME,
                null);

    assertThat(deposit.genuine("ps_2")).isFalse();
    assertThat(deposit.genuine("")).isFalse();
    assertThat(deposit.genuine(null)).isFalse();
    assertThat(deposit.genuine("ps_1")).isTrue();
    assertThat(deposit.toString()).doesNotContain("ps_1");
  }

  @Test
  void aBillingKeyThatIsGoneAndWhatWeHaveNoUseFor() {
    assertThat(
            read(
                "{\"eventType\":\"BILLING_DELETED\",\"data\":{\"billingKey\":\"b1\",\"reason\":\"r\"}}",
                null,
                null))
        .isEqualTo(new BillingKeyGone("b1", "r"));
    assertThat(read("{\"eventType\":\"METHOD_UPDATED\",\"data\":{}}", null, null))
        .isEqualTo(new Other("METHOD_UPDATED"));
    assertThat(read("{\"eventType\":\"ars-reservation.changed\",\"eventId\":\"e\"}", null, null))
        .isEqualTo(new Other("ars-reservation.changed"));
    assertThat(read("{\"eventType\":\"a\\r\\nb\",\"data\":{}}", null, null))
        .isEqualTo(new Other("a??b"));
  }

  @Test
  void aPayoutWithoutAValidSignatureIsBogus() throws Exception {
    String right = signature(NEW, PAYOUT, TIME);
    for (String wrong :
        new String[] {
          null,
          "",
          "v1:",
          "v1:!!!",
          "v2:" + right,
          right,
          "v1:" + signature("f".repeat(64), PAYOUT, TIME),
          "v1:" + signature(NEW, PAYOUT + " ", TIME),
          "v1:" + signature(NEW, PAYOUT, "2026-01-01T09:00:01+09:00")
        }) {
      assertThat(read(PAYOUT, TIME, wrong)).as(wrong).isInstanceOf(Bogus.class);
    }
    assertThat(read(PAYOUT, null, "v1:" + right)).isInstanceOf(Bogus.class);
    var keyless = new WebhookReader(List.of(), clock);
    assertThat(keyless.read(bytes(PAYOUT), TIME, "v1:" + right)).isInstanceOf(Bogus.class);
  }

  @Test
  void eitherKeyMayHaveMadeEitherSignature() throws Exception {
    String ours = "v1:" + signature(NEW, PAYOUT, TIME);
    String other = "v1:" + signature("f".repeat(64), PAYOUT, TIME);

    assertThat(read(PAYOUT, TIME, ours + "," + other)).isInstanceOf(Signed.class);
    assertThat(read(PAYOUT, TIME, other + ", " + ours)).isInstanceOf(Signed.class);
    Signed signed = (Signed) read(PAYOUT, TIME, "v1:" + signature(OLD, PAYOUT, TIME));
    assertThat(signed.entityBody().path("status").asString("")).isEqualTo("COMPLETED");
  }

  @Test
  void aSignatureDoesNotLastForEver() throws Exception {
    String signature = "v1:" + signature(NEW, PAYOUT, TIME);
    clock.advance(WebhookReader.AGE_MAX.plus(Duration.ofSeconds(1)));
    assertThat(read(PAYOUT, TIME, signature)).isInstanceOf(Bogus.class);

    clock.advance(Duration.ofDays(-5));
    assertThat(read(PAYOUT, TIME, signature)).as("from the future").isInstanceOf(Bogus.class);
    String nonsense = "yesterday";
    assertThat(read(PAYOUT, nonsense, "v1:" + signature(NEW, PAYOUT, nonsense)))
        .isInstanceOf(Bogus.class);
  }

  @Test
  void whatIsNoSecurityKeyStopsTheStart() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookReader(List.of("secret"), clock))
        .withMessageNotContaining("secret");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new WebhookReader(List.of(OLD, NEW, OLD), clock));
  }

  private Webhook read(
      String body,
      @org.jspecify.annotations.Nullable String time,
      @org.jspecify.annotations.Nullable String signature) {
    return reader.read(bytes(body), time, signature);
  }

  private static String signature(String key, String body, String time) throws Exception {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
    return Base64.getEncoder().encodeToString(mac.doFinal(bytes(body + ":" + time)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
