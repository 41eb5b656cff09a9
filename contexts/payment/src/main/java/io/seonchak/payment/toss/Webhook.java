package io.seonchak.payment.toss;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Something the gateway, or anybody, told us. Only {@link Signed} is proven, and {@link Deposit} by
 * its secret; all else is a hint to read the payment.
 */
public sealed interface Webhook {

  /**
   * A payment has changed, they say. Read it.
   *
   * @param paymentKey and {@code orderId}: at least one is there, unchecked
   */
  record PaymentHint(@Nullable String paymentKey, @Nullable String orderId, PaymentStatus status)
      implements Webhook {

    @Override
    public String toString() {
      return "PaymentHint[status=%s]".formatted(status);
    }
  }

  /** Somebody paid in, or it was reversed. It names no payment, only the order. */
  record Deposit(
      String orderId, @Nullable String transactionKey, PaymentStatus status, String secret)
      implements Webhook {

    /**
     * Whether it is genuine.
     *
     * @param expected the secret of the payment, as its first answer said; in constant time
     */
    public boolean genuine(@Nullable String expected) {
      return expected != null
          && !expected.isEmpty()
          && MessageDigest.isEqual(
              expected.getBytes(StandardCharsets.UTF_8), secret.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public String toString() {
      return "Deposit[status=%s]".formatted(status);
    }
  }

  /** A billing key is gone, they say. */
  record BillingKeyGone(String billingKey, @Nullable String reason) implements Webhook {

    @Override
    public String toString() {
      return "BillingKeyGone[]";
    }
  }

  /** A payout or a seller has changed, signed by the gateway. */
  record Signed(String eventType, String eventId, String entityType, JsonNode entityBody)
      implements Webhook {

    @Override
    public String toString() {
      return "Signed[type=%s, id=%s]".formatted(eventType, eventId);
    }
  }

  /** One we have no use for: answer 200 and forget it. */
  record Other(String eventType) implements Webhook {}

  /**
   * Not a webhook of theirs: unreadable, too large, too old or wrongly signed.
   *
   * @param why without anything of its content
   */
  record Bogus(String why) implements Webhook {}
}
