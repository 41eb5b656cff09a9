package io.seonchak.payment.web;

import io.seonchak.payment.application.Paying;
import io.seonchak.payment.application.Paying.Seen;
import io.seonchak.payment.application.Paying.Wish;
import io.seonchak.payment.model.Deposit;
import io.seonchak.payment.model.Means;
import io.seonchak.payment.model.PayOutcome;
import io.seonchak.payment.model.PaymentProblem;
import io.seonchak.platform.money.Won;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.time.Seoul;
import io.seonchak.platform.web.Fields;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

/** Paying over HTTP. What is paid with is the request's key: the same means pay once. */
@RestController
class PaymentController {

  private static final int PAYMENT_KEY_MAX = 200;

  private final Paying paying;

  PaymentController(Paying paying) {
    this.paying = paying;
  }

  /** Does not print what it is paid with. */
  record Confirm(
      @Nullable String paymentKey,
      @Nullable UUID billingKeyId,
      @Nullable UUID orderId,
      @Nullable Long amount) {

    @Override
    public String toString() {
      return "Confirm[order=%s, amount=%s]".formatted(orderId, amount);
    }
  }

  /** An account to pay into; its number is the member's to see. */
  record AccountView(@Nullable String bank, @Nullable String accountNumber, String dueAt) {

    @Override
    public String toString() {
      return "AccountView[bank=%s, dueAt=%s]".formatted(bank, dueAt);
    }
  }

  record Confirmed(String status, @Nullable AccountView account) {}

  record PaymentView(
      UUID orderId,
      String status,
      long amount,
      long refunded,
      @Nullable String method,
      @Nullable String receiptUrl,
      @Nullable String tossCode,
      @Nullable AccountView account) {}

  @PostMapping("/api/payments/confirm")
  ResponseEntity<Confirmed> confirm(
      @AuthenticationPrincipal Identity identity, @RequestBody Confirm request) {
    PayOutcome outcome = paying.confirm(wish(identity.member(), request));
    HttpStatus status =
        outcome instanceof PayOutcome.Processing ? HttpStatus.ACCEPTED : HttpStatus.OK;
    return ResponseEntity.status(status)
        .cacheControl(CacheControl.noStore())
        .body(new Confirmed(status(outcome), account(outcome)));
  }

  /** How it stands with the payment of his order. */
  @GetMapping("/api/payments/{orderId}")
  ResponseEntity<PaymentView> read(
      @AuthenticationPrincipal Identity identity, @PathVariable UUID orderId) {
    return paying
        .seen(identity.member(), orderId)
        .map(seen -> ResponseEntity.ok().cacheControl(CacheControl.noStore()).body(view(seen)))
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  private static PaymentView view(Seen seen) {
    var attempt = seen.attempt();
    PayOutcome outcome = seen.outcome();
    String code = outcome instanceof PayOutcome.Refused(String refused) ? refused : null;
    return new PaymentView(
        attempt.orderId(),
        shown(outcome),
        attempt.amount(),
        attempt.refunded(),
        attempt.method(),
        attempt.receipt(),
        code,
        account(outcome));
  }

  private static Wish wish(UUID member, Confirm request) {
    var fields = new Fields();
    long amount = fields.number("amount", request.amount(), 0, Won.MAX);
    UUID order = request.orderId();
    fields.require(order != null, "orderId", "missing", "the order's id");
    Means means = means(fields, request, amount);
    fields.orRefuse();
    return new Wish(member, Objects.requireNonNull(order), means, amount);
  }

  private static Means means(Fields fields, Confirm request, long amount) {
    String key = request.paymentKey();
    UUID card = request.billingKeyId();
    fields.require(
        key == null || card == null, "billingKeyId", "with a paymentKey", "one of the two");
    fields.require(
        (amount == 0) == (key == null && card == null),
        "paymentKey",
        key == null && card == null ? "missing" : "given for 0 won",
        "what the gateway's window gave, or a billingKeyId; neither for 0 won");
    if (card != null) {
      return new Means.OneTap(card);
    }
    if (key == null) {
      return new Means.Free();
    }
    fields.require(
        !key.isEmpty()
            && key.length() <= PAYMENT_KEY_MAX
            && key.chars().allMatch(c -> c > ' ' && c < 127),
        "paymentKey",
        key.length() + " characters",
        "1 to %d visible ASCII characters".formatted(PAYMENT_KEY_MAX));
    return new Means.Window(key);
  }

  private static String status(PayOutcome outcome) {
    return switch (outcome) {
      case PayOutcome.Paid _, PayOutcome.WaitingForDeposit _, PayOutcome.Processing _ ->
          shown(outcome);
      case PayOutcome.Refused(String code) ->
          throw Problem.of(PaymentProblem.PAYMENT_REFUSED).with("tossCode", code);
      case PayOutcome.AmountDiffers(long amount) ->
          throw Problem.of(PaymentProblem.AMOUNT_MISMATCH).with("amount", amount);
      case PayOutcome.Expired _ -> throw Problem.of(PaymentProblem.ORDER_EXPIRED);
      case PayOutcome.AlreadyPaid _ -> throw Problem.of(PaymentProblem.ALREADY_PAID);
      case PayOutcome.NotThere _ -> throw Problem.of(CommonProblem.NOT_FOUND);
      case PayOutcome.NotNow _ -> throw Problem.of(CommonProblem.BUSY);
      case PayOutcome.GatewayAway _ -> throw Problem.of(CommonProblem.UNAVAILABLE);
    };
  }

  private static String shown(PayOutcome outcome) {
    return switch (outcome) {
      case PayOutcome.Paid _ -> "PAID";
      case PayOutcome.WaitingForDeposit _ -> "WAITING_FOR_DEPOSIT";
      case PayOutcome.Processing _ -> "PROCESSING";
      case PayOutcome.Refused _,
          PayOutcome.AmountDiffers _,
          PayOutcome.Expired _,
          PayOutcome.AlreadyPaid _,
          PayOutcome.NotThere _,
          PayOutcome.NotNow _,
          PayOutcome.GatewayAway _ ->
          "FAILED";
    };
  }

  private static @Nullable AccountView account(PayOutcome outcome) {
    if (!(outcome instanceof PayOutcome.WaitingForDeposit(Deposit deposit)) || deposit == null) {
      return null;
    }
    return new AccountView(deposit.bank(), deposit.number(), Seoul.text(deposit.dueAt()));
  }
}
