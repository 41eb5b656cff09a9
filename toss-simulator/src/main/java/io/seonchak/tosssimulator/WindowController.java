package io.seonchak.tosssimulator;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

/** The buyer's side: the stand-in for the gateway's window, and the developer centre's button. */
@RestController
@RequestMapping("/toss-simulator")
class WindowController {

  private static final MediaType HTML = new MediaType("text", "html", StandardCharsets.UTF_8);
  private static final String POLICY =
      "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'";

  private final Payments payments;
  private final Billing billing;
  private final Clock clock;
  private final TransactionTemplate transaction;

  WindowController(
      Payments payments, Billing billing, Clock clock, PlatformTransactionManager transactions) {
    this.payments = payments;
    this.billing = billing;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** Opens a window; a script may confirm what it gets at once. */
  @PostMapping("/checkouts")
  ResponseEntity<byte[]> open(
      HttpServletRequest request, @RequestBody(required = false) byte @Nullable [] body) {
    var asked = new Asked(Json.body(body));
    String order = asked.orderId();
    String name = asked.text("orderName", 100);
    long amount = asked.amount("amount");
    Way way = Way.of(asked.text("method", 30));
    Window window = window(asked);
    Deal deal = within(() -> payments.open(order, name, way, amount, window, clock.instant()));
    ObjectNode json = Json.object();
    json.put("paymentKey", deal.paymentKey());
    json.put("redirectUrl", here(request) + "/pay/" + deal.paymentKey());
    return created(json);
  }

  /** Opens a window in which a card is registered. */
  @PostMapping("/billing-auths")
  ResponseEntity<byte[]> openBilling(
      HttpServletRequest request, @RequestBody(required = false) byte @Nullable [] body) {
    var asked = new Asked(Json.body(body));
    String customer = asked.text("customerKey", 300);
    Window window = window(asked);
    String key = within(() -> billing.openAuth(customer, window));
    ObjectNode json = Json.object();
    json.put("authKey", key);
    json.put("redirectUrl", here(request) + "/register/" + key);
    return created(json);
  }

  @GetMapping("/pay/{paymentKey}")
  ResponseEntity<String> page(@PathVariable String paymentKey) {
    Deal deal = within(() -> payments.deal(paymentKey, clock.instant()));
    return html(HttpStatus.OK, Pages.payment(deal));
  }

  /** The buyer presses a button. */
  @PostMapping("/pay/{paymentKey}")
  ResponseEntity<String> press(
      @PathVariable String paymentKey, @RequestParam(defaultValue = "") String action) {
    return switch (action) {
      case "pay" -> {
        Deal deal = within(() -> payments.press(paymentKey, clock.instant()));
        yield back(deal.window().successUrl(), success(deal));
      }
      case "fail" -> {
        Deal deal =
            within(() -> payments.abort(paymentKey, Code.REJECT_CARD_COMPANY, clock.instant()));
        yield back(deal.window().failUrl(), failure(Code.REJECT_CARD_COMPANY, deal.orderId()));
      }
      case "close" -> {
        Deal deal = within(() -> payments.deal(paymentKey, clock.instant()));
        // The gateway leaves the order out when the window is closed.
        yield back(deal.window().failUrl(), failure(Code.PAY_PROCESS_CANCELED, null));
      }
      case "deposit" -> {
        within(() -> payments.deposit(paymentKey, clock.instant()));
        yield seeOther("/toss-simulator/pay/" + paymentKey);
      }
      case "reverse-deposit" -> {
        within(() -> payments.reverseDeposit(paymentKey, clock.instant()));
        yield seeOther("/toss-simulator/pay/" + paymentKey);
      }
      default -> throw Refusal.invalid("action");
    };
  }

  @GetMapping("/register/{authKey}")
  ResponseEntity<String> registration(@PathVariable String authKey) {
    Billing.Auth auth = within(() -> auth(authKey));
    return html(HttpStatus.OK, Pages.registration(auth));
  }

  @PostMapping("/register/{authKey}")
  ResponseEntity<String> register(
      @PathVariable String authKey, @RequestParam(defaultValue = "") String action) {
    Billing.Auth auth = within(() -> auth(authKey));
    return switch (action) {
      case "register" -> {
        within(
            () -> {
              billing.press(authKey);
              return auth;
            });
        Map<String, String> told = new LinkedHashMap<>();
        told.put("customerKey", auth.customerKey());
        told.put("authKey", authKey);
        yield back(auth.window().successUrl(), told);
      }
      case "close" -> back(auth.window().failUrl(), failure(Code.PAY_PROCESS_CANCELED, null));
      default -> throw Refusal.invalid("action");
    };
  }

  /** A browser gets a page, a script gets the gateway's own form. */
  @ExceptionHandler(Refusal.class)
  ResponseEntity<?> refused(Refusal refusal, HttpServletRequest request) {
    HttpStatus status = HttpStatus.valueOf(refusal.code().status());
    String accept = request.getHeader(HttpHeaders.ACCEPT);
    if (accept != null && accept.contains("text/html")) {
      return html(status, Pages.refusal(refusal));
    }
    Reply reply = Reply.of(refusal, false);
    return ResponseEntity.status(status).contentType(MediaType.APPLICATION_JSON).body(reply.body());
  }

  private Billing.Auth auth(String authKey) {
    return billing.auth(authKey).orElseThrow(() -> Refusal.of(Code.INVALID_BILLING_AUTH));
  }

  private static Window window(Asked asked) {
    String code = asked.textOrNone("refuseWith", 80);
    Long hours = asked.wholeOrNone("validHours", 1, 720);
    try {
      return new Window(
          Links.checked(asked, "successUrl"),
          Links.checked(asked, "failUrl"),
          asked.flag("buyerPresses"),
          code == null ? null : Code.valueOf(code),
          hours == null ? Window.VALID_HOURS : hours.intValue());
    } catch (IllegalArgumentException e) {
      throw Refusal.invalid("refuseWith");
    }
  }

  private static Map<String, String> success(Deal deal) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("paymentType", "NORMAL");
    told.put("paymentKey", deal.paymentKey());
    told.put("orderId", deal.orderId());
    told.put("amount", String.valueOf(deal.total()));
    return told;
  }

  private static Map<String, String> failure(Code code, @Nullable String order) {
    Map<String, String> told = new LinkedHashMap<>();
    told.put("code", code.name());
    told.put("message", code.message(false));
    if (order != null) {
      told.put("orderId", order);
    }
    return told;
  }

  private static ResponseEntity<String> back(@Nullable String url, Map<String, String> told) {
    if (url == null) {
      throw Refusal.of(Code.FORBIDDEN_REQUEST);
    }
    return seeOther(Links.with(url, told));
  }

  private static ResponseEntity<String> seeOther(String url) {
    return ResponseEntity.status(HttpStatus.SEE_OTHER)
        .location(URI.create(url))
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .build();
  }

  private static ResponseEntity<byte[]> created(ObjectNode json) {
    return ResponseEntity.status(HttpStatus.CREATED)
        .contentType(MediaType.APPLICATION_JSON)
        .body(Json.bytes(json));
  }

  private static ResponseEntity<String> html(HttpStatus status, String page) {
    return ResponseEntity.status(status)
        .contentType(HTML)
        .header(HttpHeaders.CACHE_CONTROL, "no-store")
        .header("Content-Security-Policy", POLICY)
        .header("Referrer-Policy", "no-referrer")
        .body(page);
  }

  private static String here(HttpServletRequest request) {
    return "http://%s:%d/toss-simulator"
        .formatted(request.getServerName(), request.getServerPort());
  }

  private <T> T within(Supplier<T> work) {
    return Objects.requireNonNull(transaction.execute(status -> work.get()));
  }
}
