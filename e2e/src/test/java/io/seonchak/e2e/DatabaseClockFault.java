package io.seonchak.e2e;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL whose clock jumps: the tests' own, stopped and started again by its own command line
 * under libfaketime, and given back as it was.
 */
public final class DatabaseClockFault {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final Duration PAUSED = Duration.ofSeconds(4);
  private static final int BACK_SECONDS = 60;
  private static final String LEDGER = "/api/operations/ledger/stock";

  private final Shop shop;
  private final Reckoning reckoning;
  private final Path offset;
  private final UUID drop;

  private DatabaseClockFault(Shop shop, Reckoning reckoning, Path offset) throws Exception {
    this.shop = shop;
    this.reckoning = reckoning;
    this.offset = offset;
    this.drop = shop.drop(10, 1);
  }

  /** Jumps on, further than a hold lasts, and back. */
  public static Shown run(long seed) throws Exception {
    Path _ = ClockFaults.library();
    EmbeddedPostgres postgres = TestDatabase.postgres();
    Path folder = Files.createTempDirectory("clock");
    Path offset = Files.writeString(folder.resolve("offset"), "+0");
    if (!folder.toFile().setExecutable(true, false) || !offset.toFile().setReadable(true, false)) {
      throw new CannotBeDone("a clock's file that the database can read cannot be made");
    }
    List<String> line = line(postgres.pid());
    postgres.kill();
    Process faked = start(line, ClockFaults.faked("FAKETIME_TIMESTAMP_FILE", offset.toString()));
    try {
      awaitAnswers(faked);
      try (Shop shop = Shop.open();
          var reckoning = new Reckoning(shop.database)) {
        return new DatabaseClockFault(shop, reckoning, offset).all(new Random(seed));
      }
    } finally {
      faked.destroy();
      if (!faked.waitFor(10, TimeUnit.SECONDS)) {
        faked.destroyForcibly().waitFor();
      }
      postgres.restart();
    }
  }

  private Shown all(Random random) throws Exception {
    claimed();
    long held = held();
    reckoning.expect(expires(), "expiry was paused before the clock jumped");
    Files.writeString(offset, "+" + (700 + random.nextInt(3_600)) + "s");
    reckoning.reaches(SOON, "the jump pauses expiry", () -> !expires());
    claimed();
    TimeUnit.NANOSECONDS.sleep(PAUSED.toNanos());
    reckoning.expect(held() == held + 1, "holds expired because the clock jumped");
    Files.writeString(offset, "+0");
    reckoning.reaches(
        SOON,
        "the database's clock is back",
        () ->
            Math.abs(
                    reckoning.count("SELECT extract(epoch FROM clock_timestamp())::bigint")
                        - Instant.now().getEpochSecond())
                < BACK_SECONDS);
    claimed();
    reckoning.expect(!expires(), "expiry went on before somebody looked");
    Answer resumed = shop.post(LEDGER + "/expiry/resume", "", asOperator());
    reckoning.expect(resumed.status() == 204, "resume: %d %s", resumed.status(), resumed.body());
    int due =
        reckoning.change(
            "UPDATE stock.claim SET deadline = granted_at WHERE pool_id = ? AND grant_no = 1",
            drop);
    reckoning.expect(due == 1, "%d holds are due (expected: 1)", due);
    reckoning.recovers(SOON, "what is due expires again", () -> held() == held + 1);
    return reckoning.of(drop);
  }

  private void claimed() throws Exception {
    UUID member = UUID.randomUUID();
    Answer answer = reckoning.heard(member, ClockFaults.claim(shop, drop, member));
    reckoning.expect(answer.status() == 201, "claim: %d %s", answer.status(), answer.body());
  }

  private long held() {
    return reckoning.count(
        "SELECT count(*) FROM stock.claim WHERE pool_id = ? AND state = 1", drop);
  }

  private boolean expires() throws Exception {
    return shop.get(LEDGER, asOperator()).json().path("expires").asBoolean(true);
  }

  private String[] asOperator() {
    return new String[] {"Authorization", "Bearer " + shop.operator};
  }

  /** As the system runs it; in a namespace of its own where we are root, for it refuses root. */
  private static List<String> line(long pid) throws IOException {
    List<String> line = new ArrayList<>();
    Path process = Path.of("/proc", Long.toString(pid));
    boolean root = "root".equals(System.getProperty("user.name"));
    boolean same =
        Files.getOwner(process)
            .equals(Files.getOwner(Path.of("/proc", Long.toString(ProcessHandle.current().pid()))));
    if (root && same) {
      line.addAll(List.of("unshare", "--user"));
    } else if (root) {
      throw new CannotBeDone("the database runs as somebody else here (expected: namespaces)");
    }
    line.addAll(List.of(Files.readString(process.resolve("cmdline")).split("\0")));
    return line;
  }

  private static Process start(List<String> line, Map<String, String> faked) throws IOException {
    var builder = new ProcessBuilder(line).redirectErrorStream(true);
    builder.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().putAll(faked);
    return builder.start();
  }

  private static void awaitAnswers(Process postgres) throws InterruptedException {
    long end = System.nanoTime() + SOON.toNanos();
    while (System.nanoTime() < end && postgres.isAlive()) {
      try (Connection connection = TestDatabase.postgres().connect(EmbeddedPostgres.DATABASE)) {
        if (connection.isValid(1)) {
          return;
        }
      } catch (SQLException e) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new CannotBeDone("PostgreSQL does not run under libfaketime here");
  }
}
