package io.seonchak.e2e;

import io.seonchak.claims.PoolTerms;
import io.seonchak.e2e.Shop.Answer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Application hosts whose wall clocks are wrong, by libfaketime. */
public final class ClockFaults {

  private static final List<Path> LIBRARIES =
      List.of(
          Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib64/faketime/libfaketimeMT.so.1"),
          Path.of("/usr/lib/faketime/libfaketimeMT.so.1"));

  private static final List<String> AWAY = List.of("+2h", "-2h");

  private static final int CLAIMS = 60;
  private static final int HOLD_SECONDS = 600;

  /** An order's time to pay begins when it may be paid, by its host, and is bounded by the pool. */
  private static final long LONGEST_SECONDS = PoolTerms.EXTEND_MAX_DEFAULT.toSeconds();

  private static final Duration SHORT = Duration.ofSeconds(4);
  private static final Duration EXPIRES_WITHIN = Duration.ofSeconds(20);

  private ClockFaults() {}

  /** The library, or it cannot be done. */
  static Path library() {
    return LIBRARIES.stream()
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(
            () -> new CannotBeDone("libfaketime is missing (expected: the package libfaketime)"));
  }

  /** What makes a process see another time, that of a file or one that is always as far away. */
  static Map<String, String> faked(String name, String time) {
    return Map.of(
        "LD_PRELOAD",
        library().toString(),
        name,
        time,
        "FAKETIME_CACHE_DURATION",
        "1",
        "DONT_FAKE_MONOTONIC",
        "1",
        // A workaround for an old C library; with it each wait of a virtual machine ends at once.
        "FAKETIME_FORCE_MONOTONIC_FIX",
        "0");
  }

  /** Three hosts, each with another time, sell one drop in turn. */
  public static Shown ofHosts(long seed) throws Exception {
    List<Map<String, String>> environments = new ArrayList<>();
    for (String away : AWAY) {
      environments.add(faked("FAKETIME", away));
    }
    Path file = Files.writeString(Files.createTempFile("fast", ".clock"), "+0");
    environments.add(faked("FAKETIME_TIMESTAMP_FILE", file.toString()));
    var fast = Thread.ofVirtual().start(() -> runFast(file));
    try (var instances = new Instances(environments);
        var reckoning = new Reckoning(instances.database)) {
      List<Shop> shops = new ArrayList<>();
      for (int i = 0; i < instances.count(); i++) {
        shops.add(instances.at(i));
      }
      var random = new Random(seed);
      UUID drop = shops.get(random.nextInt(shops.size())).drop(CLAIMS, 1);
      clocksAreWrong(reckoning, shops);
      notBeforeTheOpening(reckoning, shops);
      inOrder(reckoning, shops, drop, random);
      holds(reckoning, drop);
      isFast(reckoning, shops.getLast());
      return reckoning.of(drop);
    } finally {
      fast.interrupt();
      fast.join();
      Files.delete(file);
    }
  }

  /**
   * A second more each second: libfaketime's own speed lets a virtual machine hardly move, because
   * it polls each of its waits.
   */
  private static void runFast(Path file) {
    try {
      for (int ahead = 1; ; ahead++) {
        TimeUnit.SECONDS.sleep(1);
        Files.writeString(file, "+" + ahead);
      }
    } catch (InterruptedException e) {
      // It has run for long enough.
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** As their own answers show: else nothing was shown. */
  private static void clocksAreWrong(Reckoning reckoning, List<Shop> shops) throws Exception {
    for (int i = 0; i < AWAY.size(); i++) {
      Duration away = Duration.between(Instant.now(), dateOf(shops.get(i)));
      Duration ahead = AWAY.get(i).startsWith("-") ? away.negated() : away;
      reckoning.expect(
          ahead.compareTo(Duration.ofMinutes(110)) > 0,
          "host %d is %s away (expected: %s)",
          i,
          away,
          AWAY.get(i));
    }
  }

  private static void isFast(Reckoning reckoning, Shop shop) throws Exception {
    Duration ahead = Duration.between(Instant.now(), dateOf(shop));
    reckoning.expect(
        ahead.compareTo(Duration.ofSeconds(10)) > 0, "the fast host is %s ahead", ahead);
  }

  private static Instant dateOf(Shop shop) throws Exception {
    String date = shop.get("/api/time").headers().get("date").getFirst();
    return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
  }

  private static void notBeforeTheOpening(Reckoning reckoning, List<Shop> shops) throws Exception {
    UUID later = shops.getFirst().drop(1, 1, Instant.now().plusSeconds(3_600));
    for (Shop shop : shops) {
      Answer answer = claim(shop, later, UUID.randomUUID());
      reckoning.expect(
          answer.code().equals("NOT_OPEN_YET"), "before the opening: %s", answer.body());
    }
  }

  /** Each after the other's answer, on any host: the numbers go up. */
  private static void inOrder(Reckoning reckoning, List<Shop> shops, UUID drop, Random random)
      throws Exception {
    long last = 0;
    for (int i = 0; i < CLAIMS; i++) {
      UUID member = UUID.randomUUID();
      int at = random.nextInt(shops.size());
      Answer answer = reckoning.heard(member, claim(shops.get(at), drop, member));
      long number = answer.json().path("sequence").asLong(0);
      reckoning.expect(
          answer.status() == 201 && number > last,
          "%s after number %d, by host %d: %s",
          answer.status(),
          last,
          at,
          answer.body());
      last = Math.max(last, number);
    }
  }

  /** All are held for their time by the database's clock; who is over it, goes then and alone. */
  private static void holds(Reckoning reckoning, UUID drop) throws Exception {
    long wrong =
        reckoning.count(
            "SELECT count(*) FROM stock.claim WHERE pool_id = ? AND (state <> 1 OR deadline NOT"
                + " BETWEEN granted_at + make_interval(secs => ?) AND granted_at +"
                + " make_interval(secs => ?) OR granted_at NOT BETWEEN clock_timestamp() -"
                + " interval '2 minutes' AND clock_timestamp())",
            drop,
            HOLD_SECONDS,
            LONGEST_SECONDS);
    reckoning.expect(
        wrong == 0,
        "%d holds are not of %d to %d seconds by the database's clock",
        wrong,
        HOLD_SECONDS,
        LONGEST_SECONDS);
    long begun = System.nanoTime();
    int due =
        reckoning.change(
            "UPDATE stock.claim SET deadline = clock_timestamp() + make_interval(secs => ?) WHERE"
                + " pool_id = ? AND grant_no = 1",
            SHORT.toSeconds(),
            drop);
    reckoning.expect(due == 1, "%d holds are short (expected: 1)", due);
    reckoning.recovers(
        EXPIRES_WITHIN,
        "the short hold is over",
        () ->
            reckoning.count(
                    "SELECT count(*) FROM stock.claim WHERE pool_id = ? AND state <> 1", drop)
                > 0);
    reckoning.expect(
        System.nanoTime() - begun >= SHORT.toNanos(), "the short hold was over before its time");
    reckoning.expect(
        reckoning.count("SELECT count(*) FROM stock.claim WHERE pool_id = ? AND state <> 1", drop)
            == 1,
        "other holds were over, too");
  }

  /** With a ticket that nobody thinks over, however wrong his clock is. */
  static Answer claim(Shop shop, UUID drop, UUID member) throws Exception {
    String ticket = shop.ticket(member, drop, Instant.now().plus(Duration.ofDays(1)));
    return shop.claim(drop, ticket, "key", "{\"quantity\":1}");
  }
}
