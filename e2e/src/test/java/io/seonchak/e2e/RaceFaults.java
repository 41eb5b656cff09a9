package io.seonchak.e2e;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Two who want the opposite at once, many rounds, each a little earlier or later than the other.
 */
public final class RaceFaults {

  private static final int ROUNDS = 20;
  private static final int SPREAD_MICROS = 20_000;
  private static final int PRICE = 99_000;
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final Set<String> TERMINAL = Set.of("PAID", "CANCELLED", "REFUNDED");

  private record Bought(UUID order, UUID member, String authorization) {}

  private final Shop shop;
  private final Reckoning reckoning;
  private final Random random;
  private final UUID drop;

  private RaceFaults(Shop shop, Reckoning reckoning, Random random) throws Exception {
    this.shop = shop;
    this.reckoning = reckoning;
    this.random = random;
    this.drop = shop.drop(10 * ROUNDS, 1);
  }

  /** All of them. */
  public static Shown run(long seed) throws Exception {
    try (Shop shop = Shop.open();
        var reckoning = new Reckoning(shop.database)) {
      return new RaceFaults(shop, reckoning, new Random(seed)).all();
    }
  }

  private Shown all() throws Exception {
    expiryAndPayment();
    releaseAndGrant();
    cancelledTwice();
    return reckoning.of(drop);
  }

  private void expiryAndPayment() throws Exception {
    List<Bought> all = claimed();
    List<Callable<Integer>> racers = new ArrayList<>();
    int paid = 0;
    for (Bought each : all) {
      String key = shop.checkout(each.order().toString(), PRICE, Shop.BY_CARD);
      racers.add(() -> confirm(each, key).status());
      racers.add(() -> expire(each));
    }
    race(2, racers);
    for (Bought each : all) {
      reckoning.reaches(SOON, "a terminal state: " + each, () -> ended(each));
      paid += ends(each, "PAID".equals(status(each))) ? 1 : 0;
    }
    reckoning.expect(paid > 0 && paid < all.size(), "no race: %d of %d paid", paid, all.size());
  }

  /** Its end is one, and units and money are where it says. */
  private boolean ends(Bought of, boolean paid) throws Exception {
    reckoning.reaches(
        SOON,
        "%s: units and money of %s, paid: %s".formatted(of, status(of), paid),
        () ->
            units(of, 2) == (paid ? 1 : 0) && units(of, 1) == 0 && money(of) == (paid ? PRICE : 0));
    reckoning.doubled(Math.max(0, captures(of) - 1));
    long ends =
        reckoning.count(
            "SELECT count(DISTINCT event_type) FROM ordering.outbox WHERE event_key = ? AND"
                + " event_type IN ('order.paid.v1', 'order.cancelled.v1')",
            of.order());
    reckoning.expect(ends == 1, "%s: %d ends were told (expected: 1)", of, ends);
    return paid;
  }

  /** Whoever holds the last one gives it back while others ask for it. */
  private void releaseAndGrant() throws Exception {
    List<Callable<Integer>> racers = new ArrayList<>();
    List<UUID> drops = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      UUID one = shop.drop(1, 1);
      UUID holder = UUID.randomUUID();
      String claim = shop.claim(one, holder).text("claimId");
      drops.add(one);
      racers.add(() -> shop.giveBack(one, claim, holder).status());
      racers.add(() -> shop.claim(one, UUID.randomUUID()).status());
      racers.add(() -> shop.claim(one, UUID.randomUUID()).status());
    }
    List<Integer> answers = race(3, racers);
    int passedOn = 0;
    for (int i = 0; i < ROUNDS; i++) {
      List<Integer> of = answers.subList(3 * i, 3 * i + 3);
      long granted = of.subList(1, 3).stream().filter(status -> status == 201).count();
      long live =
          reckoning.count(
              "SELECT count(*) FROM stock.claim WHERE pool_id = ? AND state = 1", drops.get(i));
      reckoning.expect(of.getFirst() == 204, "give back: %s", of);
      reckoning.expect(granted == live && live <= 1, "%s, %d live", of, live);
      reckoning.doubled(Math.max(0, live - 1));
      passedOn += (int) granted;
    }
    reckoning.expect(
        passedOn > 0 && passedOn < ROUNDS, "no race: %d of %d passed on", passedOn, ROUNDS);
  }

  private void cancelledTwice() throws Exception {
    List<Bought> all = claimed();
    List<Callable<Integer>> racers = new ArrayList<>();
    for (Bought each : all) {
      Answer paid = shop.pay(each.order().toString(), PRICE, Shop.BY_CARD, each.authorization());
      reckoning.expect(paid.status() == 200, "pay: %s", paid.body());
      until(each, "PAID");
      racers.add(() -> cancel(each));
      racers.add(() -> cancel(each));
    }
    race(2, racers);
    for (Bought each : all) {
      until(each, "REFUNDED");
      reckoning.reaches(SOON, "the money is back", () -> money(each) == 0);
      long movements =
          reckoning.count(
              "SELECT count(*) FROM toss_simulator.movement WHERE order_id = ?",
              each.order().toString());
      reckoning.expect(movements == 2, "%d movements (expected: there and back)", movements);
      reckoning.reaches(SOON, "the unit is back", () -> units(each, 2) + units(each, 1) == 0);
    }
  }

  private List<Bought> claimed() throws Exception {
    List<Bought> all = new ArrayList<>();
    for (int i = 0; i < ROUNDS; i++) {
      UUID member = UUID.randomUUID();
      Answer answer = reckoning.heard(member, shop.claim(drop, member));
      all.add(
          new Bought(
              UUID.fromString(answer.text("claimId")),
              member,
              shop.as(member, MemberRole.MEMBER)[1]));
    }
    for (Bought each : all) {
      until(each, "AWAITING_PAYMENT");
    }
    return all;
  }

  /**
   * Groups of so many race one after the other, so that the machine's two cores are for one of
   * them; each racer starts at a moment of the seed's.
   */
  private List<Integer> race(int group, List<Callable<Integer>> racers) throws Exception {
    List<Integer> answers = new ArrayList<>();
    List<Future<Integer>> running = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < racers.size(); i++) {
        Callable<Integer> racer = racers.get(i);
        long at = i / group * (long) SPREAD_MICROS * 2 + random.nextInt(SPREAD_MICROS);
        running.add(
            threads.submit(
                () -> {
                  TimeUnit.MICROSECONDS.sleep(at);
                  return racer.call();
                }));
      }
      for (Future<Integer> each : running) {
        answers.add(each.get());
      }
    }
    return answers;
  }

  private Answer confirm(Bought of, String key) throws Exception {
    return shop.post(
        "/api/payments/confirm",
        "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":%d}"
            .formatted(key, of.order(), PRICE),
        Shop.once(of.authorization()));
  }

  private int expire(Bought of) {
    int due =
        reckoning.change(
            "UPDATE stock.claim SET deadline = granted_at WHERE claim_id = ? AND state = 1",
            of.order());
    shop.expireDue(drop, 1);
    return due;
  }

  private int cancel(Bought of) throws Exception {
    return shop.post(
            "/api/orders/" + of.order() + "/cancel",
            "{\"reason\":\"변심\"}",
            Shop.once(of.authorization()))
        .status();
  }

  private long units(Bought of, int state) {
    return reckoning.count(
        "SELECT count(*) FROM stock.claim WHERE claim_id = ? AND state = ?", of.order(), state);
  }

  private long captures(Bought of) {
    return reckoning.count(
        "SELECT count(*) FROM toss_simulator.movement WHERE order_id = ? AND amount > 0",
        of.order().toString());
  }

  private long money(Bought of) {
    return reckoning.count(
        "SELECT coalesce(sum(amount), 0) FROM toss_simulator.movement WHERE order_id = ?",
        of.order().toString());
  }

  private boolean ended(Bought of) throws Exception {
    return TERMINAL.contains(status(of));
  }

  private String status(Bought of) throws Exception {
    return shop.get("/api/orders/" + of.order(), Shop.once(of.authorization())).text("status");
  }

  private void until(Bought of, String status) throws Exception {
    reckoning.reaches(SOON, status, () -> status(of).equals(status));
  }
}
