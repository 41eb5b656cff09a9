package io.seonchak.payment.toss;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The gateway's Payment object, as much of it as we use. Amounts are won. Prints neither the secret
 * nor anything of the buyer's.
 *
 * @param totalAmount never changes, whatever is paid back
 * @param balanceAmount what may still be paid back
 * @param secret by which a deposit's webhook proves itself; virtual accounts only
 */
public record Payment(
    String paymentKey,
    String orderId,
    PaymentStatus status,
    @Nullable String mId,
    @Nullable String version,
    @Nullable Type type,
    @Nullable Method method,
    @Nullable String orderName,
    @Nullable String currency,
    long totalAmount,
    long balanceAmount,
    long suppliedAmount,
    long vat,
    long taxFreeAmount,
    long taxExemptionAmount,
    @Nullable OffsetDateTime requestedAt,
    @Nullable OffsetDateTime approvedAt,
    boolean useEscrow,
    boolean cultureExpense,
    boolean isPartialCancelable,
    @Nullable String lastTransactionKey,
    List<Cancel> cancels,
    @Nullable Card card,
    @Nullable VirtualAccount virtualAccount,
    @Nullable Transfer transfer,
    @Nullable MobilePhone mobilePhone,
    @Nullable GiftCertificate giftCertificate,
    @Nullable EasyPay easyPay,
    @Nullable Discount discount,
    @Nullable Issued cashReceipt,
    List<Issued> cashReceipts,
    @Nullable String secret,
    @Nullable Link receipt,
    @Nullable Link checkout,
    @Nullable String country,
    @Nullable Failure failure,
    Map<String, String> metadata) {

  /** Without its three names it is no payment. */
  public Payment {
    Objects.requireNonNull(paymentKey, "paymentKey");
    Objects.requireNonNull(orderId, "orderId");
    Objects.requireNonNull(status, "status");
    cancels = orEmpty(cancels);
    cashReceipts = orEmpty(cashReceipts);
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
  }

  /** How it came about. */
  public enum Type {
    NORMAL,
    BILLING,
    BRANDPAY,
    @JsonEnumDefaultValue
    UNKNOWN
  }

  /** With what it is paid; on the wire in Korean. */
  public enum Method {
    @JsonProperty("카드")
    CARD,
    @JsonProperty("가상계좌")
    VIRTUAL_ACCOUNT,
    @JsonProperty("간편결제")
    EASY_PAY,
    @JsonProperty("휴대폰")
    MOBILE_PHONE,
    @JsonProperty("계좌이체")
    TRANSFER,
    @JsonProperty("문화상품권")
    CULTURE_GIFT_CERTIFICATE,
    @JsonProperty("도서문화상품권")
    BOOK_GIFT_CERTIFICATE,
    @JsonProperty("게임문화상품권")
    GAME_GIFT_CERTIFICATE,
    @JsonEnumDefaultValue
    UNKNOWN
  }

  /** Whether money was taken, whatever was paid back since. */
  public boolean captured() {
    return switch (status) {
      case DONE, PARTIAL_CANCELED -> true;
      case CANCELED -> approvedAt != null;
      case READY, IN_PROGRESS, WAITING_FOR_DEPOSIT, ABORTED, EXPIRED, UNKNOWN -> false;
    };
  }

  /** Whether nothing is left to be paid back; the status does not tell. */
  public boolean fullyCancelled() {
    return balanceAmount == 0;
  }

  /** What was paid back, in won. */
  public long cancelledAmount() {
    return cancels.stream().filter(Cancel::done).mapToLong(Cancel::cancelAmount).sum();
  }

  /** With what it is paid, in the gateway's word, for example 카드. */
  public String methodWord() {
    return TossJson.MAPPER.convertValue(method == null ? Method.UNKNOWN : method, String.class);
  }

  @Override
  public String toString() {
    return "Payment[order=%s, status=%s, total=%d, balance=%d]"
        .formatted(orderId, status, totalAmount, balanceAmount);
  }

  private static <T> List<T> orEmpty(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /**
   * Something paid back.
   *
   * @param refundableAmount what was left after it
   */
  public record Cancel(
      long cancelAmount,
      @Nullable String cancelReason,
      long taxFreeAmount,
      long taxExemptionAmount,
      long refundableAmount,
      long transferDiscountAmount,
      long easyPayDiscountAmount,
      @Nullable OffsetDateTime canceledAt,
      @Nullable String transactionKey,
      @Nullable String receiptKey,
      @Nullable Status cancelStatus,
      @Nullable String cancelRequestId) {

    /** Overseas methods pay back later. */
    public enum Status {
      DONE,
      IN_PROGRESS,
      ABORTED,
      @JsonEnumDefaultValue
      UNKNOWN
    }

    /** Whether it has been paid back; domestic answers may leave the status out. */
    public boolean done() {
      return cancelStatus == null || cancelStatus == Status.DONE;
    }
  }

  /** A card; its number comes masked. */
  public record Card(
      long amount,
      @Nullable String issuerCode,
      @Nullable String acquirerCode,
      @Nullable String number,
      int installmentPlanMonths,
      @Nullable String approveNo,
      boolean useCardPoint,
      Card.@Nullable Kind cardType,
      @Nullable Owner ownerType,
      @Nullable Acquire acquireStatus,
      boolean isInterestFree,
      @Nullable InterestPayer interestPayer) {

    /** What kind of card. */
    public enum Kind {
      @JsonProperty("신용")
      CREDIT,
      @JsonProperty("체크")
      DEBIT,
      @JsonProperty("기프트")
      GIFT,
      @JsonEnumDefaultValue
      @JsonProperty("미확인")
      UNKNOWN
    }

    /** Whose. */
    public enum Owner {
      @JsonProperty("개인")
      PERSON,
      @JsonProperty("법인")
      COMPANY,
      @JsonEnumDefaultValue
      @JsonProperty("미확인")
      UNKNOWN
    }

    /** How far the card company is. */
    public enum Acquire {
      READY,
      REQUESTED,
      COMPLETED,
      CANCEL_REQUESTED,
      CANCELED,
      @JsonEnumDefaultValue
      UNKNOWN
    }

    /** Who pays for the instalments. */
    public enum InterestPayer {
      BUYER,
      CARD_COMPANY,
      MERCHANT,
      @JsonEnumDefaultValue
      UNKNOWN
    }

    @Override
    public String toString() {
      return "Card[issuer=%s, months=%d]".formatted(issuerCode, installmentPlanMonths);
    }
  }

  /** An account somebody pays into. */
  public record VirtualAccount(
      VirtualAccount.@Nullable Kind accountType,
      @Nullable String accountNumber,
      @Nullable String bankCode,
      @Nullable String customerName,
      @Nullable OffsetDateTime dueDate,
      @Nullable RefundStatus refundStatus,
      boolean expired,
      @Nullable SettlementStatus settlementStatus,
      @Nullable RefundReceiveAccount refundReceiveAccount,
      @Nullable String depositorName) {

    /** For one payment, or a customer's own for good. */
    public enum Kind {
      @JsonProperty("일반")
      ONCE,
      @JsonProperty("고정")
      FIXED,
      @JsonEnumDefaultValue
      UNKNOWN
    }

    /** How far paying back is. */
    public enum RefundStatus {
      NONE,
      PENDING,
      FAILED,
      PARTIAL_FAILED,
      COMPLETED,
      @JsonEnumDefaultValue
      UNKNOWN
    }

    /** Whether the shop was paid. */
    public enum SettlementStatus {
      INCOMPLETED,
      COMPLETED,
      @JsonEnumDefaultValue
      UNKNOWN
    }

    @Override
    public String toString() {
      return "VirtualAccount[bank=%s, dueDate=%s, refund=%s]"
          .formatted(bankCode, dueDate, refundStatus);
    }
  }

  /** Where a refund goes. */
  public record RefundReceiveAccount(
      @Nullable String bankCode, @Nullable String accountNumber, @Nullable String holderName) {

    @Override
    public String toString() {
      return "RefundReceiveAccount[bank=%s]".formatted(bankCode);
    }
  }

  /** From the buyer's own account. */
  public record Transfer(
      @Nullable String bankCode, VirtualAccount.@Nullable SettlementStatus settlementStatus) {}

  /** On the telephone bill. */
  public record MobilePhone(
      VirtualAccount.@Nullable SettlementStatus settlementStatus, @Nullable String receiptUrl) {}

  /** By gift certificates. */
  public record GiftCertificate(
      @Nullable String approveNo, VirtualAccount.@Nullable SettlementStatus settlementStatus) {}

  /**
   * Easy pay.
   *
   * @param amount what its own money or points paid; a card behind it is in {@link Card}
   */
  public record EasyPay(@Nullable String provider, long amount, long discountAmount) {}

  /** Off at once. */
  public record Discount(long amount) {}

  /** A cash receipt that came with the payment. */
  public record Issued(
      @Nullable String type,
      @Nullable String receiptKey,
      @Nullable String issueNumber,
      @Nullable String receiptUrl,
      long amount,
      long taxFreeAmount) {}

  /** A page. */
  public record Link(@Nullable String url) {}

  /** Why it did not come about. */
  public record Failure(@Nullable String code, @Nullable String message) {}
}
