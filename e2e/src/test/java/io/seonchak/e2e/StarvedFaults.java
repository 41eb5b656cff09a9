package io.seonchak.e2e;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EngineException;
import io.seonchak.engines.Home;
import io.seonchak.platform.security.MemberRole;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** What the application needs and does not get: connections, a row, room on the disk. */
public final class StarvedFaults {

  private static final int UNITS = 10_000;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(6);
  private static final Duration RESUMES_WITHIN = Duration.ofSeconds(10);
  private static final Duration EXHAUSTED = Duration.ofSeconds(4);
  private static final Duration LOCKED = Duration.ofSeconds(30);
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private static final int DISK_MEGABYTES = 160;
  private static final String DISK_FULL = "disk full";
  private static final int CHUNK = 1 << 16;

  private StarvedFaults() {}

  /** Somebody has every connection of every pool. */
  public static Shown poolExhausted(long seed) throws Exception {
    try (Shop shop = Shop.open();
        var reckoning = new Reckoning(shop.database)) {
      UUID drop = shop.drop(UNITS, 1);
      claimed(reckoning, shop, drop);
      List<Connection> taken = takeAll(shop);
      try {
        starves(reckoning, shop, drop, EXHAUSTED, new Random(seed), "pool exhausted", () -> {});
        Answer page = timed(reckoning, "a page", () -> page(shop));
        reckoning.expect(
            page.status() == 503 && page.headers().containsKey("retry-after"),
            "a page without a connection: %d %s",
            page.status(),
            page.body());
      } finally {
        for (Connection each : taken) {
          each.close();
        }
      }
      resumes(reckoning, shop, drop);
      reckoning.recovers(RESUMES_WITHIN, "pages come again", () -> page(shop).status() == 200);
      return reckoning.of(drop);
    }
  }

  private static Answer page(Shop shop) throws Exception {
    return shop.get("/api/orders", shop.as(MemberRole.MEMBER));
  }

  private static List<Connection> takeAll(Shop shop) throws SQLException {
    List<Connection> taken = new ArrayList<>();
    for (HikariDataSource source : shop.beans(HikariDataSource.class)) {
      for (int i = 0; i < source.getMaximumPoolSize(); i++) {
        taken.add(source.getConnection());
      }
    }
    return taken;
  }

  /** Somebody holds the lock of the pool's row. */
  public static Shown rowLocked(long seed) throws Exception {
    try (Shop shop = Shop.open();
        var reckoning = new Reckoning(shop.database)) {
      UUID drop = shop.drop(UNITS, 1);
      UUID other = shop.drop(UNITS, 1);
      claimed(reckoning, shop, drop);
      try (Connection holder = shop.database.connect()) {
        holder.setAutoCommit(false);
        try (var lock =
            holder.prepareStatement("SELECT 1 FROM stock.pool WHERE pool_id = ? FOR UPDATE")) {
          lock.setObject(1, drop);
          lock.execute();
        }
        starves(
            reckoning,
            shop,
            drop,
            LOCKED,
            new Random(seed),
            "row locked",
            () -> claimed(reckoning, shop, other));
        holder.rollback();
      }
      resumes(reckoning, shop, drop);
      return reckoning.of(drop);
    }
  }

  /** The database's disk, a small one of its own, is full. */
  public static Shown diskFull(long seed) throws Exception {
    Path disk = Files.createTempDirectory("small-disk");
    mount(disk);
    try (EmbeddedPostgres postgres = started(disk);
        Shop shop =
            Shop.with(
                "--seonchak.postgres.url=" + postgres.url(EmbeddedPostgres.DATABASE),
                "--seonchak.postgres.username=" + EmbeddedPostgres.USER,
                "--seonchak.postgres.password=" + postgres.password());
        var reckoning =
            new Reckoning(
                postgres.url(EmbeddedPostgres.DATABASE),
                EmbeddedPostgres.USER,
                postgres.password())) {
      UUID drop = shop.drop(UNITS, 1);
      claimed(reckoning, shop, drop);
      Path filler = disk.resolve("filler");
      fill(filler);
      boolean starved = untilStarved(reckoning, shop, drop);
      reckoning.expect(starved, "nobody noticed that the disk is full");
      starves(reckoning, shop, drop, EXHAUSTED, new Random(seed), DISK_FULL, () -> {});
      Files.delete(filler);
      if (!answers(postgres)) {
        postgres.restart();
      }
      resumes(reckoning, shop, drop);
      return reckoning.of(drop);
    } finally {
      run("umount", disk.toString());
      Home.delete(disk);
    }
  }

  /** It is full only where it must grow: until then what it has written before is used. */
  private static boolean untilStarved(Reckoning reckoning, Shop shop, UUID drop) throws Exception {
    for (int i = 0; i < UNITS / 2; i++) {
      Answer answer = timed(reckoning, DISK_FULL, () -> claim(reckoning, shop, drop));
      if (answer.status() != 201) {
        reckoning.expect(clean(answer), "disk full: %d %s", answer.status(), answer.body());
        return true;
      }
    }
    return false;
  }

  private static boolean answers(EmbeddedPostgres postgres) {
    try (Connection connection = postgres.connect(EmbeddedPostgres.DATABASE)) {
      return connection.isValid(1);
    } catch (SQLException e) {
      return false;
    }
  }

  private static EmbeddedPostgres started(Path disk) throws Exception {
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "seonchak-test-engines");
    try {
      return EmbeddedPostgres.start(Files.createDirectory(disk.resolve("home")), programs);
    } catch (EngineException e) {
      run("umount", disk.toString());
      throw new CannotBeDone("PostgreSQL does not start on a small disk: " + e.getMessage());
    }
  }

  private static void mount(Path disk) throws Exception {
    if (!run(
        "mount", "-t", "tmpfs", "-o", "size=" + DISK_MEGABYTES + "m", "tmpfs", disk.toString())) {
      Files.delete(disk);
      throw new CannotBeDone("a small disk cannot be mounted here (expected: root, and mount)");
    }
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  private static void fill(Path filler) throws IOException {
    byte[] chunk = new byte[CHUNK];
    try (OutputStream out = Files.newOutputStream(filler)) {
      for (long i = 0; i < DISK_MEGABYTES * 16L + 1; i++) {
        out.write(chunk);
      }
    } catch (IOException e) {
      // That is what it is for: no space is left.
    }
  }

  /** What is looked at beside a fault, all the time. */
  private interface Besides {
    void look() throws Exception;
  }

  private static boolean clean(Answer answer) {
    return answer.status() == 503 && answer.headers().containsKey("retry-after");
  }

  /** For a while everybody is told soon that he shall come again. */
  private static void starves(
      Reckoning reckoning,
      Shop shop,
      UUID drop,
      Duration during,
      Random random,
      String fault,
      Besides besides)
      throws Exception {
    long end = System.nanoTime() + during.toNanos();
    while (System.nanoTime() < end) {
      Answer answer = timed(reckoning, fault, () -> claim(reckoning, shop, drop));
      // A full disk has room now and then, when a failed transaction gives some back.
      boolean expected = clean(answer) || (answer.status() == 201 && fault.equals(DISK_FULL));
      reckoning.expect(
          expected && !answer.body().contains("Exception"),
          "%s: %d %s",
          fault,
          answer.status(),
          answer.body());
      besides.look();
      long left = end - System.nanoTime();
      long pause = BETWEEN.toNanos() / 2 + random.nextLong(BETWEEN.toNanos());
      TimeUnit.NANOSECONDS.sleep(Math.max(0, Math.min(left, pause)));
    }
  }

  private static void resumes(Reckoning reckoning, Shop shop, UUID drop) throws Exception {
    reckoning.recovers(
        RESUMES_WITHIN, "claims go on", () -> claim(reckoning, shop, drop).status() == 201);
  }

  private static void claimed(Reckoning reckoning, Shop shop, UUID drop) throws Exception {
    Answer answer = claim(reckoning, shop, drop);
    reckoning.expect(answer.status() == 201, "claim: %d %s", answer.status(), answer.body());
  }

  private static Answer claim(Reckoning reckoning, Shop shop, UUID drop) throws Exception {
    UUID member = UUID.randomUUID();
    return reckoning.heard(member, shop.claim(drop, member));
  }

  /** A question. */
  private interface Question {
    Answer ask() throws Exception;
  }

  private static Answer timed(Reckoning reckoning, String fault, Question question)
      throws Exception {
    long begun = System.nanoTime();
    Answer answer = question.ask();
    Duration took = Duration.ofNanos(System.nanoTime() - begun);
    reckoning.expect(took.compareTo(ANSWERED_WITHIN) <= 0, "%s: an answer after %s", fault, took);
    return answer;
  }
}
