package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.ServiceTokens;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import org.HdrHistogram.Histogram;

/**
 * Reads over HTTP, from the caches and straight from the database: two instances on the same
 * engines, the second with {@code seonchak.cache.off}. They are asked in turn, in each round, by
 * the same few connections that ask again when they are answered (closed loop). Nothing else goes
 * on meanwhile. The load is this process; whose CPU is used is part of the result.
 */
public final class ReadsBench {

  private static final int PRODUCTS = 20_000;
  private static final int MEMBERS = 20_000;
  private static final int CATEGORIES = 10;
  private static final int CONNECTIONS = 8;
  private static final int ROUNDS = 5;
  private static final int ROUNDS_MAX = 50;
  private static final long LEG_NANOS = Duration.ofSeconds(2).toNanos();
  private static final long WARM_UP_NANOS = Duration.ofSeconds(3).toNanos();
  private static final long NANOS_MAX = Duration.ofSeconds(10).toNanos();

  /** What is read. */
  private enum Kind {
    LIST("list of 20, of a category or of all"),
    DETAIL("a product without reductions"),
    LOWEST_PRICE("a product with discounts and a time sale"),
    MEMBER("a member, as other contexts look him up");

    private final String words;

    Kind(String words) {
      this.words = words;
    }
  }

  /** Products as sellers and the external server would have made them over time, and members. */
  private static final List<String> SAMPLES =
      List.of(
          "INSERT INTO catalog.category (category, korean, english) SELECT 'bench-' || n,"
              + " '분류 ' || n, 'category ' || n FROM generate_series(0, %d) n"
                  .formatted(CATEGORIES - 1),
          "INSERT INTO catalog.product (product_id, seller_id, name, description, category, images,"
              + " state, price, stock, created_at, request_key, body_hash)"
              + " SELECT uuidv7(), md5((n % 200)::text)::uuid, '상품 ' || n, repeat('설명 ', 60),"
              + " 'bench-' || (n % 10), ARRAY['https://images.example/' || n], 'ON_SALE',"
              + " 10000 + n * 10, 30, now() - interval '60 days', 'bench-' || n, ''"
              + " FROM generate_series(1, %d) n".formatted(PRODUCTS),
          "INSERT INTO catalog.variant (variant_id, product_id, place, size, colour, stock)"
              + " SELECT gen_random_uuid(), product_id, n, (240 + 10 * n)::text, '검정', 10"
              + " FROM catalog.product CROSS JOIN generate_series(0, 2) n"
              + " WHERE request_key LIKE 'bench-%'",
          "INSERT INTO catalog.price_history (product_id, price, from_at)"
              + " SELECT product_id, price + 1000 * n, now() - n * interval '25 days'"
              + " - interval '1 day' FROM catalog.product CROSS JOIN generate_series(0, 2) n"
              + " WHERE request_key LIKE 'bench-%'",
          // Every second product has two discounts, one of them over, and a time sale.
          "INSERT INTO catalog.price_cut (source, name, product_id, percent, starts_at, ends_at,"
              + " updated_at, recorded_at, told) SELECT CASE WHEN n = 2 THEN 'TIME_SALE' ELSE"
              + " 'DISCOUNT' END, request_key || '-' || n, product_id, 5 + 5 * n,"
              + " now() - interval '9 days' + n * interval '4 days',"
              + " now() - interval '2 days' + n * interval '4 days', now(),"
              + " now() - interval '10 days', 'NOTHING' FROM catalog.product"
              + " CROSS JOIN generate_series(0, 2) n"
              + " WHERE request_key LIKE 'bench-%' AND stock = 30 AND price % 20 = 0",
          "INSERT INTO member.member (member_id, email, name, verified_at, created_at)"
              + " SELECT uuidv7(), 'bench-' || n || '@example.kr', '회원 ' || n, now(), now()"
              + " FROM generate_series(1, %d) n".formatted(MEMBERS),
          "INSERT INTO member.member_role (member_id, role, granted_at) SELECT member_id, 'MEMBER',"
              + " now() FROM member.member WHERE email LIKE 'bench-%'",
          "ANALYZE");

  private final SealedInstance sealed;
  private final ServiceTokens services;
  private final Map<Kind, List<String>> paths = new EnumMap<>(Kind.class);

  private ReadsBench(SealedInstance sealed) throws IOException {
    this.sealed = sealed;
    this.services =
        new ServiceTokens(new Secrets(sealed.home()).text(ServiceTokens.SECRET), Clock.systemUTC());
  }

  /**
   * What one instance did in one leg.
   *
   * @param perSecond answers
   * @param millis to an answer, median
   * @param cpuMicros of application and PostgreSQL, for an answer
   * @param loadMicros of this process, for an answer
   */
  private record Leg(double perSecond, double millis, double cpuMicros, double loadMicros) {}

  private record Pair(Leg cached, Leg straight) {}

  /**
   * Runs the bench.
   *
   * @param args the number of rounds, 5 if absent
   */
  public static void main(String[] args) throws Exception {
    int rounds = rounds(args);
    if (rounds < 1 || rounds > ROUNDS_MAX) {
      System.err.printf("seonchak: rounds: '%s' (expected: 1 to %d)%n", args[0], ROUNDS_MAX);
      System.exit(2);
    }
    try (var sealed =
        SealedInstance.start(List.of(Map.of(), Map.of("SEONCHAK_CACHE_OFF", "true")))) {
      var bench = new ReadsBench(sealed);
      bench.fill();
      bench.warmUp();
      for (Kind kind : Kind.values()) {
        List<Pair> pairs = new ArrayList<>();
        for (int i = 1; i <= rounds; i++) {
          // Whoever comes first in a round comes second in the next.
          pairs.add(bench.pair(kind, i % 2 == 0));
        }
        report(kind, pairs);
      }
    }
  }

  private static int rounds(String[] args) {
    try {
      return args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void fill() throws SQLException {
    try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement()) {
      for (String sql : SAMPLES) {
        statement.execute(sql);
      }
      paths.put(Kind.LIST, lists());
      paths.put(Kind.DETAIL, details(statement, "NOT"));
      paths.put(Kind.LOWEST_PRICE, details(statement, ""));
      paths.put(Kind.MEMBER, members(statement));
    }
  }

  private static List<String> lists() {
    List<String> lists = new ArrayList<>(List.of("/api/products?limit=20"));
    for (int i = 0; i < CATEGORIES; i++) {
      lists.add("/api/products?limit=20&category=bench-" + i);
    }
    return lists;
  }

  private static List<String> details(Statement statement, String not) throws SQLException {
    List<String> details = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery(
            "SELECT product_id FROM catalog.product p WHERE request_key LIKE 'bench-%' AND "
                + not
                + " EXISTS (SELECT 1 FROM catalog.price_cut c WHERE c.product_id = p.product_id)")) {
      while (row.next()) {
        details.add("/api/products/" + row.getString(1));
      }
    }
    return details;
  }

  private static List<String> members(Statement statement) throws SQLException {
    List<String> members = new ArrayList<>();
    try (ResultSet row =
        statement.executeQuery("SELECT member_id FROM member.member WHERE email LIKE 'bench-%'")) {
      while (row.next()) {
        members.add("/internal/member/members/" + row.getString(1));
      }
    }
    return members;
  }

  /** Members are looked up by other contexts only, with a token that counts for minutes. */
  private String headers(Kind kind) {
    return kind == Kind.MEMBER ? "Authorization: " + services.authorization("member") + "\r\n" : "";
  }

  /** Every product and member once by the instance that caches, then both as in the rounds. */
  private void warmUp() throws Exception {
    say("warming up …");
    try (var reader = new Reader(sealed.ports().getFirst())) {
      for (Map.Entry<Kind, List<String>> each : paths.entrySet()) {
        String headers = headers(each.getKey());
        for (String path : each.getValue()) {
          reader.get(path, headers);
        }
      }
    }
    for (Kind kind : Kind.values()) {
      for (int instance : List.of(0, 1)) {
        var _ = leg(kind, instance, WARM_UP_NANOS);
      }
    }
  }

  private Pair pair(Kind kind, boolean straightFirst) throws Exception {
    if (straightFirst) {
      Leg straight = leg(kind, 1, LEG_NANOS);
      return new Pair(leg(kind, 0, LEG_NANOS), straight);
    }
    Leg cached = leg(kind, 0, LEG_NANOS);
    return new Pair(cached, leg(kind, 1, LEG_NANOS));
  }

  private Leg leg(Kind kind, int instance, long nanos) throws Exception {
    int port = sealed.ports().get(instance);
    Duration cpu = sealed.cpu().plus(sealed.postgresCpu());
    Duration load = ownCpu();
    long begin = System.nanoTime();
    var asked = new Asked(Objects.requireNonNull(paths.get(kind)), headers(kind), port);
    Histogram micros = ask(asked, begin + nanos);
    double seconds = (System.nanoTime() - begin) / 1e9;
    long count = micros.getTotalCount();
    return new Leg(
        count / seconds,
        micros.getValueAtPercentile(50) / 1e3,
        perAnswer(sealed.cpu().plus(sealed.postgresCpu()).minus(cpu), count),
        perAnswer(ownCpu().minus(load), count));
  }

  private static double perAnswer(Duration cpu, long count) {
    return cpu.toNanos() / 1e3 / Math.max(1, count);
  }

  private record Asked(List<String> paths, String headers, int port) {}

  private static Histogram ask(Asked asked, long end)
      throws InterruptedException, ExecutionException {
    List<Callable<Histogram>> connections = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      var random = new SplittableRandom(end + i);
      connections.add(() -> askUntil(end, asked, random));
    }
    var all = new Histogram(NANOS_MAX / 1_000, 3);
    try (var threads = Executors.newFixedThreadPool(CONNECTIONS)) {
      for (Future<Histogram> each : threads.invokeAll(connections)) {
        all.add(each.get());
      }
    }
    return all;
  }

  private static Histogram askUntil(long end, Asked asked, SplittableRandom random)
      throws IOException {
    List<String> paths = asked.paths();
    var micros = new Histogram(NANOS_MAX / 1_000, 3);
    try (var reader = new Reader(asked.port())) {
      long before = System.nanoTime();
      while (before < end) {
        if (reader.get(paths.get(random.nextInt(paths.size())), asked.headers()) == 0) {
          throw new IOException("an empty answer (expected: what was asked for)");
        }
        long now = System.nanoTime();
        micros.recordValue(Math.min(NANOS_MAX, now - before) / 1_000);
        before = now;
      }
    }
    return micros;
  }

  private static Duration ownCpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return Duration.ofNanos(system.getProcessCpuTime());
  }

  private static void report(Kind kind, List<Pair> pairs) {
    Leg cached = typical(pairs, Pair::cached);
    Leg straight = typical(pairs, Pair::straight);
    say(kind.words);
    say(text("cached", cached));
    say(text("database", straight));
    say(
        String.format(
            Locale.ROOT,
            "  requests %.1f×   latency 1/%.1f   their CPU 1/%.1f",
            median(pairs, pair -> pair.cached().perSecond() / pair.straight().perSecond()),
            median(pairs, pair -> pair.straight().millis() / pair.cached().millis()),
            median(pairs, pair -> pair.straight().cpuMicros() / pair.cached().cpuMicros())));
  }

  private static Leg typical(List<Pair> pairs, Function<Pair, Leg> which) {
    return new Leg(
        median(pairs, pair -> which.apply(pair).perSecond()),
        median(pairs, pair -> which.apply(pair).millis()),
        median(pairs, pair -> which.apply(pair).cpuMicros()),
        median(pairs, pair -> which.apply(pair).loadMicros()));
  }

  private static double median(List<Pair> pairs, ToDoubleFunction<Pair> figure) {
    double[] sorted = pairs.stream().mapToDouble(figure).sorted().toArray();
    return sorted[sorted.length / 2];
  }

  private static String text(String name, Leg leg) {
    return String.format(
        Locale.ROOT,
        "  %-9s %,8.0f/s   p50 %.2f ms   CPU for one: application and PostgreSQL %.0f µs, load %.0f µs",
        name,
        leg.perSecond(),
        leg.millis(),
        leg.cpuMicros(),
        leg.loadMicros());
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
