package io.seonchak.tosssimulator;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** The gateway's own paths. */
@RestController
@RequestMapping("/toss-simulator/v1")
class GatewayController {

  private final Door door;
  private final Payments payments;
  private final Billing billing;
  private final Receipts receipts;
  private final Books books;

  GatewayController(Door door, Payments payments, Billing billing, Receipts receipts, Books books) {
    this.door = door;
    this.payments = payments;
    this.billing = billing;
    this.receipts = receipts;
    this.books = books;
  }

  @PostMapping("/payments/confirm")
  void confirm(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "confirm", now -> payments.confirm(asked(body), now));
  }

  @GetMapping("/payments/{paymentKey}")
  void payment(
      HttpServletRequest request, HttpServletResponse response, @PathVariable String paymentKey)
      throws IOException {
    door.enter(request, response, "payment", now -> payments.read(paymentKey, now));
  }

  @GetMapping("/payments/orders/{orderId}")
  void order(HttpServletRequest request, HttpServletResponse response, @PathVariable String orderId)
      throws IOException {
    door.enter(request, response, "order", now -> payments.readOrder(orderId, now));
  }

  @PostMapping("/payments/{paymentKey}/cancel")
  void cancel(
      HttpServletRequest request,
      HttpServletResponse response,
      @PathVariable String paymentKey,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "cancel", now -> payments.cancel(paymentKey, asked(body), now));
  }

  /** Needs a contract that nobody has here; so no card number is ever read. */
  @PostMapping("/payments/key-in")
  void keyIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
    door.enter(
        request,
        response,
        "key-in",
        now -> {
          throw Refusal.of(Code.FORBIDDEN_REQUEST);
        });
  }

  @PostMapping("/virtual-accounts")
  void account(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "account", now -> payments.openAccount(asked(body), now));
  }

  @PostMapping("/billing/authorizations/issue")
  void issue(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "issue", now -> billing.issue(asked(body), now));
  }

  @PostMapping("/billing/authorizations/card")
  void issueByCard(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "issue", now -> billing.issueByCard(asked(body), now));
  }

  @PostMapping("/billing/{billingKey}")
  void charge(
      HttpServletRequest request,
      HttpServletResponse response,
      @PathVariable String billingKey,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "charge", now -> billing.charge(billingKey, asked(body), now));
  }

  @DeleteMapping("/billing/{billingKey}")
  void remove(
      HttpServletRequest request, HttpServletResponse response, @PathVariable String billingKey)
      throws IOException {
    door.enter(request, response, "remove", now -> billing.remove(billingKey, now));
  }

  @PostMapping("/cash-receipts")
  void receipt(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "receipt", now -> receipts.issue(asked(body), now));
  }

  @PostMapping("/cash-receipts/{receiptKey}/cancel")
  void cancelReceipt(
      HttpServletRequest request,
      HttpServletResponse response,
      @PathVariable String receiptKey,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(request, response, "receipt", now -> receipts.cancel(receiptKey, asked(body), now));
  }

  @GetMapping("/cash-receipts")
  void receipts(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestParam(defaultValue = "") String requestDate,
      @RequestParam(defaultValue = "0") long cursor,
      @RequestParam(defaultValue = "100") int limit)
      throws IOException {
    door.enter(request, response, "receipts", now -> receipts.page(requestDate, cursor, limit));
  }

  @GetMapping("/transactions")
  void transactions(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestParam(defaultValue = "") String startDate,
      @RequestParam(defaultValue = "") String endDate,
      @RequestParam(defaultValue = "") String startingAfter,
      @RequestParam(defaultValue = "100") int limit)
      throws IOException {
    door.enter(
        request,
        response,
        "transactions",
        now -> books.transactions(startDate, endDate, startingAfter, limit));
  }

  @GetMapping("/settlements")
  void settlements(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestParam(defaultValue = "") String startDate,
      @RequestParam(defaultValue = "") String endDate,
      @RequestParam(defaultValue = "soldDate") String dateType,
      @RequestParam(defaultValue = "1") int page,
      @RequestParam(defaultValue = "100") int size)
      throws IOException {
    door.enter(
        request,
        response,
        "settlements",
        now -> books.settlements(startDate, endDate, dateType, page, size));
  }

  @PostMapping("/settlements")
  void settleNow(
      HttpServletRequest request,
      HttpServletResponse response,
      @RequestBody(required = false) byte @Nullable [] body)
      throws IOException {
    door.enter(
        request,
        response,
        "settlements",
        now -> books.settleNow(asked(body).text("paymentKey", 200), now));
  }

  private static Asked asked(byte @Nullable [] body) {
    return new Asked(Json.body(body));
  }
}
