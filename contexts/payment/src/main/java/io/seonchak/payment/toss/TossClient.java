package io.seonchak.payment.toss;

import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import io.seonchak.payment.toss.TossCalls.Call;
import io.seonchak.platform.remote.Remote;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpMethod;

/**
 * Toss Payments. Each method sends one request and says what came of it; whoever changes something
 * names the attempt by a key of his own (1 to 300 visible ASCII characters): the same attempt, sent
 * twice, is done once. May be used by many threads at once.
 *
 * <p>All throw {@link IllegalArgumentException} before anything is sent when a value is out of the
 * gateway's bounds.
 */
public final class TossClient {

  private static final int CURSOR_MAX = 200;
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss");

  private final TossCalls calls;

  /**
   * A client of that gateway.
   *
   * @param gateway who counts its faults and gives it a rest
   */
  public TossClient(TossSettings settings, Remote gateway) {
    this.calls = new TossCalls(settings, gateway);
  }

  /** Takes the money. Done means taken, or that an account was given out to pay into. */
  public TossAnswer<Payment> confirm(Confirmation request, String attemptKey) {
    TossAnswer<Payment> answer =
        post("confirm", "/v1/payments/confirm", request, attemptKey, Payment.class);
    return about(
        answer,
        payment ->
            payment.paymentKey().equals(request.paymentKey())
                && payment.orderId().equals(request.orderId())
                && payment.totalAmount() == request.amount()
                && (payment.captured() || payment.status() == PaymentStatus.WAITING_FOR_DEPOSIT));
  }

  /** Reads a payment. */
  public TossAnswer<Payment> payment(String paymentKey) {
    Bounds.paymentKey(paymentKey);
    return about(
        get("payment", Payment.class, "/v1/payments/{paymentKey}", paymentKey),
        payment -> payment.paymentKey().equals(paymentKey));
  }

  /** Reads the payment of an order. */
  public TossAnswer<Payment> paymentOfOrder(String orderId) {
    Bounds.orderId(orderId);
    return about(
        get("order", Payment.class, "/v1/payments/orders/{orderId}", orderId),
        payment -> payment.orderId().equals(orderId));
  }

  /** Pays back. Done is the payment after it, its last cancel the new one. */
  public TossAnswer<Payment> cancel(String paymentKey, Cancellation request, String attemptKey) {
    Bounds.paymentKey(paymentKey);
    TossAnswer<Payment> answer =
        post(
            "cancel",
            "/v1/payments/{paymentKey}/cancel",
            request,
            attemptKey,
            Payment.class,
            paymentKey);
    return about(answer, payment -> payment.paymentKey().equals(paymentKey));
  }

  /** Gives out an account to pay into. */
  public TossAnswer<Payment> openAccount(AccountOrder request, String attemptKey) {
    return about(
        post("account", "/v1/virtual-accounts", request, attemptKey, Payment.class),
        payment ->
            payment.orderId().equals(request.orderId())
                && payment.totalAmount() == request.amount());
  }

  /** Turns what the window brought back into a billing key; each {@code authKey} works once. */
  public TossAnswer<BillingKey> issueBillingKey(
      String authKey, String customerKey, String attemptKey) {
    Bounds.visible("authKey", authKey, Bounds.AUTH_KEY_MAX);
    Bounds.customerKey(customerKey);
    return about(
        post(
            "billing key",
            "/v1/billing/authorizations/issue",
            Map.of("authKey", authKey, "customerKey", customerKey),
            attemptKey,
            BillingKey.class),
        key -> key.customerKey().equals(customerKey));
  }

  /** Pays by a billing key. */
  public TossAnswer<Payment> charge(String billingKey, Charge request, String attemptKey) {
    Bounds.visible("billingKey", billingKey, Bounds.PAYMENT_KEY_MAX);
    return about(
        post("charge", "/v1/billing/{billingKey}", request, attemptKey, Payment.class, billingKey),
        payment ->
            payment.orderId().equals(request.orderId())
                && payment.totalAmount() == request.amount()
                && payment.captured());
  }

  /** Forgets a billing key at the gateway; Done even when its answer has no body. */
  public TossAnswer<Gone> deleteBillingKey(String billingKey) {
    Bounds.visible("billingKey", billingKey, Bounds.PAYMENT_KEY_MAX);
    return calls.send(
        new Call<>(
            HttpMethod.DELETE,
            "billing key's end",
            "/v1/billing/{billingKey}",
            new Object[] {billingKey},
            null,
            null,
            body -> new Gone()));
  }

  /** It is not there any more. */
  public record Gone() {}

  /** Issues a cash receipt for what was paid elsewhere. */
  public TossAnswer<CashReceipt> issueCashReceipt(CashReceipt.Order request, String attemptKey) {
    return post("cash receipt", "/v1/cash-receipts", request, attemptKey, CashReceipt.class);
  }

  /**
   * Takes a cash receipt back.
   *
   * @param amount in won; none for all of it
   */
  public TossAnswer<CashReceipt> cancelCashReceipt(
      String receiptKey, @Nullable Long amount, String attemptKey) {
    Bounds.visible("receiptKey", receiptKey, Bounds.PAYMENT_KEY_MAX);
    if (amount != null) {
      Bounds.amount("amount", amount, 1);
    }
    return post(
        "cash receipt's end",
        "/v1/cash-receipts/{receiptKey}/cancel",
        amount == null ? Map.of() : Map.of("amount", amount),
        attemptKey,
        CashReceipt.class,
        receiptKey);
  }

  /**
   * The cash receipts of a day.
   *
   * @param cursor 0, or where the page before ended
   * @param limit 1 to 5,000
   */
  public TossAnswer<CashReceipt.Page> cashReceipts(LocalDate day, long cursor, int limit) {
    Bounds.require(cursor >= 0, "cursor", cursor, "0 or more");
    limit(limit);
    return get(
        "cash receipts",
        CashReceipt.Page.class,
        "/v1/cash-receipts?requestDate={day}&cursor={cursor}&limit={limit}",
        day,
        cursor,
        limit);
  }

  /**
   * What moved between two moments, by the gateway's clock (Seoul).
   *
   * @param after where the page before ended; empty for the first
   * @param limit 1 to 5,000
   */
  public TossAnswer<Transaction.Page> transactions(
      LocalDateTime from, LocalDateTime to, String after, int limit) {
    limit(limit);
    Bounds.require(!to.isBefore(from), "to", to, "not before " + from);
    Bounds.require(after.length() <= CURSOR_MAX, "after", after.length(), "at most " + CURSOR_MAX);
    String path = "/v1/transactions?startDate={from}&endDate={to}&limit={limit}";
    Object[] names = {SECONDS.format(from), SECONDS.format(to), limit};
    if (!after.isEmpty()) {
      path += "&startingAfter={after}";
      names = Arrays.copyOf(names, names.length + 1);
      names[names.length - 1] = after;
    }
    return calls.send(
        new Call<>(
            HttpMethod.GET,
            "transactions",
            path,
            names,
            null,
            null,
            body -> page(read(Transaction[].class).apply(body), limit)));
  }

  /**
   * What is paid out for what was sold on some days. Live keys only; the simulator has some, too.
   *
   * @param page 1 and up
   * @param size 1 to 5,000; a page that is not full is the last
   */
  public TossAnswer<List<Settlement>> settlements(
      LocalDate from, LocalDate to, Settlement.DateType type, int page, int size) {
    limit(size);
    Bounds.require(page >= 1, "page", page, "1 or more");
    Bounds.require(!to.isBefore(from), "to", to, "not before " + from);
    return calls.send(
        new Call<>(
            HttpMethod.GET,
            "settlements",
            "/v1/settlements?startDate={from}&endDate={to}&dateType={type}&page={page}&size={size}",
            new Object[] {from, to, type.wire(), page, size},
            null,
            null,
            body -> List.of(read(Settlement[].class).apply(body))));
  }

  private static Transaction.Page page(Transaction[] read, int limit) {
    List<Transaction> all = List.of(read);
    return new Transaction.Page(all, all.size() < limit ? null : all.getLast().transactionKey());
  }

  private static void limit(int limit) {
    Bounds.require(
        limit >= 1 && limit <= Transaction.PAGE_MAX,
        "limit",
        limit,
        "1 to " + Transaction.PAGE_MAX);
  }

  private <T> TossAnswer<T> post(
      String what, String path, Object body, String attemptKey, Class<T> type, Object... names) {
    Bounds.attemptKey(attemptKey);
    return calls.send(new Call<>(HttpMethod.POST, what, path, names, body, attemptKey, read(type)));
  }

  private <T> TossAnswer<T> get(String what, Class<T> type, String path, Object... names) {
    return calls.send(new Call<>(HttpMethod.GET, what, path, names, null, null, read(type)));
  }

  private static <T> Function<byte[], T> read(Class<T> type) {
    return body -> TossJson.MAPPER.readValue(body, type);
  }

  /** An answer about something else tells nothing about ours. */
  private static <T> TossAnswer<T> about(TossAnswer<T> answer, Predicate<T> ours) {
    return answer instanceof Done<T> done && !ours.test(done.value())
        ? new Unknown<>("an answer about something else, or of an unexpected state")
        : answer;
  }
}
