package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.rehearsal.CrowdProcess.Visit;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;

/**
 * Claims over HTTP, with the crowd, the application and PostgreSQL on this one machine. Three
 * questions in each round: how many durable grants a second when everybody can buy and all come at
 * once; how many refusals a second when all is gone; and the latency of grants at half that load.
 * After each drop the table is counted, and only what stands there counts.
 */
public final class HttpBench {

  private static final int CROWD = 50_000;
  private static final int ROUNDS = 3;
  private static final int ROUNDS_MAX = 50;
  private static final int HALF_LOAD_SECONDS = 6;

  private final SealedInstance sealed;
  private final CrowdProcess people;

  private HttpBench(SealedInstance sealed, CrowdProcess people) {
    this.sealed = sealed;
    this.people = people;
  }

  private record Round(
      double grants, double refusals, double half, Latency latency, String shares, long late) {}

  /**
   * Runs the bench.
   *
   * @param args the number of rounds, 3 if absent
   */
  public static void main(String[] args) throws Exception {
    QuietLogs.use();
    int rounds = rounds(args);
    if (rounds < 1 || rounds > ROUNDS_MAX) {
      System.err.printf("seonchak: rounds: '%s' (expected: 1 to %d)%n", args[0], ROUNDS_MAX);
      System.exit(2);
    }
    try (var sealed = SealedInstance.start(1);
        var people = new CrowdProcess(sealed)) {
      var bench = new HttpBench(sealed, people);
      say("warming up …");
      var _ = bench.round(0);
      List<Round> measured = new ArrayList<>();
      for (int i = 1; i <= rounds; i++) {
        Round round = bench.round(i);
        measured.add(round);
        say(text("round " + i, round.grants(), round.refusals(), round.half()) + text(round));
      }
      say(
          text(
                  "median",
                  median(measured, Round::grants),
                  median(measured, Round::refusals),
                  median(measured, Round::half))
              + String.format(
                  Locale.ROOT, "   p99 %.1f ms", median(measured, r -> r.latency().millis(99))));
    }
  }

  private static int rounds(String[] args) {
    try {
      return args.length == 0 ? ROUNDS : Integer.parseInt(args[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private Round round(int number) throws IOException, InterruptedException, SQLException {
    Plan all = plan(CROWD, CROWD, Plan.RATE_MAX, 3L * number + 1);
    Drop drop = sealed.drop(all, "all-" + number);
    Duration application = sealed.cpu();
    Duration postgres = sealed.postgresCpu();
    Visit bought = people.send(all, drop);
    String shares =
        shares(sealed.cpu().minus(application), sealed.postgresCpu().minus(postgres), bought.cpu());
    requireDurable(drop, bought, CROWD);
    double grants = bought.perSecond(Sheet::granted);

    Visit late = people.send(plan(CROWD, CROWD, Plan.RATE_MAX, 3L * number + 2), drop);
    requireDurable(drop, bought, CROWD);
    double refusals = late.perSecond(Sheet::refused);

    int half = Math.max(1, (int) (grants / 2));
    Plan calm = plan(half * HALF_LOAD_SECONDS, half * HALF_LOAD_SECONDS, half, 3L * number + 3);
    Drop calmDrop = sealed.drop(calm, "half-" + number);
    Visit calmly = people.send(calm, calmDrop);
    requireDurable(calmDrop, calmly, calm.members());
    return new Round(
        grants,
        refusals,
        half,
        new Latency(calmly.lines(), Sheet::granted),
        shares,
        calmly.late().toMillis());
  }

  /** Who used the machine while all could buy. */
  private static String shares(Duration application, Duration postgres, Duration crowd) {
    double all = application.plus(postgres).plus(crowd).toMillis() / 100.0;
    return String.format(
        Locale.ROOT,
        "   CPU: application %.0f%%, PostgreSQL %.0f%%, crowd %.0f%%",
        application.toMillis() / all,
        postgres.toMillis() / all,
        crowd.toMillis() / all);
  }

  private static Plan plan(int members, int stock, int rate, long seed) {
    return Plan.steady(members, stock, rate, 0, seed);
  }

  private void requireDurable(Drop drop, Visit visit, int expected) throws SQLException {
    long answered = visit.lines().stream().filter(Sheet::granted).count();
    try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE);
        PreparedStatement statement =
            connection.prepareStatement("SELECT count(*) FROM stock.claim WHERE pool_id = ?")) {
      statement.setObject(1, drop.id());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        if (row.getLong(1) != expected || answered != expected) {
          throw new IllegalStateException(
              "granted %d, durable %d (expected: %d)"
                  .formatted(answered, row.getLong(1), expected));
        }
      }
    }
  }

  private static String text(String name, double grants, double refusals, double half) {
    return String.format(
        Locale.ROOT,
        "%-8s  durable grants %,7.0f/s   refusals %,7.0f/s (%.1f×)   at %,.0f/s",
        name,
        grants,
        refusals,
        refusals / grants,
        half);
  }

  private static String text(Round round) {
    return "   "
        + round.latency().text()
        + round.shares()
        + (round.late() > CrowdProcess.LATE.toMillis()
            ? "   (the crowd was " + round.late() + " ms late)"
            : "");
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> figure) {
    double[] sorted = rounds.stream().mapToDouble(figure).sorted().toArray();
    return Arrays.stream(sorted).skip(sorted.length / 2).findFirst().orElse(0);
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
