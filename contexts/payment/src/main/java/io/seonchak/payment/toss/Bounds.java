package io.seonchak.payment.toss;

import io.seonchak.platform.web.Keys;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's bounds on what we send. A breach is our own fault, found before anything leaves;
 * what was found is never repeated, for it may be an account or a key.
 */
final class Bounds {

  /** The most one payment may be, in won; far above any card's limit. */
  static final long AMOUNT_MAX = 1_000_000_000_000L;

  static final int PAYMENT_KEY_MAX = 200;
  static final int ORDER_NAME_MAX = 100;
  static final int CUSTOMER_NAME_MAX = 100;
  static final int CUSTOMER_KEY_MAX = 300;
  static final int AUTH_KEY_MAX = 300;
  static final int EMAIL_MAX = 100;

  private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9_=-]{6,64}");
  private static final Pattern VISIBLE = Pattern.compile("[!-~]+");
  private static final Pattern CUSTOMER_KEY = Pattern.compile("[A-Za-z0-9_=.@-]{2,300}");
  private static final Pattern PHONE = Pattern.compile("[0-9]{8,15}");
  private static final Pattern BANK = Pattern.compile("[0-9A-Za-z가-힣]{2,20}");

  private Bounds() {}

  static void require(boolean holds, String field, Object found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException("%s: %s (expected: %s)".formatted(field, found, expected));
    }
  }

  static void amount(String field, long amount, long min) {
    require(
        amount >= min && amount <= AMOUNT_MAX,
        field,
        amount,
        "%d to %d won".formatted(min, AMOUNT_MAX));
  }

  static void text(String field, String text, int max) {
    require(
        !text.isBlank() && text.length() <= max,
        field,
        text.length() + " characters",
        "1 to %d, not blank".formatted(max));
    require(
        text.codePoints().noneMatch(Character::isISOControl),
        field,
        "control characters",
        "none of them");
  }

  static void textOrNone(String field, @Nullable String text, int max) {
    if (text != null) {
      text(field, text, max);
    }
  }

  static void orderId(String orderId) {
    require(
        ORDER_ID.matcher(orderId).matches(),
        "orderId",
        orderId.length() + " characters",
        "6 to 64 of A-Z a-z 0-9 _ - =");
  }

  static void paymentKey(String paymentKey) {
    visible("paymentKey", paymentKey, PAYMENT_KEY_MAX);
  }

  static void customerKey(String customerKey) {
    require(
        CUSTOMER_KEY.matcher(customerKey).matches(),
        "customerKey",
        customerKey.length() + " characters",
        "2 to %d of A-Z a-z 0-9 _ - = . @".formatted(CUSTOMER_KEY_MAX));
  }

  static void visible(String field, String text, int max) {
    require(
        VISIBLE.matcher(text).matches() && text.length() <= max,
        field,
        text.length() + " characters",
        "1 to %d visible ASCII".formatted(max));
  }

  static void phoneOrNone(String field, @Nullable String phone) {
    require(
        phone == null || PHONE.matcher(phone).matches(), field, "not one", "8 to 15 digits only");
  }

  static void bank(String bank) {
    require(BANK.matcher(bank).matches(), "bank", "not one", "a bank's code or name");
  }

  static void attemptKey(String key) {
    require(
        Keys.valid(key),
        Keys.HEADER,
        key.length() + " characters",
        "1 to %d visible ASCII".formatted(Keys.LENGTH_MAX));
  }
}
