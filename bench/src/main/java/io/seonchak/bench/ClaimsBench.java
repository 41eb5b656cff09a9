package io.seonchak.bench;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ClaimsSettings;
import io.seonchak.claims.ClaimsTables;
import io.seonchak.claims.Command;
import io.seonchak.claims.Consequences;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.PoolTerms;
import io.seonchak.claims.RequestKey;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.LedgerSigner;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The kernel beside the transaction everybody writes first: lock the stock row, check, insert,
 * count down, commit. Both on the same PostgreSQL, in turn, several rounds; after each the tables
 * are counted, and only what stands there counts.
 */
public final class ClaimsBench {

  private static final int CLAIMS = 200_000;
  private static final int IN_FLIGHT = 4_096;

  /** A crowd, which is what a drop is, and the few clients a hot row likes best. */
  private static final int CROWD = 64;

  private static final int FEW = 8;
  private static final Duration HOT_ROW_FOR = Duration.ofSeconds(3);
  private static final String REFERENCE =
      "CREATE TABLE hot_stock (id int PRIMARY KEY, remaining int NOT NULL);"
          + " CREATE TABLE hot_claim (id uuid PRIMARY KEY, person uuid NOT NULL UNIQUE,"
          + " claimed_at timestamptz NOT NULL DEFAULT now()); INSERT INTO hot_stock VALUES (1, ";

  private ClaimsBench() {}

  /** One round's figures, in durable claims a second. */
  private record Round(double crowd, double few, double kernel, double batch) {}

  /**
   * Runs the bench.
   *
   * @param args the number of rounds, 5 if absent
   */
  public static void main(String[] args) throws Exception {
    int rounds = args.length > 0 ? Integer.parseInt(args[0]) : 5;
    try (var database = BenchDatabase.open()) {
      round(database);
      List<Round> measured = new ArrayList<>();
      for (int i = 1; i <= rounds; i++) {
        Round round = round(database);
        measured.add(round);
        say(
            String.format(
                Locale.ROOT,
                "round %d   hot row %,7.0f/s (64 clients) %,7.0f/s (8)   kernel %,9.0f/s   ratio %5.1f, %5.1f   batch %4.0f",
                i,
                round.crowd(),
                round.few(),
                round.kernel(),
                round.kernel() / round.crowd(),
                round.kernel() / round.few(),
                round.batch()));
      }
      say(
          String.format(
              Locale.ROOT,
              "median    hot row %,7.0f/s (64 clients) %,7.0f/s (8)   kernel %,9.0f/s   ratio %5.1f, %5.1f",
              median(measured.stream().mapToDouble(Round::crowd).toArray()),
              median(measured.stream().mapToDouble(Round::few).toArray()),
              median(measured.stream().mapToDouble(Round::kernel).toArray()),
              median(measured.stream().mapToDouble(r -> r.kernel() / r.crowd()).toArray()),
              median(measured.stream().mapToDouble(r -> r.kernel() / r.few()).toArray())));
    }
  }

  private static Round round(BenchDatabase database) throws Exception {
    double crowd = hotRow(database, CROWD);
    double few = hotRow(database, FEW);
    double[] kernel = kernel(database);
    return new Round(crowd, few, kernel[0], kernel[1]);
  }

  private static double hotRow(BenchDatabase database, int clientCount) throws Exception {
    try (HikariDataSource source = database.pool("", clientCount)) {
      execute(source, "DROP TABLE IF EXISTS hot_claim, hot_stock;" + REFERENCE + CLAIMS + ")");
      long start = System.nanoTime();
      long end = start + HOT_ROW_FOR.toNanos();
      try (ExecutorService clients = Executors.newFixedThreadPool(clientCount)) {
        List<Future<?>> running = new ArrayList<>();
        for (int i = 0; i < clientCount; i++) {
          running.add(clients.submit(() -> hotRowClient(source, end)));
        }
        for (Future<?> each : running) {
          each.get();
        }
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      return count(source, "hot_claim") / seconds;
    }
  }

  private static Void hotRowClient(HikariDataSource source, long end) throws SQLException {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      while (System.nanoTime() < end) {
        hotRowClaim(connection);
      }
    }
    return null;
  }

  private static void hotRowClaim(Connection connection) throws SQLException {
    try (PreparedStatement lock =
            connection.prepareStatement("SELECT remaining FROM hot_stock WHERE id = 1 FOR UPDATE");
        PreparedStatement insert =
            connection.prepareStatement("INSERT INTO hot_claim (id, person) VALUES (?, ?)");
        PreparedStatement count =
            connection.prepareStatement(
                "UPDATE hot_stock SET remaining = remaining - 1 WHERE id = 1")) {
      try (ResultSet stock = lock.executeQuery()) {
        if (!stock.next() || stock.getInt(1) == 0) {
          connection.rollback();
          return;
        }
      }
      insert.setObject(1, UUID.randomUUID());
      insert.setObject(2, UUID.randomUUID());
      insert.executeUpdate();
      count.executeUpdate();
      connection.commit();
    }
  }

  private static double[] kernel(BenchDatabase database) throws Exception {
    Path sink = Files.createTempDirectory("bench-sink");
    String schema = "bench_claims";
    try (HikariDataSource source = database.pool(Claims.connectionOptions(), 4)) {
      execute(source, "DROP SCHEMA IF EXISTS " + schema + " CASCADE");
      try (Connection connection = source.getConnection()) {
        ClaimsTables.create(connection, schema);
      }
      var settings =
          ClaimsSettings.of(
                  source, schema, LedgerSigner.generate(), new FileSink(sink), Consequences.NONE)
              .withLimits(4, 512, 2 * IN_FLIGHT, Duration.ofSeconds(10));
      try (Claims claims = new Claims(settings)) {
        PoolId pool = new PoolId(UUID.randomUUID());
        try (Connection connection = source.getConnection()) {
          connection.setAutoCommit(false);
          claims.create(
              connection,
              pool,
              new PoolTerms(
                  CLAIMS,
                  null,
                  null,
                  1,
                  Duration.ofMinutes(10),
                  Duration.ZERO,
                  Duration.ofMinutes(30),
                  false));
          connection.commit();
        }
        Command.Claim[] commands = new Command.Claim[CLAIMS];
        for (int i = 0; i < CLAIMS; i++) {
          commands[i] =
              new Command.Claim(
                  pool,
                  new ClaimId(inOrder(i)),
                  new Person(UUID.randomUUID()),
                  1,
                  RequestKey.of("key-" + i, "1"));
        }
        long start = System.nanoTime();
        int granted = drive(claims, commands);
        double seconds = (System.nanoTime() - start) / 1e9;
        long durable = count(source, schema + ".claim");
        if (durable != granted || granted != CLAIMS) {
          throw new IllegalStateException(
              "granted %d, durable %d (expected: %d)".formatted(granted, durable, CLAIMS));
        }
        return new double[] {
          durable / seconds, (double) claims.work().decided() / claims.work().commits()
        };
      }
    } finally {
      delete(sink);
    }
  }

  /** An id whose first bits are a clock's, like the version 7 ids of the product. */
  private static UUID inOrder(int i) {
    long milliseconds = 0x0190_0000_0000L + i / 64;
    return new UUID(
        (milliseconds << 16) | 0x7000 | (i & 63), UUID.randomUUID().getLeastSignificantBits());
  }

  private static int drive(Claims claims, Command.Claim[] commands) throws InterruptedException {
    var inFlight = new Semaphore(IN_FLIGHT);
    var granted = new AtomicInteger();
    for (Command.Claim command : commands) {
      inFlight.acquire();
      CompletableFuture<Outcome> answer = claims.submit(command);
      var _ =
          answer.whenComplete(
              (outcome, fault) -> {
                if (outcome instanceof Outcome.Granted) {
                  granted.incrementAndGet();
                } else {
                  System.err.println(outcome + " " + fault);
                }
                inFlight.release();
              });
    }
    if (!inFlight.tryAcquire(IN_FLIGHT, 60, TimeUnit.SECONDS)) {
      throw new IllegalStateException("answers are missing after 60 s");
    }
    return granted.get();
  }

  private static long count(HikariDataSource source, String table) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery("SELECT count(*) FROM " + table)) {
      counted.next();
      return counted.getLong(1);
    }
  }

  private static void execute(HikariDataSource source, String sql) throws SQLException {
    try (Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("SET statement_timeout = 0; SET transaction_timeout = 0;" + sql);
    }
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static void delete(Path folder) throws IOException {
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
