package io.seonchak.tosssimulator;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What goes wrong, how often. Seeded, so that a rehearsal can be repeated. Thread-safe. */
@Component
class Chaos {

  private static final int NEXT_MAX = 1_000;
  private static final int COPIES_MAX = 7;
  private static final long MILLIS_MAX = Duration.ofMinutes(10).toMillis();

  /** What may go wrong with one request. */
  enum Strike {
    /** Nothing. */
    NONE,
    /** It never arrives; the connection breaks. */
    LOSE_REQUEST,
    /** It is done, and the connection breaks. */
    LOSE_ANSWER,
    /** 500 with a code, nothing done. */
    FAIL_BEFORE,
    /** It is done, then 500 with a code. */
    FAIL_AFTER,
    /** It is done, then 502 without a code, as from a proxy. */
    BAD_GATEWAY,
    /** 409, as if the key were in flight. */
    BUSY,
    /** It is done, and the answer takes its time. */
    SLOW_ANSWER,
    /** It is done late. */
    SLOW_REQUEST
  }

  /**
   * How webhooks go wrong.
   *
   * @param copies 1 to 7 of each
   * @param first whether they are sent before the answer of the request that caused them
   */
  record Hooks(long delayMillis, int copies, boolean first) {}

  /**
   * All of it.
   *
   * @param changes shares of requests that change something, each 0 to 1, together at most 1
   * @param lookups the same for those that read
   * @param rateLimited whether more than 100 a minute get 429
   */
  record Plan(
      Map<Strike, Double> changes,
      Map<Strike, Double> lookups,
      long slowMillis,
      Hooks hooks,
      boolean rateLimited) {}

  /** Nothing goes wrong. */
  static final Plan CALM = new Plan(Map.of(), Map.of(), 2_000, new Hooks(0, 1, false), false);

  private final Deque<Strike> next = new ArrayDeque<>();
  private Random random = new Random(1);
  private volatile Plan plan = CALM;

  Plan plan() {
    return plan;
  }

  /** Starts anew. */
  synchronized void plan(Plan to, long seed) {
    plan = to;
    random = new Random(seed);
    next.clear();
  }

  /** What happens to the next requests that change something, before chance decides again. */
  synchronized void next(List<Strike> strikes) {
    next.addAll(strikes);
  }

  /** What happens to this request. */
  synchronized Strike strike(boolean changes) {
    if (changes && !next.isEmpty()) {
      return next.remove();
    }
    Map<Strike, Double> shares = changes ? plan.changes() : plan.lookups();
    if (shares.isEmpty()) {
      return Strike.NONE;
    }
    double drawn = random.nextDouble();
    for (Map.Entry<Strike, Double> share : shares.entrySet()) {
      drawn -= share.getValue();
      if (drawn < 0) {
        return share.getKey();
      }
    }
    return Strike.NONE;
  }

  /** Reads what an operator of a rehearsal asks for. */
  void set(Asked asked) {
    Long slow = asked.wholeOrNone("slowMillis", 0, MILLIS_MAX);
    Long seed = asked.wholeOrNone("seed", Long.MIN_VALUE, Long.MAX_VALUE);
    var made =
        new Plan(
            shares(asked.partOrNone("changes")),
            shares(asked.partOrNone("lookups")),
            slow == null ? CALM.slowMillis() : slow,
            hooks(asked.partOrNone("webhooks")),
            asked.flag("rateLimited"));
    List<Strike> first = strikes(asked.json().path("next"));
    plan(made, seed == null ? 1 : seed);
    next(first);
  }

  /** How it is set. */
  ObjectNode json() {
    Plan now = plan;
    ObjectNode json = Json.object();
    ObjectNode changes = json.putObject("changes");
    now.changes().forEach((strike, share) -> changes.put(strike.name(), share));
    ObjectNode lookups = json.putObject("lookups");
    now.lookups().forEach((strike, share) -> lookups.put(strike.name(), share));
    json.put("slowMillis", now.slowMillis());
    ObjectNode hooks = json.putObject("webhooks");
    hooks.put("delayMillis", now.hooks().delayMillis());
    hooks.put("copies", now.hooks().copies());
    hooks.put("first", now.hooks().first());
    json.put("rateLimited", now.rateLimited());
    return json;
  }

  private static Hooks hooks(@Nullable Asked asked) {
    if (asked == null) {
      return CALM.hooks();
    }
    Long delay = asked.wholeOrNone("delayMillis", 0, MILLIS_MAX);
    Long copies = asked.wholeOrNone("copies", 1, COPIES_MAX);
    return new Hooks(
        delay == null ? 0 : delay, copies == null ? 1 : copies.intValue(), asked.flag("first"));
  }

  private static Map<Strike, Double> shares(@Nullable Asked asked) {
    Map<Strike, Double> shares = new EnumMap<>(Strike.class);
    double sum = 0;
    if (asked != null) {
      for (Map.Entry<String, JsonNode> share : asked.json().properties()) {
        double value = share.getValue().asDouble(-1);
        if (!(value >= 0 && value <= 1)) {
          throw Refusal.invalid("a share is 0 to 1");
        }
        shares.put(strike(share.getKey()), value);
        sum += value;
      }
    }
    if (sum > 1.000001) {
      throw Refusal.invalid("all shares together are at most 1");
    }
    return shares;
  }

  private static List<Strike> strikes(JsonNode names) {
    List<Strike> strikes = new ArrayList<>();
    names.forEach(name -> strikes.add(strike(name.asString(""))));
    if (strikes.size() > NEXT_MAX) {
      throw Refusal.invalid("next is at most " + NEXT_MAX);
    }
    return strikes;
  }

  private static Strike strike(String name) {
    for (Strike strike : Strike.values()) {
      if (strike.name().equals(name)) {
        return strike;
      }
    }
    throw Refusal.invalid("no strike of that name");
  }
}
