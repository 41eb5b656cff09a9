package io.seonchak.e2e;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;

/** Everything a gateway gets wrong, done to a running shop, one order each. */
public final class PaymentFaults {

  private static final Duration KNOWN_WITHIN = Duration.ofSeconds(60);
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Duration ANSWER_TIMEOUT = Duration.ofMillis(1_500);
  private static final int PRICE = 99_000;
  private static final String DOOR = "/api/webhooks/toss";

  /** What goes wrong. */
  private enum Way {
    ANSWER_LOST,
    FAILED_AFTER,
    SLOW,
    WEBHOOK_FIRST,
    FORGED,
    OTHER_AMOUNT,
    RELEASED
  }

  private record Buying(UUID order, String authorization) {}

  private final Shop shop;
  private final Reckoning reckoning;
  private final UUID drop;
  private final Map<Way, Buying> buying = new EnumMap<>(Way.class);

  private PaymentFaults(Shop shop, Reckoning reckoning) throws Exception {
    this.shop = shop;
    this.reckoning = reckoning;
    this.drop = shop.drop(Way.values().length, 1);
  }

  /** Each once, in an order of the seed's. */
  public static Shown run(long seed) throws Exception {
    try (Shop shop =
            Shop.with("--seonchak.toss.answer-timeout=" + ANSWER_TIMEOUT.toMillis() + "ms");
        var reckoning = new Reckoning(shop.database)) {
      return new PaymentFaults(shop, reckoning).all(new Random(seed));
    }
  }

  private Shown all(Random random) throws Exception {
    List<Way> ways = new ArrayList<>(List.of(Way.values()));
    Collections.shuffle(ways, random);
    for (Way way : ways) {
      buying.put(way, claimed());
    }
    for (Way way : ways) {
      go(way, buying.get(way));
      chaos("{}");
    }
    for (Way way : ways) {
      long more = captures(buying.get(way)) - 1;
      reckoning.doubled(Math.max(0, more));
    }
    return reckoning.of(drop);
  }

  private Buying claimed() throws Exception {
    UUID member = UUID.randomUUID();
    Answer answer = reckoning.heard(member, shop.claim(drop, member));
    var made =
        new Buying(UUID.fromString(answer.text("claimId")), shop.as(member, MemberRole.MEMBER)[1]);
    until(made, "AWAITING_PAYMENT", SOON);
    return made;
  }

  private void go(Way way, Buying of) throws Exception {
    switch (way) {
      case ANSWER_LOST -> unheard(of, "{\"next\":[\"LOSE_ANSWER\"]}");
      case FAILED_AFTER -> unheard(of, "{\"next\":[\"FAIL_AFTER\"]}");
      case SLOW -> slow(of);
      case WEBHOOK_FIRST -> webhookFirst(of);
      case FORGED -> forged(of);
      case OTHER_AMOUNT -> otherAmount(of);
      case RELEASED -> released(of);
    }
  }

  /** The money is taken and the answer is not heard: it is asked for until it is known. */
  private void unheard(Buying of, String chaos) throws Exception {
    chaos(chaos);
    Answer answer = confirm(of, window(of, PRICE), PRICE);
    reckoning.expect(answer.status() == 202, "%s: %s %s", chaos, answer.status(), answer.body());
    reckoning.recovers(KNOWN_WITHIN, chaos + " is known", () -> status(of).equals("PAID"));
    moved(of, chaos, 1, PRICE);
  }

  /** Nobody waits as long as the gateway takes. */
  private void slow(Buying of) throws Exception {
    String chaos = "{\"next\":[\"SLOW_ANSWER\"],\"slowMillis\":60000}";
    chaos(chaos);
    String key = window(of, PRICE);
    long begun = System.nanoTime();
    Answer answer = confirm(of, key, PRICE);
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    reckoning.expect(
        took.compareTo(ANSWER_TIMEOUT) >= 0 && took.compareTo(SOON) <= 0,
        "60 s slow: answered after %s",
        took);
    reckoning.expect(answer.status() / 100 == 2, "60 s slow: %s", answer.body());
    reckoning.recovers(KNOWN_WITHIN, "what is slow is known", () -> status(of).equals("PAID"));
    moved(of, "60 s slow", 1, PRICE);
  }

  private void webhookFirst(Buying of) throws Exception {
    chaos("{\"webhooks\":{\"copies\":7,\"first\":true}}");
    Answer answer = confirm(of, window(of, PRICE), PRICE);
    reckoning.expect(answer.status() == 200, "webhook first: %s", answer.body());
    until(of, "PAID", SOON);
    reckoning.reaches(SOON, "seven webhooks are taken", () -> taken(of) == 7);
    nothingIsLeftToRead();
    moved(of, "seven webhooks", 1, PRICE);
    long told =
        reckoning.count(
            "SELECT count(*) FROM payment.outbox WHERE event_key = ? AND event_type ="
                + " 'payment.approved.v1'",
            of.order());
    reckoning.expect(told == 1, "seven webhooks: told %d times (expected: once)", told);
  }

  private long taken(Buying of) {
    return reckoning.count(
        "SELECT count(*) FROM toss_simulator.webhook WHERE body LIKE ? AND delivered_at IS NOT"
            + " NULL",
        "%" + of.order() + "%");
  }

  /** Who believed a webhook would give goods away, or take money back. */
  private void forged(Buying of) throws Exception {
    String key = window(of, PRICE);
    hints(of, key, "DONE");
    nothingIsLeftToRead();
    reckoning.expect(status(of).equals("AWAITING_PAYMENT"), "forged DONE: %s", status(of));
    moved(of, "forged DONE", 0, 0);
    Answer answer = confirm(of, key, PRICE);
    reckoning.expect(answer.status() == 200, "after forged ones: %s", answer.body());
    until(of, "PAID", SOON);
    hints(of, key, "CANCELED");
    nothingIsLeftToRead();
    reckoning.expect(status(of).equals("PAID"), "forged CANCELED: %s", status(of));
    moved(of, "forged CANCELED", 1, PRICE);
  }

  private void hints(Buying of, String key, String status) throws Exception {
    for (int i = 0; i < 7; i++) {
      Answer answer =
          shop.post(
              DOOR,
              """
              {"eventType":"PAYMENT_STATUS_CHANGED","createdAt":"2026-03-02T12:00:00.000000",
               "data":{"paymentKey":"%s","orderId":"%s","status":"%s"}}\
              """
                  .formatted(i % 2 == 0 ? key : "forged-" + i, of.order(), status));
      reckoning.expect(answer.status() == 200, "forged %s: %s", status, answer.status());
    }
  }

  private void nothingIsLeftToRead() throws Exception {
    reckoning.reaches(
        SOON,
        "all webhooks are looked at",
        () -> reckoning.count("SELECT count(*) FROM payment.hint") == 0);
  }

  private void otherAmount(Buying of) throws Exception {
    Answer less = confirm(of, window(of, PRICE), PRICE - 1);
    reckoning.expect(less.status() / 100 == 4, "less confirmed: %s", less.body());
    Answer cheated = confirm(of, window(of, 1_000), PRICE);
    reckoning.expect(cheated.status() / 100 == 4, "less in the window: %s", cheated.body());
    moved(of, "another amount", 0, 0);
    reckoning.expect(!status(of).equals("PAID"), "another amount: %s", status(of));
  }

  /** While nobody knows that the money was taken, the units go back. */
  private void released(Buying of) throws Exception {
    chaos("{\"next\":[\"LOSE_ANSWER\"],\"lookups\":{\"FAIL_BEFORE\":1}}");
    Answer answer = confirm(of, window(of, PRICE), PRICE);
    reckoning.expect(answer.status() == 202, "to be released: %s", answer.body());
    int due =
        reckoning.change(
            "UPDATE stock.claim SET deadline = granted_at WHERE claim_id = ? AND state = 1",
            of.order());
    reckoning.expect(due == 1, "%d units were held (expected: 1)", due);
    shop.expireDue(drop, 1);
    reckoning.expect(
        reckoning.count(
                "SELECT count(*) FROM stock.claim WHERE claim_id = ? AND state = 3", of.order())
            == 1,
        "the unit did not go back");
    chaos("{}");
    reckoning.recovers(KNOWN_WITHIN, "captured and released goes back", () -> movements(of) == 2);
    until(of, "CANCELLED", SOON);
    moved(of, "captured and released", 1, 0);
  }

  private void moved(Buying of, String what, long captures, long balance) {
    long taken = captures(of);
    long left =
        reckoning.count(
            "SELECT coalesce(sum(amount), 0) FROM toss_simulator.movement WHERE order_id = ?",
            of.order().toString());
    reckoning.expect(
        taken == captures && left == balance,
        "%s: %d captures, %d won left (expected: %d, %d)",
        what,
        taken,
        left,
        captures,
        balance);
  }

  private long captures(Buying of) {
    return reckoning.count(
        "SELECT count(*) FROM toss_simulator.movement WHERE order_id = ? AND amount > 0",
        of.order().toString());
  }

  private long movements(Buying of) {
    return reckoning.count(
        "SELECT count(*) FROM toss_simulator.movement WHERE order_id = ?", of.order().toString());
  }

  private String window(Buying of, long amount) throws Exception {
    return shop.checkout(of.order().toString(), amount, Shop.BY_CARD);
  }

  /** Whoever is told that the gateway is away asks again. */
  private Answer confirm(Buying of, String key, long amount) throws Exception {
    String body =
        "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":%d}"
            .formatted(key, of.order(), amount);
    String[] once = Shop.once(of.authorization());
    Answer[] last = {shop.post("/api/payments/confirm", body, once)};
    reckoning.reaches(
        SOON,
        "the gateway may be asked",
        () -> {
          boolean away = last[0].status() == 503;
          last[0] = away ? shop.post("/api/payments/confirm", body, once) : last[0];
          return !away;
        });
    return last[0];
  }

  private void chaos(String how) throws Exception {
    Answer answer = shop.chaos(how);
    reckoning.expect(answer.status() / 100 == 2, "the gateway's fault: %s", answer.body());
  }

  private String status(Buying of) throws Exception {
    return shop.get("/api/orders/" + of.order(), Shop.once(of.authorization())).text("status");
  }

  private void until(Buying of, String status, Duration within) throws Exception {
    reckoning.reaches(within, status, () -> status(of).equals(status));
  }
}
