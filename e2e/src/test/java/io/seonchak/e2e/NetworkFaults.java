package io.seonchak.e2e;

import io.micrometer.core.instrument.MeterRegistry;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** A network that is cut, resets or is slow, between two processes and to the database. */
public final class NetworkFaults {

  /** Two tries of half a second to connect and a second to be answered, and a pause. */
  private static final Duration ASKED_WITHIN = Duration.ofSeconds(5);

  /** Five seconds for a silent socket, two to connect anew, and the wait for a connection. */
  private static final Duration CLAIMED_WITHIN = Duration.ofSeconds(10);

  private static final Duration OPENS_WITHIN = Duration.ofSeconds(2);
  private static final Duration CLOSES_WITHIN = Duration.ofSeconds(10);
  private static final Duration LATE = Duration.ofMillis(200);
  private static final int AT_ONCE = 16;
  private static final int UNITS = 1_000;

  /** What is wrong with it. */
  private enum Way {
    CUT,
    RESET,
    LATE;

    void on(Wire wire) {
      switch (this) {
        case CUT -> wire.cut();
        case RESET -> wire.reset();
        case LATE -> wire.late(NetworkFaults.LATE);
      }
    }
  }

  private record Timed(Answer answer, Duration took) {}

  private NetworkFaults() {}

  /** Between the stock and the catalog, each in its own application. */
  public static Shown betweenProcesses(long seed) throws Exception {
    try (Shop shop = Shop.open();
        var wire = new Wire(shop.port());
        Shop stock = shop.stockOnly(wire.address());
        var reckoning = new Reckoning(shop.database)) {
      UUID drop = shop.drop(UNITS, 1);
      String product = shop.product();
      for (Way way : ways(seed)) {
        Timed well = newDrop(stock, product);
        reckoning.expect(well.answer().status() == 201, "before %s: %s", way, well);
        way.on(wire);
        long begun = System.nanoTime();
        List<Timed> all = atOnce(() -> newDrop(stock, product));
        boolean opened = open(stock);
        Duration took = Duration.ofNanos(System.nanoTime() - begun);
        deadlines(reckoning, way, all, ASKED_WITHIN);
        reckoning.expect(felt(way, all), "%s: nobody felt it: %s", way, all);
        for (Timed each : all) {
          reckoning.expect(way != Way.LATE || each.answer().status() == 201, "only slow: %s", each);
        }
        for (int i = 0; i < 5; i++) {
          claimed(reckoning, way, stock, drop);
        }
        if (way == Way.LATE) {
          reckoning.expect(!opened, "the circuit opened, only because it is slow");
        } else {
          reckoning.expect(opened, "%s: the circuit is not open after %s", way, took);
          opensSoon(reckoning, way, stock, product, wire);
        }
        wire.heal();
        reckoning.recovers(CLOSES_WITHIN, way + ": the circuit closes", () -> well(stock, product));
      }
      return reckoning.of(drop);
    }
  }

  /** From closed to open, with people asking all the time. */
  private static void opensSoon(Reckoning reckoning, Way way, Shop stock, String product, Wire wire)
      throws Exception {
    wire.heal();
    reckoning.reaches(CLOSES_WITHIN, way + ": closed once more", () -> well(stock, product));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      way.on(wire);
      for (int i = 0; i < AT_ONCE; i++) {
        Future<Timed> _ = threads.submit(() -> newDrop(stock, product));
      }
      reckoning.reaches(OPENS_WITHIN, way + ": the circuit opens", () -> open(stock));
    }
  }

  /** Between the application and its database. */
  public static Shown toTheDatabase(long seed) throws Exception {
    TestDatabase database = TestDatabase.fresh();
    int port = portOf(database.url());
    try (var wire = new Wire(port);
        Shop shop =
            Shop.with(
                "--seonchak.postgres.url="
                    + database.url().replace(":" + port + "/", ":" + wire.port() + "/"));
        var reckoning = new Reckoning(database)) {
      UUID drop = shop.drop(UNITS, 1);
      for (Way way : ways(seed)) {
        claimed(reckoning, way, shop, drop);
        List<UUID> members = new ArrayList<>();
        way.on(wire);
        List<Timed> all =
            atOnce(
                () -> {
                  UUID member = UUID.randomUUID();
                  synchronized (members) {
                    members.add(member);
                  }
                  return claim(reckoning, shop, drop, member);
                });
        deadlines(reckoning, way, all, CLAIMED_WITHIN);
        reckoning.expect(felt(way, all), "%s: nobody felt it: %s", way, all);
        wire.heal();
        reckoning.recovers(
            CLOSES_WITHIN,
            way + ": claims go on",
            () -> claim(reckoning, shop, drop, UUID.randomUUID()).answer().status() == 201);
        for (UUID member : members) {
          reckoning.reaches(
              CLOSES_WITHIN,
              way + ": who asks again by his key has his unit",
              () -> claim(reckoning, shop, drop, member).answer().status() / 100 == 2);
        }
      }
      return reckoning.of(drop);
    }
  }

  private static int portOf(String url) {
    return Integer.parseInt(url.replaceFirst(".*:(\\d+)/.*", "$1"));
  }

  private static List<Way> ways(long seed) {
    List<Way> ways = new ArrayList<>(List.of(Way.values()));
    Collections.shuffle(ways, new Random(seed));
    return ways;
  }

  private static List<Timed> atOnce(Callable<Timed> ask) throws Exception {
    List<Timed> all = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Timed> each : threads.invokeAll(Collections.nCopies(AT_ONCE, ask))) {
        all.add(each.get());
      }
    }
    return all;
  }

  /** Whatever the answer: it comes in time and says what to do. */
  private static void deadlines(Reckoning reckoning, Way way, List<Timed> all, Duration within) {
    for (Timed each : all) {
      int status = each.answer().status();
      boolean clean = status == 503 && each.answer().headers().containsKey("retry-after");
      reckoning.expect(clean || status == 201, "%s: %s %s", way, status, each.answer().body());
      reckoning.expect(each.took().compareTo(within) <= 0, "%s: after %s", way, each.took());
    }
  }

  /** Whether the wire did what it was told: else nothing was shown. */
  private static boolean felt(Way way, List<Timed> all) {
    return way == Way.LATE
        ? all.stream().allMatch(each -> each.took().compareTo(LATE) >= 0)
        : all.stream().anyMatch(each -> each.answer().status() == 503);
  }

  private static void claimed(Reckoning reckoning, Way way, Shop at, UUID drop) throws Exception {
    Timed claimed = claim(reckoning, at, drop, UUID.randomUUID());
    reckoning.expect(claimed.answer().status() == 201, "%s: claim: %s", way, claimed);
  }

  private static Timed claim(Reckoning reckoning, Shop at, UUID drop, UUID member)
      throws Exception {
    long begun = System.nanoTime();
    Answer answer = reckoning.heard(member, at.claim(drop, member));
    return new Timed(answer, Duration.ofNanos(System.nanoTime() - begun));
  }

  private static Timed newDrop(Shop stock, String product) throws Exception {
    long begun = System.nanoTime();
    Answer answer = stock.newDrop(product, 1, 1, Instant.now(), UUID.randomUUID().toString());
    return new Timed(answer, Duration.ofNanos(System.nanoTime() - begun));
  }

  private static boolean well(Shop stock, String product) throws Exception {
    return newDrop(stock, product).answer().status() == 201 && state(stock, "closed") == 1;
  }

  private static boolean open(Shop stock) {
    return state(stock, "open") == 1;
  }

  static double state(Shop stock, String state) {
    return stock
        .beans(MeterRegistry.class)
        .iterator()
        .next()
        .get("resilience4j.circuitbreaker.state")
        .tags("name", "catalog", "state", state)
        .gauge()
        .value();
  }
}
