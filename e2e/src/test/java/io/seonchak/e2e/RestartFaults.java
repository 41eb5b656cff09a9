package io.seonchak.e2e;

import io.seonchak.e2e.Shop.Answer;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIGTERM in the middle of a drop, of one instance after the other, to a version with a migration.
 */
public final class RestartFaults {

  private static final int BUYERS = 8;
  private static final int UNITS = 100_000;
  private static final Duration BETWEEN = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Of the claims' own table, which is never more in use than now. */
  private static final String MIGRATION =
      "ALTER TABLE stock.claim ADD COLUMN note_of_the_next_version text;\n";

  private final Instances instances;
  private final Reckoning reckoning;
  private final UUID drop;
  private final List<Shop> shops = new ArrayList<>();
  private final AtomicInteger refused = new AtomicInteger();
  private volatile boolean over;

  private RestartFaults(Instances instances, Reckoning reckoning) throws Exception {
    this.instances = instances;
    this.reckoning = reckoning;
    for (int i = 0; i < instances.count(); i++) {
      shops.add(instances.at(i));
    }
    this.drop = shops.getFirst().drop(UNITS, 1);
  }

  /** Both instances are told to stop while people claim, and come back as the next version. */
  public static Shown run(long seed) throws Exception {
    Path next = nextVersion();
    try (var instances = new Instances(List.of(Map.of(), Map.of()));
        var reckoning = new Reckoning(instances.database)) {
      return new RestartFaults(instances, reckoning).all(new Random(seed), next);
    } finally {
      Files.delete(next);
    }
  }

  private Shown all(Random random, Path next) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> buyers = new ArrayList<>();
      for (int i = 0; i < BUYERS; i++) {
        long seed = random.nextLong();
        buyers.add(threads.submit(() -> buys(new Random(seed))));
      }
      int first = random.nextInt(instances.count());
      for (int i = 0; i < instances.count(); i++) {
        TimeUnit.MILLISECONDS.sleep(300 + random.nextInt(1_000));
        int which = (first + i) % instances.count();
        reckoning.expect(instances.stop(which), "instance %d did not stop", which);
        instances.start(which, next);
      }
      TimeUnit.MILLISECONDS.sleep(500);
      over = true;
      for (Future<?> each : buyers) {
        each.get();
      }
    }
    reckoning.expect(
        reckoning.count(
                "SELECT count(*) FROM information_schema.columns WHERE table_schema = 'stock' AND"
                    + " column_name = 'note_of_the_next_version'")
            == 1,
        "the next version did not migrate");
    reckoning.expect(refused.get() > 0, "nobody met an instance that was away");
    return reckoning.of(drop);
  }

  private Void buys(Random random) throws Exception {
    while (!over) {
      buysOnce(UUID.randomUUID(), random.nextInt(shops.size()));
      Thread.sleep(BETWEEN);
    }
    return null;
  }

  /**
   * Whoever finds nobody listening goes to the next. A kept connection may end before it took a
   * request, as the protocol has it; a request that was taken is answered, so who asks again after
   * such an end is no repetition.
   */
  private void buysOnce(UUID member, int first) throws Exception {
    long end = System.nanoTime() + PATIENCE.toNanos();
    boolean ended = false;
    for (int at = first; System.nanoTime() < end; at++) {
      try {
        Answer answer = shops.get(at % shops.size()).claim(drop, member);
        if (answer.status() == 201 || answer.status() == 200) {
          reckoning.heard(member, answer);
          reckoning.expect(
              answer.status() == 201 || !ended, "a request that was taken had no answer");
          return;
        }
        reckoning.expect(
            answer.status() == 503 && answer.headers().containsKey("retry-after"),
            "%d %s",
            answer.status(),
            answer.body());
      } catch (ConnectException e) {
        refused.incrementAndGet();
      } catch (SocketException e) {
        reckoning.expect(false, "a connection was reset: %s", e);
      } catch (IOException e) {
        ended = true;
      }
      Thread.sleep(BETWEEN);
    }
    reckoning.expect(false, "%s has no unit after %s", member, PATIENCE);
  }

  /** The built jar with one more migration. */
  private static Path nextVersion() throws IOException {
    Path jar = Files.createTempFile("next-version", ".jar");
    Files.copy(JarProcess.JAR, jar, StandardCopyOption.REPLACE_EXISTING);
    try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of())) {
      Path folder = Files.createDirectories(zip.getPath("BOOT-INF/classes/db/stock"));
      Files.writeString(folder.resolve("V99__the_next_version.sql"), MIGRATION);
    }
    return jar;
  }
}
