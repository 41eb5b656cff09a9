package io.seonchak.rehearsal;

import io.seonchak.rehearsal.Asking.Answer;
import io.seonchak.rehearsal.Asking.Unanswered;
import io.seonchak.rehearsal.Bought.End;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One member who got a unit, from the grant to the end of his order. */
final class Shopper {

  /** Points that are used, in won; so many are given him before. */
  private static final int POINTS = 3_000;

  private static final Set<String> NOT_YET = Set.of("PREPARING", "RESERVING");
  private static final int LOOKS_MAX = 150;
  private static final long LOOK_MILLIS_MAX = 2_000;

  private final Asking asking;
  private final Crowd crowd;
  private final int member;
  private final UUID claim;
  private final String bearer;
  private final String operator;
  private final UUID campaign;
  private final boolean forges;

  /**
   * One who acts as the crowd's draws say.
   *
   * @param bearer his token
   * @param operator the token of whoever gives points
   * @param campaign where he gets a coupon
   * @param forges whether he tries what he should not
   */
  Shopper(
      Asking asking,
      Crowd crowd,
      int member,
      UUID claim,
      String bearer,
      String operator,
      UUID campaign,
      boolean forges) {
    this.asking = asking;
    this.crowd = crowd;
    this.member = member;
    this.claim = claim;
    this.bearer = bearer;
    this.operator = operator;
    this.campaign = campaign;
    this.forges = forges;
  }

  /** Goes the whole way. */
  Bought buy() throws InterruptedException {
    try {
      return goes();
    } catch (Unanswered e) {
      return bought(End.UNSURE, String.valueOf(e.getMessage()));
    }
  }

  private Bought goes() throws Unanswered, InterruptedException {
    Answer order = payable();
    if (!order.text("status").equals("AWAITING_PAYMENT")) {
      return bought(End.OVER, order.text("status"));
    }
    TimeUnit.MILLISECONDS.sleep(crowd.thinksMillis(member));
    if (crowd.cancelsInsteadOfPaying(member)) {
      return cancelled(End.CANCELLED);
    }
    order = onHisTerms(order);
    if (!order.text("status").equals("AWAITING_PAYMENT")) {
      return bought(End.OVER, order.text("status"));
    }
    if (!crowd.pays(member) && !crowd.cancelsAfterPaying(member)) {
      if (forges) {
        forge();
      }
      return bought(End.LEFT, "");
    }
    return pays(order.body().path("amount").asLong());
  }

  /** Looks until it can be paid, or never will. */
  private Answer payable() throws Unanswered, InterruptedException {
    long pause = 200;
    for (int look = 1; ; look++) {
      Answer order = asked("GET", "/api/orders/" + claim, "", null);
      if (!NOT_YET.contains(order.text("status")) || look == LOOKS_MAX) {
        return order;
      }
      TimeUnit.MILLISECONDS.sleep(pause);
      pause = Math.min(LOOK_MILLIS_MAX, pause * 3 / 2);
    }
  }

  private Answer onHisTerms(Answer order) throws Unanswered, InterruptedException {
    String coupon = crowd.usesCoupon(member) ? coupon() : "";
    boolean points = crowd.usesPoints(member) && pointsGiven();
    if (coupon.isEmpty() && !points) {
      return order;
    }
    String terms =
        "{\"couponId\":%s,\"points\":%d}"
            .formatted(coupon.isEmpty() ? "null" : "\"" + coupon + "\"", points ? POINTS : 0);
    Answer changed = asked("PUT", "/api/orders/" + claim + "/checkout", "", terms);
    return changed.yes() ? payable() : order;
  }

  private String coupon() throws Unanswered, InterruptedException {
    return asked("POST", "/api/coupon-campaigns/" + campaign + "/claims", "coupon", "{}")
        .text("couponId");
  }

  private boolean pointsGiven() throws Unanswered, InterruptedException {
    String grant =
        "{\"memberId\":\"%s\",\"amount\":%d,\"reason\":\"리허설\"}"
            .formatted(crowd.id(member), POINTS);
    return asking.ask("POST", "/api/operations/points", operator, "points-" + member, grant).yes();
  }

  private Bought pays(long amount) throws Unanswered, InterruptedException {
    boolean refused = crowd.cardRefused(member) && !crowd.cancelsAfterPaying(member);
    String window =
        """
        {"orderId":"%s","orderName":"리허설","amount":%d,"method":"카드",\
        "successUrl":"http://localhost/paid","failUrl":"http://localhost/not-paid"%s}"""
            .formatted(claim, amount, refused ? ",\"refuseWith\":\"REJECT_CARD_COMPANY\"" : "");
    String key =
        asking.ask("POST", "/toss-simulator/checkouts", null, "", window).text("paymentKey");
    String confirm =
        "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":%d}".formatted(key, claim, amount);
    Answer answer = asked("POST", "/api/payments/confirm", "", confirm);
    String status = answer.text(answer.yes() ? "status" : "code");
    for (int look = 1; status.equals("PROCESSING") && look < LOOKS_MAX; look++) {
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS_MAX / 2);
      status = asked("GET", "/api/payments/" + claim, "", null).text("status");
    }
    return switch (status) {
      case "PAID" -> crowd.cancelsAfterPaying(member) ? back() : bought(End.PAID, "");
      case "FAILED", "PAYMENT_REFUSED" -> bought(End.REFUSED, status);
      case "PROCESSING" -> bought(End.UNSURE, status);
      default -> bought(End.OVER, status);
    };
  }

  /** The order hears of its payment a moment after the member does. */
  private Bought back() throws Unanswered, InterruptedException {
    for (int look = 1; look < LOOKS_MAX; look++) {
      String status = asked("GET", "/api/orders/" + claim, "", null).text("status");
      if (status.equals("PAID")) {
        return cancelled(End.GIVEN_BACK);
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS_MAX / 2);
    }
    return bought(End.UNSURE, "paid, and its order does not say so");
  }

  private Bought cancelled(End end) throws Unanswered, InterruptedException {
    Answer answer =
        asked("POST", "/api/orders/" + claim + "/cancel", "cancel", "{\"reason\":\"마음이 바뀌었어요\"}");
    return answer.yes() ? bought(end, "") : bought(End.OVER, answer.text("code"));
  }

  /** Says in the gateway's place that it is paid, which it is not. */
  private void forge() throws Unanswered, InterruptedException {
    String webhook =
        """
        {"eventType":"PAYMENT_STATUS_CHANGED","createdAt":"2026-01-01T00:00:00.000000",\
        "data":{"paymentKey":"forged-%s","orderId":"%s","status":"DONE","totalAmount":99000}}"""
            .formatted(claim, claim);
    var _ = asking.ask("POST", "/api/webhooks/toss", null, "", webhook);
  }

  private Answer asked(String method, String path, String key, @Nullable String body)
      throws Unanswered, InterruptedException {
    return asking.ask(method, path, bearer, key + "-" + claim, body);
  }

  private Bought bought(End end, String detail) {
    return new Bought(member, claim, end, detail);
  }
}
