package io.seonchak.tosssimulator;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A payment at the gateway. Guards itself: each verb checks, changes, and notes what moved and what
 * is to be told. Not thread-safe; its row is locked by whoever holds it.
 */
final class Deal {

  /** How long a window may stand open. */
  static final Duration READY_FOR = Duration.ofMinutes(30);

  /** How long a buyer's press is good. */
  static final Duration IN_PROGRESS_FOR = Duration.ofMinutes(10);

  private final ObjectNode document;
  private final Window window;
  private @Nullable Instant endsAt;
  private final List<Movement> movements = new ArrayList<>();
  private final List<ObjectNode> told = new ArrayList<>();

  /** Money that moved, in won; negative when it went back. */
  record Movement(String transactionKey, long amount, String status, @Nullable String reason) {}

  /** Where a payment stands. */
  enum Status {
    READY,
    IN_PROGRESS,
    WAITING_FOR_DEPOSIT,
    DONE,
    CANCELED,
    PARTIAL_CANCELED,
    ABORTED,
    EXPIRED
  }

  /** Where a refund goes. */
  record Account(String bank, String number, String holder) {}

  /** What a cancel asks for. */
  record Cancel(
      String reason,
      @Nullable Long amount,
      @Nullable Long refundable,
      long taxFree,
      @Nullable Account account) {}

  Deal(ObjectNode document, Window window, @Nullable Instant endsAt) {
    this.document = document;
    this.window = window;
    this.endsAt = endsAt;
  }

  /** A new one, whose window has just been opened. */
  static Deal opened(
      String paymentKey,
      String orderId,
      String orderName,
      Way way,
      long amount,
      Window window,
      Instant now) {
    ObjectNode json = Json.object();
    json.put("mId", "seonchaksim");
    json.put("version", "2022-11-16");
    json.putNull("lastTransactionKey");
    json.put("paymentKey", paymentKey);
    json.put("orderId", orderId);
    json.put("orderName", orderName);
    json.put("currency", "KRW");
    json.put("method", way.literal());
    json.put("status", Status.READY.name());
    json.put("requestedAt", Json.seoul(now));
    json.putNull("approvedAt");
    json.put("useEscrow", false);
    json.put("cultureExpense", false);
    json.put("type", "NORMAL");
    json.put("country", "KR");
    json.put("isPartialCancelable", true);
    json.put("totalAmount", amount);
    json.put("balanceAmount", amount);
    json.put("taxFreeAmount", 0);
    json.put("taxExemptionAmount", 0);
    for (String absent :
        List.of(
            "cancels",
            "card",
            "virtualAccount",
            "transfer",
            "mobilePhone",
            "giftCertificate",
            "easyPay",
            "cashReceipt",
            "cashReceipts",
            "discount",
            "secret",
            "failure",
            "metadata",
            "receipt",
            "checkout")) {
      json.putNull(absent);
    }
    var deal = new Deal(json, window, now.plus(READY_FOR));
    deal.split();
    return deal;
  }

  String paymentKey() {
    return document.path("paymentKey").asString();
  }

  String orderId() {
    return document.path("orderId").asString();
  }

  String orderName() {
    return document.path("orderName").asString();
  }

  Way way() {
    return Way.of(document.path("method").asString());
  }

  Status status() {
    return Status.valueOf(document.path("status").asString());
  }

  long total() {
    return document.path("totalAmount").asLong();
  }

  long balance() {
    return document.path("balanceAmount").asLong();
  }

  boolean captured() {
    return !document.path("approvedAt").isNull();
  }

  Instant approvedAt() {
    return OffsetDateTime.parse(document.path("approvedAt").asString()).toInstant();
  }

  @Nullable Instant endsAt() {
    return endsAt;
  }

  Window window() {
    return window;
  }

  ObjectNode json() {
    return document;
  }

  /** What moved since it was read. */
  List<Movement> movements() {
    return movements;
  }

  /** What the shop is to be told since it was read. */
  List<ObjectNode> told() {
    return told;
  }

  /** Ends what nobody went on with in time; whether it did. */
  boolean expire(Instant now) {
    if (endsAt == null || now.isBefore(endsAt)) {
      return false;
    }
    if (status() == Status.WAITING_FOR_DEPOSIT) {
      part("virtualAccount").put("expired", true);
    }
    fail(Status.EXPIRED, "EXPIRED_PAYMENT", "결제 시간이 지났습니다.");
    return true;
  }

  /** The buyer proves who he is. */
  void press(Instant now) {
    require(status() == Status.READY, Code.NOT_FOUND_PAYMENT_SESSION);
    status(Status.IN_PROGRESS);
    endsAt = now.plus(IN_PROGRESS_FOR);
  }

  /** The buyer's card or his bank says no in the window. */
  void abort(Code code) {
    require(
        status() == Status.READY || status() == Status.IN_PROGRESS, Code.NOT_FOUND_PAYMENT_SESSION);
    fail(Status.ABORTED, code.name(), code.message(false));
  }

  /** The shop takes it. */
  void confirm(String orderId, long amount, Names names, Instant now) {
    switch (status()) {
      case READY -> require(!window.buyerPresses(), Code.NOT_FOUND_PAYMENT_SESSION);
      case IN_PROGRESS -> {}
      case EXPIRED, ABORTED -> throw Refusal.of(Code.NOT_FOUND_PAYMENT_SESSION);
      case WAITING_FOR_DEPOSIT, DONE, CANCELED, PARTIAL_CANCELED ->
          throw Refusal.of(Code.ALREADY_PROCESSED_PAYMENT);
    }
    if (!orderId.equals(orderId()) || amount != total()) {
      throw Refusal.invalid(orderId.equals(orderId()) ? "amount" : "orderId");
    }
    require(amount >= way().amountMin(), Code.BELOW_MINIMUM_AMOUNT);
    if (window.refuseWith() != null) {
      refuse(window.refuseWith());
    }
    if (way() == Way.VIRTUAL_ACCOUNT) {
      awaitDeposit("구매자", "20", now.plus(Duration.ofHours(window.validHours())), names);
    } else {
      approve(names, now);
    }
  }

  /** Money comes at once. */
  void approve(Names names, Instant now) {
    describe(names);
    taken(names, now);
  }

  /** An account is given out. */
  void awaitDeposit(String customer, String bank, Instant due, Names names) {
    ObjectNode account = document.putObject("virtualAccount");
    account.put("accountType", "일반");
    account.put("accountNumber", "X" + names.digits(13));
    account.put("bankCode", bank);
    account.put("customerName", customer);
    account.putNull("depositorName");
    account.put("dueDate", Json.seoul(due));
    account.put("refundStatus", "NONE");
    account.put("expired", false);
    account.put("settlementStatus", "INCOMPLETED");
    account.putNull("refundReceiveAccount");
    document.put("secret", names.secret());
    document.put("lastTransactionKey", names.transaction());
    status(Status.WAITING_FOR_DEPOSIT);
    endsAt = due;
  }

  /** Somebody pays in. */
  void deposit(Names names, Instant now) {
    require(status() == Status.WAITING_FOR_DEPOSIT, Code.FORBIDDEN_REQUEST);
    ObjectNode account = part("virtualAccount");
    account.put("depositorName", account.path("customerName").asString());
    taken(names, now);
    tellDeposit();
  }

  /** The bank takes a deposit back; the gateway goes back to waiting. */
  void reverseDeposit(Names names, Instant now) {
    require(status() == Status.DONE && way() == Way.VIRTUAL_ACCOUNT, Code.FORBIDDEN_REQUEST);
    status(Status.WAITING_FOR_DEPOSIT);
    move(names, -total(), "입금 오류");
    document.putNull("approvedAt");
    endsAt = OffsetDateTime.parse(part("virtualAccount").path("dueDate").asString()).toInstant();
    tellDeposit();
  }

  /** The shop pays back. */
  void cancel(Cancel asked, Names names, Instant now) {
    long amount = mayCancel(asked, now);
    boolean paid = captured();
    long left = balance() - amount;
    boolean whole = amount == total();
    document.put("balanceAmount", left);
    document.put(
        "taxFreeAmount", Math.max(0, document.path("taxFreeAmount").asLong() - asked.taxFree()));
    split();
    status(whole ? Status.CANCELED : Status.PARTIAL_CANCELED);
    endsAt = null;
    if (paid) {
      move(names, -amount, asked.reason());
    } else {
      document.put("lastTransactionKey", names.transaction());
    }
    note(asked, amount, left, now);
    refundTo(asked.account());
    tell();
    if (way() == Way.VIRTUAL_ACCOUNT) {
      tellDeposit();
    }
  }

  /** How much a cancel would pay back, if it may. */
  private long mayCancel(Cancel asked, Instant now) {
    switch (status()) {
      case READY, IN_PROGRESS, ABORTED, EXPIRED -> throw Refusal.of(Code.NOT_CANCELABLE_PAYMENT);
      case CANCELED -> throw Refusal.of(Code.ALREADY_CANCELED_PAYMENT);
      case WAITING_FOR_DEPOSIT ->
          require(
              asked.amount() == null || asked.amount() == total(),
              Code.NOT_ALLOWED_PARTIAL_REFUND_WAITING_DEPOSIT);
      case DONE, PARTIAL_CANCELED -> mayRefund(asked, now);
    }
    require(
        asked.refundable() == null || asked.refundable() == balance(),
        Code.NOT_MATCHES_REFUNDABLE_AMOUNT);
    long amount = asked.amount() == null ? balance() : asked.amount();
    require(amount > 0 && amount <= balance(), Code.NOT_CANCELABLE_AMOUNT);
    require(asked.taxFree() <= amount, Code.INVALID_REQUEST);
    return amount;
  }

  private void mayRefund(Cancel asked, Instant now) {
    Way way = way();
    Duration within = way.refundWithin();
    boolean late =
        way == Way.MOBILE_PHONE
            ? !Json.seoul(now).substring(0, 7).equals(Json.seoul(approvedAt()).substring(0, 7))
            : within != null && now.isAfter(approvedAt().plus(within));
    require(!late, Code.EXCEED_MAX_REFUND_DUE);
    require(
        way != Way.VIRTUAL_ACCOUNT || asked.account() != null, Code.INVALID_REFUND_ACCOUNT_INFO);
  }

  /** A refusal that passes leaves the payment as it is; any other ends it. */
  private void refuse(Code code) {
    if (code != Code.PROVIDER_ERROR && code.status() != 500) {
      fail(Status.ABORTED, code.name(), code.message(false));
    }
    throw Refusal.of(code);
  }

  private void taken(Names names, Instant now) {
    status(Status.DONE);
    document.put("approvedAt", Json.seoul(now));
    document.putObject("receipt").put("url", "https://dashboard.tosspayments.com/receipt");
    endsAt = null;
    move(names, total(), null);
    if (!document.path("type").asString().equals("BILLING")) {
      tell();
    }
  }

  private void move(Names names, long amount, @Nullable String reason) {
    String key = names.transaction();
    document.put("lastTransactionKey", key);
    movements.add(new Movement(key, amount, status().name(), reason));
  }

  private void note(Cancel asked, long amount, long left, Instant now) {
    ArrayNode cancels =
        document.path("cancels") instanceof ArrayNode before
            ? before
            : document.putArray("cancels");
    ObjectNode cancel = cancels.addObject();
    cancel.put("cancelAmount", amount);
    cancel.put("cancelReason", asked.reason());
    cancel.put("taxFreeAmount", asked.taxFree());
    cancel.put("taxExemptionAmount", 0);
    cancel.put("refundableAmount", left);
    cancel.put("transferDiscountAmount", 0);
    cancel.put("easyPayDiscountAmount", 0);
    cancel.put("canceledAt", Json.seoul(now));
    cancel.put("transactionKey", document.path("lastTransactionKey").asString());
    cancel.putNull("receiptKey");
    cancel.put("cancelStatus", "DONE");
    cancel.putNull("cancelRequestId");
  }

  private void refundTo(@Nullable Account to) {
    if (to == null || way() != Way.VIRTUAL_ACCOUNT) {
      return;
    }
    ObjectNode account = part("virtualAccount");
    account.put("refundStatus", "COMPLETED");
    ObjectNode receiver = account.putObject("refundReceiveAccount");
    receiver.put("bankCode", to.bank());
    receiver.put("accountNumber", to.number());
    receiver.put("holderName", to.holder());
  }

  /** What the method says of itself. */
  private void describe(Names names) {
    switch (way()) {
      case CARD -> card(names, total(), false);
      case EASY_PAY -> {
        ObjectNode easy = document.putObject("easyPay");
        easy.put("provider", "토스페이");
        easy.put("amount", 0);
        easy.put("discountAmount", 0);
        card(names, total(), false);
      }
      case TRANSFER -> {
        ObjectNode transfer = document.putObject("transfer");
        transfer.put("bankCode", "20");
        transfer.put("settlementStatus", "INCOMPLETED");
      }
      case MOBILE_PHONE -> {
        ObjectNode phone = document.putObject("mobilePhone");
        phone.put("settlementStatus", "INCOMPLETED");
        phone.put("receiptUrl", "https://dashboard.tosspayments.com/receipt");
      }
      case CULTURE_GIFT_CERTIFICATE, BOOK_GIFT_CERTIFICATE, GAME_GIFT_CERTIFICATE -> {
        ObjectNode gift = document.putObject("giftCertificate");
        gift.put("approveNo", names.digits(8));
        gift.put("settlementStatus", "INCOMPLETED");
      }
      case VIRTUAL_ACCOUNT -> throw new IllegalStateException("an account waits for its deposit");
    }
  }

  private void card(Names names, long amount, boolean points) {
    ObjectNode card = document.putObject("card");
    card.put("amount", amount);
    card.put("issuerCode", "61");
    card.put("acquirerCode", "31");
    card.put("number", names.digits(8) + "****" + names.digits(3) + "*");
    card.put("installmentPlanMonths", 0);
    card.put("approveNo", names.digits(8));
    card.put("useCardPoint", points);
    card.put("cardType", "신용");
    card.put("ownerType", "개인");
    card.put("acquireStatus", "READY");
    card.put("isInterestFree", false);
    card.putNull("interestPayer");
  }

  private void fail(Status end, String code, String message) {
    status(end);
    endsAt = null;
    ObjectNode failure = document.putObject("failure");
    failure.put("code", code);
    failure.put("message", message);
    tell();
  }

  private void status(Status status) {
    document.put("status", status.name());
  }

  /** Eleven parts of what is taxed: ten supplied, one VAT. */
  private void split() {
    long taxed = balance() - document.path("taxFreeAmount").asLong();
    long vat = (2 * taxed + 11) / 22;
    document.put("suppliedAmount", taxed - vat);
    document.put("vat", vat);
  }

  private void tell() {
    ObjectNode hook = Json.object();
    hook.put("eventType", "PAYMENT_STATUS_CHANGED");
    hook.set("data", document.deepCopy());
    told.add(hook);
  }

  /** The older envelope: flat, without the payment's key. */
  private void tellDeposit() {
    ObjectNode hook = Json.object();
    hook.put("secret", document.path("secret").asString());
    hook.put("status", status().name());
    hook.put("transactionKey", document.path("lastTransactionKey").asString());
    hook.put("orderId", orderId());
    told.add(hook);
  }

  private ObjectNode part(String name) {
    return Objects.requireNonNull((ObjectNode) document.get(name), name);
  }

  private static void require(boolean holds, Code otherwise) {
    if (!holds) {
      throw Refusal.of(otherwise);
    }
  }
}
