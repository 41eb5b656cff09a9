package io.seonchak.rehearsal;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;

/**
 * What is rehearsed. Shares are parts of the crowd, 0 to 1.
 *
 * @param members how many come, 1 to 2,000,000
 * @param stock units of the drop
 * @param perMember units one may have
 * @param rate arrivals a second at the opening, before they thin out
 * @param early share that clicks before the opening
 * @param impatient share that hangs up and asks again elsewhere
 * @param duplicates share that asks twice at once with one key
 * @param returns share of those granted who give back
 * @param waitingList share of those refused by ALL_HELD who wait
 * @param instances application processes on one database
 * @param seed of everything drawn by chance
 * @param faults whether processes are killed and paused during the drop
 * @param kafkaAway for how many seconds Kafka is away in the middle of the drop, 0 for not at all
 * @param steady whether they come evenly at the rate, instead of most at once
 * @param buying what those do who got a unit
 * @param out the folder the page and the raw log go to
 */
public record Plan(
    int members,
    int stock,
    int perMember,
    int rate,
    double early,
    double impatient,
    double duplicates,
    double returns,
    double waitingList,
    int instances,
    long seed,
    boolean faults,
    int kafkaAway,
    boolean steady,
    Buying buying,
    Path out) {

  /**
   * What becomes of the orders. Nobody buys unless some pay.
   *
   * @param pays share of those granted who pay
   * @param fails share of those whose card is refused; they leave it at that
   * @param changesMind share of those granted who cancel: half of them instead of paying, half
   *     after it
   * @param coupon share of those granted who use a coupon
   * @param points share of those granted who use points
   */
  public record Buying(
      double pays, double fails, double changesMind, double coupon, double points) {

    static final Buying NOBODY = new Buying(0, 0, 0, 0, 0);

    /** Whether orders are followed to their end at all. */
    boolean any() {
      return pays > 0;
    }
  }

  static final int MEMBERS_MAX = 2_000_000;

  /** More a second than any machine answers: all at once. */
  public static final int RATE_MAX = 100_000;

  static final int INSTANCES_MAX = 4;
  static final int KAFKA_AWAY_MAX = 600;

  /** Who would come later than this many times the burst's length comes any time before. */
  static final int TAIL = 4;

  private static final int WARM_UP_ORDERS = 400;
  private static final int WARM_UP_RATE = 3_000;
  private static final List<String> WRITTEN =
      List.of(
          "members",
          "stock",
          "per-member",
          "rate",
          "early",
          "impatient",
          "duplicates",
          "returns",
          "waiting-list",
          "instances",
          "seed",
          "pay",
          "pay-fails",
          "change-mind",
          "coupon",
          "points");

  /** The arguments are not understood. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  /**
   * A crowd that comes evenly and does nothing but claim one unit each.
   *
   * @param duplicates share that asks twice at once with one key
   */
  public static Plan steady(int members, int stock, int rate, double duplicates, long seed) {
    return new Plan(
        members,
        stock,
        1,
        rate,
        0,
        0,
        duplicates,
        0,
        0,
        1,
        seed,
        false,
        0,
        true,
        Buying.NOBODY,
        Path.of("."));
  }

  static Plan parse(String[] args) {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("members", "50000");
    given.put("stock", "500");
    given.put("per-member", "1");
    given.put("rate", "");
    given.put("early", "5%");
    given.put("impatient", "10%");
    given.put("duplicates", "5%");
    given.put("returns", "5%");
    given.put("waiting-list", "20%");
    given.put("instances", "1");
    given.put("kafka-away", "0");
    given.put("pay", "0%");
    given.put("pay-fails", "20%");
    given.put("change-mind", "20%");
    given.put("coupon", "30%");
    given.put("points", "10%");
    given.put("seed", Long.toString(System.nanoTime() & 0xFFFFFF));
    given.put("out", ".");
    boolean faults = false;
    boolean steady = false;
    for (int i = 0; i < args.length; i++) {
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      if (name.equals("faults")) {
        faults = true;
      } else if (name.equals("steady")) {
        steady = true;
      } else if (given.containsKey(name) && i + 1 < args.length) {
        given.put(name, args[++i]);
      } else {
        throw new Unusable(
            "unknown argument '%s' (expected: --faults, --steady, or one of --%s with a value)"
                .formatted(args[i], String.join(", --", given.keySet())));
      }
    }
    int members = whole(given, "members", 1, MEMBERS_MAX);
    if (String.valueOf(given.get("rate")).isEmpty()) {
      given.put("rate", Integer.toString(faults ? Math.max(500, members / 12) : 6_000));
    }
    return new Plan(
        members,
        whole(given, "stock", 1, 10_000_000),
        whole(given, "per-member", 1, 1_000),
        whole(given, "rate", 1, RATE_MAX),
        share(given, "early"),
        share(given, "impatient"),
        share(given, "duplicates"),
        share(given, "returns"),
        share(given, "waiting-list"),
        whole(given, "instances", 1, INSTANCES_MAX),
        seed(given),
        faults,
        whole(given, "kafka-away", 0, KAFKA_AWAY_MAX),
        steady,
        new Buying(
            share(given, "pay"),
            share(given, "pay-fails"),
            share(given, "change-mind"),
            share(given, "coupon"),
            share(given, "points")),
        Path.of(String.valueOf(given.get("out"))));
  }

  /** People who come evenly and all want one; nobody does anything else. */
  static Plan steady(int members, int stock, int rate, long seed) {
    return steady(members, stock, rate, 0, seed);
  }

  /** A quiet crowd on a drop of its own, so that the measured one meets a warm application. */
  Plan warmUp() {
    int crowd = Math.min(20_000, Math.max(2_000, members / 2));
    return new Plan(
        crowd,
        buying.any() ? Math.min(crowd / 2, WARM_UP_ORDERS) : crowd / 2,
        1,
        WARM_UP_RATE,
        0,
        0,
        0,
        0.02,
        0,
        instances,
        seed + 1,
        false,
        0,
        false,
        buying.any() ? new Buying(0.2, 0.2, 0.2, 0.3, 0.3) : Buying.NOBODY,
        out);
  }

  /** Arrivals begin with the opening, the early ones apart, and are over so much later. */
  Duration crowdComes() {
    return Duration.ofMillis(1_000L * TAIL * members / rate);
  }

  /**
   * Long enough for all who want to pay, on a machine that does all at once; where nobody pays, so
   * long that no hold ends while the proof is made.
   */
  int payWithinSeconds() {
    return buying.any() ? Math.min(600, 60 + stock / 50) : 1_800;
  }

  /** From the opening to the closing: units come back for ever where some do not pay. */
  Duration open() {
    return buying.any() ? crowdComes().plusSeconds(15 + kafkaAway) : Duration.ofHours(1);
  }

  Properties properties() {
    var written = new Properties();
    written.setProperty("members", Integer.toString(members));
    written.setProperty("per-member", Integer.toString(perMember));
    written.setProperty("stock", Integer.toString(stock));
    written.setProperty("rate", Integer.toString(rate));
    written.setProperty("early", percent(early));
    written.setProperty("impatient", percent(impatient));
    written.setProperty("duplicates", percent(duplicates));
    written.setProperty("returns", percent(returns));
    written.setProperty("waiting-list", percent(waitingList));
    written.setProperty("instances", Integer.toString(instances));
    written.setProperty("pay", percent(buying.pays()));
    written.setProperty("pay-fails", percent(buying.fails()));
    written.setProperty("change-mind", percent(buying.changesMind()));
    written.setProperty("coupon", percent(buying.coupon()));
    written.setProperty("points", percent(buying.points()));
    written.setProperty("steady", Boolean.toString(steady));
    written.setProperty("seed", Long.toString(seed));
    return written;
  }

  /** The plan that {@link #properties()} wrote. */
  static Plan of(Properties written) {
    List<String> args = new ArrayList<>();
    for (String name : WRITTEN) {
      args.addAll(List.of("--" + name, written.getProperty(name)));
    }
    if (Boolean.parseBoolean(written.getProperty("steady"))) {
      args.add("--steady");
    }
    return parse(args.toArray(String[]::new));
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.4f%%", share * 100);
  }

  private static long seed(Map<String, String> given) {
    try {
      return Long.parseLong(String.valueOf(given.get("seed")));
    } catch (NumberFormatException e) {
      throw new Unusable("seed: '%s' (expected: a whole number)".formatted(given.get("seed")));
    }
  }

  private static int whole(Map<String, String> given, String name, int min, int max) {
    String text = String.valueOf(given.get(name));
    try {
      int value = Integer.parseInt(text);
      if (value >= min && value <= max) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new Unusable("%s: '%s' (expected: %d to %d)".formatted(name, text, min, max));
  }

  private static double share(Map<String, String> given, String name) {
    String text = String.valueOf(given.get(name));
    try {
      double value = Double.parseDouble(text.replace("%", "")) / 100;
      if (text.endsWith("%") && value >= 0 && value <= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new Unusable("%s: '%s' (expected: 0%% to 100%%)".formatted(name, text));
  }
}
