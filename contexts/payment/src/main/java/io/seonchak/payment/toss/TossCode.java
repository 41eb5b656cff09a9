package io.seonchak.payment.toss;

import static io.seonchak.payment.toss.TossCode.Meaning.FINAL;
import static io.seonchak.payment.toss.TossCode.Meaning.RETRY;
import static io.seonchak.payment.toss.TossCode.Meaning.UNKNOWN;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The gateway's codes and what each means for us. A status decides nothing: {@code PROVIDER_ERROR}
 * is a 400 that passes, {@code REFUND_REJECTED} a 400 that stays.
 */
public enum TossCode {
  // Somebody has been here before, perhaps we: only reading the payment tells what was done.
  ALREADY_PROCESSED_PAYMENT(UNKNOWN),
  ALREADY_CANCELED_PAYMENT(UNKNOWN),
  ALREADY_REFUND_PAYMENT(UNKNOWN),
  NOT_CANCELABLE_AMOUNT(UNKNOWN),
  NOT_MATCHES_REFUNDABLE_AMOUNT(UNKNOWN),
  DUPLICATED_ORDER_ID(UNKNOWN),

  // The gateway does not know itself how it ended.
  FAILED_PAYMENT_INTERNAL_SYSTEM_PROCESSING(UNKNOWN),
  FAILED_INTERNAL_SYSTEM_PROCESSING(UNKNOWN),
  UNKNOWN_PAYMENT_ERROR(UNKNOWN),
  COMMON_ERROR(UNKNOWN),
  FAILED_REFUND_PROCESS(UNKNOWN),
  FAILED_METHOD_HANDLING_CANCEL(UNKNOWN),
  FAILED_PARTIAL_REFUND(UNKNOWN),
  FAILED_DB_PROCESSING(UNKNOWN),

  // Nothing was done and it may go well later. The gateway repeats an answer by its key, refusals
  // too, so most of these want a new key; those that were not even looked at keep theirs.
  PROVIDER_ERROR(RETRY, 2, false),
  CARD_PROCESSING_ERROR(RETRY, 5, false),
  FORBIDDEN_CONSECUTIVE_REQUEST(RETRY, 5, false),
  IDEMPOTENT_REQUEST_PROCESSING(RETRY, 1, true),
  /** Not in the gateway's tables, which name no code for 429. */
  TOO_MANY_REQUESTS(RETRY, 10, true),
  /** Ours, never the gateway's: the request did not leave, or found nobody. */
  NOT_SENT(RETRY, 2, true),

  // The card, the account or the person's limit.
  EXCEED_MAX_CARD_INSTALLMENT_PLAN(FINAL),
  NOT_ALLOWED_POINT_USE(FINAL),
  INVALID_REJECT_CARD(FINAL),
  BELOW_MINIMUM_AMOUNT(FINAL),
  INVALID_CARD_EXPIRATION(FINAL),
  INVALID_STOPPED_CARD(FINAL),
  EXCEED_MAX_DAILY_PAYMENT_COUNT(FINAL),
  NOT_SUPPORTED_INSTALLMENT_PLAN_CARD_OR_MERCHANT(FINAL),
  INVALID_CARD_INSTALLMENT_PLAN(FINAL),
  NOT_SUPPORTED_MONTHLY_INSTALLMENT_PLAN(FINAL),
  EXCEED_MAX_PAYMENT_AMOUNT(FINAL),
  INVALID_AUTHORIZE_AUTH(FINAL),
  INVALID_CARD_LOST_OR_STOLEN(FINAL),
  RESTRICTED_TRANSFER_ACCOUNT(FINAL),
  INVALID_CARD_NUMBER(FINAL),
  EXCEED_MAX_ONE_DAY_WITHDRAW_AMOUNT(FINAL),
  EXCEED_MAX_ONE_TIME_WITHDRAW_AMOUNT(FINAL),
  EXCEED_MAX_AMOUNT(FINAL),
  INVALID_ACCOUNT_INFO_RE_REGISTER(FINAL),
  NOT_AVAILABLE_PAYMENT(FINAL),
  EXCEED_MAX_MONTHLY_PAYMENT_AMOUNT(FINAL),
  REJECT_ACCOUNT_PAYMENT(FINAL),
  REJECT_CARD_PAYMENT(FINAL),
  REJECT_CARD_COMPANY(FINAL),
  REJECT_TOSSPAY_INVALID_ACCOUNT(FINAL),
  EXCEED_MAX_AUTH_COUNT(FINAL),
  EXCEED_MAX_ONE_DAY_AMOUNT(FINAL),
  NOT_AVAILABLE_BANK(FINAL),
  INVALID_PASSWORD(FINAL),
  FDS_ERROR(FINAL),

  // The request or our contract.
  INVALID_REQUEST(FINAL),
  INVALID_API_KEY(FINAL),
  UNAUTHORIZED_KEY(FINAL),
  INCORRECT_BASIC_AUTH_FORMAT(FINAL),
  FORBIDDEN_REQUEST(FINAL),
  NOT_SUPPORTED_WIDGET_KEY(FINAL),
  INVALID_IDEMPOTENCY_KEY(FINAL),
  NOT_FOUND_TERMINAL_ID(FINAL),
  INVALID_UNREGISTERED_SUBMALL(FINAL),
  NOT_REGISTERED_BUSINESS(FINAL),
  UNAPPROVED_ORDER_ID(FINAL),
  NOT_FOUND_PAYMENT(FINAL),
  NOT_FOUND_PAYMENT_SESSION(FINAL),

  // What is not paid back.
  INVALID_REFUND_ACCOUNT_INFO(FINAL),
  EXCEED_CANCEL_AMOUNT_DISCOUNT_AMOUNT(FINAL),
  INVALID_REFUND_ACCOUNT_NUMBER(FINAL),
  INVALID_BANK(FINAL),
  REFUND_REJECTED(FINAL),
  FORBIDDEN_BANK_REFUND_REQUEST(FINAL),
  NOT_CANCELABLE_PAYMENT(FINAL),
  EXCEED_MAX_REFUND_DUE(FINAL),
  NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT(FINAL),
  NOT_ALLOWED_PARTIAL_REFUND(FINAL),
  NOT_CANCELABLE_PAYMENT_FOR_DORMANT_USER(FINAL),
  EXCEED_CANCEL_LIMIT(FINAL),

  // Billing keys.
  INVALID_BILL_KEY_REQUEST(FINAL),
  INVALID_BILLING_AUTH(FINAL),
  NOT_MATCHES_CUSTOMER_KEY(FINAL),
  ALREADY_REMOVED_BILLING_KEY(FINAL),
  NOT_SUPPORTED_CARD_TYPE(FINAL),
  NOT_SUPPORTED_METHOD(FINAL),

  // The window's, by way of failUrl.
  PAY_PROCESS_CANCELED(FINAL),
  PAY_PROCESS_ABORTED(FINAL);

  /** What a code means. */
  public enum Meaning {
    /** Nothing was done; it may be tried again. */
    RETRY,
    /** Nothing was done, and the same would be refused again. */
    FINAL,
    /** It may have been done: read the payment before anything else. */
    UNKNOWN
  }

  private static final Map<String, TossCode> BY_NAME = new HashMap<>();

  static {
    for (TossCode code : values()) {
      if (code != NOT_SENT) {
        BY_NAME.put(code.name(), code);
      }
    }
  }

  private final Meaning meaning;
  private final Duration pause;
  private final boolean sameKey;

  TossCode(Meaning meaning) {
    this(meaning, 0, false);
  }

  TossCode(Meaning meaning, int pauseSeconds, boolean sameKey) {
    this.meaning = meaning;
    this.pause = Duration.ofSeconds(pauseSeconds);
    this.sameKey = sameKey;
  }

  /** The code of that name; none for one we have never heard of, which therefore means unknown. */
  public static Optional<TossCode> of(String name) {
    return Optional.ofNullable(BY_NAME.get(name));
  }

  /** What it means for us. */
  public Meaning meaning() {
    return meaning;
  }

  /** How long to wait before a retry when the gateway does not say; zero for all others. */
  public Duration pause() {
    return pause;
  }

  /**
   * Whether a retry keeps its {@code Idempotency-Key}. Else it is a new attempt: the payment is
   * read before, and the key is new, because the gateway would only repeat its refusal.
   */
  public boolean sameKey() {
    return sameKey;
  }
}
