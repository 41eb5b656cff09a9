package io.seonchak.payment.toss;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Reads webhooks of all three envelopes. Believes only what is signed. Thread-safe. */
public final class WebhookReader {

  /** The longest body, in bytes. */
  public static final int BYTES_MAX = 64 * 1024;

  /** The dedupe key of a webhook. */
  public static final String ID_HEADER = "tosspayments-webhook-transmission-id";

  /** When it was sent. */
  public static final String TIME_HEADER = "tosspayments-webhook-transmission-time";

  /** Signatures, of payouts and sellers only. */
  public static final String SIGNATURE_HEADER = "tosspayments-webhook-signature";

  /** The gateway gives up after 3 days and 19 hours. */
  static final Duration AGE_MAX = Duration.ofDays(4);

  private static final Duration AHEAD_MAX = Duration.ofMinutes(10);
  private static final Set<String> SIGNED = Set.of("payout.changed", "seller.changed");
  private static final String VERSION = "v1:";
  private static final int SIGNATURES_MAX = 4;

  private final List<SecretKeySpec> securityKeys;
  private final Clock clock;

  /**
   * Reads with these keys.
   *
   * @param securityKeys 64 hexadecimal digits each; two for the seven days of a rotation, none when
   *     payouts are not used
   */
  public WebhookReader(List<String> securityKeys, Clock clock) {
    Bounds.require(securityKeys.size() <= 2, "security keys", securityKeys.size(), "at most 2");
    for (String key : securityKeys) {
      Bounds.require(
          key.matches("[0-9a-fA-F]{64}"), "a security key", "not one", "64 hexadecimal digits");
    }
    this.securityKeys =
        securityKeys.stream()
            .map(key -> new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
            .toList();
    this.clock = clock;
  }

  /**
   * What it says.
   *
   * @param body as it came, byte for byte
   * @param time the {@value #TIME_HEADER} header
   * @param signature the {@value #SIGNATURE_HEADER} header
   */
  public Webhook read(byte[] body, @Nullable String time, @Nullable String signature) {
    if (body.length > BYTES_MAX) {
      return new Webhook.Bogus("%d bytes (expected: at most %d)".formatted(body.length, BYTES_MAX));
    }
    JsonNode json;
    try {
      json = TossJson.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return new Webhook.Bogus("not JSON");
    }
    String type = text(json, "eventType");
    if (SIGNED.contains(type)) {
      return signed(json, type, body, time, signature);
    }
    return type.isEmpty() ? deposit(json) : hint(json, type);
  }

  private Webhook signed(
      JsonNode json, String type, byte[] body, @Nullable String time, @Nullable String signature) {
    if (time == null || signature == null || !valid(body, time, signature)) {
      return new Webhook.Bogus(type + " without a valid signature");
    }
    if (!recent(time)) {
      return new Webhook.Bogus(type + " of another time");
    }
    return new Webhook.Signed(
        type, text(json, "eventId"), text(json, "entityType"), json.path("entityBody"));
  }

  private static Webhook deposit(JsonNode json) {
    String order = text(json, "orderId");
    String secret = text(json, "secret");
    if (order.isEmpty() || secret.isEmpty()) {
      return new Webhook.Bogus("no envelope we know");
    }
    String transaction = text(json, "transactionKey");
    return new Webhook.Deposit(
        order, transaction.isEmpty() ? null : transaction, status(json), secret);
  }

  private static Webhook hint(JsonNode json, String type) {
    JsonNode data = json.path("data");
    return switch (type) {
      case "PAYMENT_STATUS_CHANGED", "CANCEL_STATUS_CHANGED" -> payment(data);
      case "BILLING_DELETED" ->
          text(data, "billingKey").isEmpty()
              ? new Webhook.Bogus(type + " without a key")
              : new Webhook.BillingKeyGone(text(data, "billingKey"), text(data, "reason"));
      default -> new Webhook.Other(type.replaceAll("[^A-Za-z0-9_.-]", "?"));
    };
  }

  private static Webhook payment(JsonNode data) {
    String key = text(data, "paymentKey");
    String order = text(data, "orderId");
    if (key.isEmpty() && order.isEmpty()) {
      return new Webhook.Bogus("a payment without a name");
    }
    return new Webhook.PaymentHint(
        key.isEmpty() ? null : key, order.isEmpty() ? null : order, status(data));
  }

  private static PaymentStatus status(JsonNode json) {
    String name = text(json, "status");
    for (PaymentStatus status : PaymentStatus.values()) {
      if (status.name().equals(name)) {
        return status;
      }
    }
    return PaymentStatus.UNKNOWN;
  }

  /** Either key may have made either signature; all are compared, whichever fits. */
  private boolean valid(byte[] body, String time, String header) {
    boolean fits = false;
    for (String part : header.split(",", SIGNATURES_MAX)) {
      String one = part.strip();
      if (!one.startsWith(VERSION)) {
        continue;
      }
      byte[] given = decoded(one.substring(VERSION.length()));
      for (SecretKeySpec key : securityKeys) {
        fits |= MessageDigest.isEqual(hmac(key, body, time), given);
      }
    }
    return fits;
  }

  private static byte[] decoded(String base64) {
    try {
      return Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }

  private static byte[] hmac(SecretKeySpec key, byte[] body, String time) {
    try {
      Mac mac = Mac.getInstance(key.getAlgorithm());
      mac.init(key);
      mac.update(body);
      mac.update((":" + time).getBytes(StandardCharsets.UTF_8));
      return mac.doFinal();
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every Java platform has HmacSHA256", e);
    }
  }

  private boolean recent(String time) {
    try {
      Instant sent = OffsetDateTime.parse(time).toInstant();
      Instant now = clock.instant();
      return sent.isAfter(now.minus(AGE_MAX)) && sent.isBefore(now.plus(AHEAD_MAX));
    } catch (DateTimeException e) {
      return false;
    }
  }

  private static String text(JsonNode json, String field) {
    return json.path(field).asString("");
  }
}
