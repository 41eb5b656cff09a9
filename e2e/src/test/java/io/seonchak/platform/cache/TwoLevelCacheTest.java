package io.seonchak.platform.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestNamespace;
import io.seonchak.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

class TwoLevelCacheTest {

  private static final long FOREVER = Long.MAX_VALUE / 2;

  private static HikariDataSource source;

  private String namespace;
  private Side here;
  private Side there;
  private final List<AutoCloseable> others = new ArrayList<>();

  @BeforeAll
  static void database() {
    source = TestDatabase.fresh().pool(16, "");
    Side.schema(source);
  }

  @AfterAll
  static void noDatabase() {
    source.close();
  }

  @BeforeEach
  void open() {
    JdbcClient.create(source).sql("TRUNCATE shop.thing, shop.cache_change").update();
    namespace = TestNamespace.fresh();
    here = new Side(source, namespace);
    there = new Side(source, namespace);
    here.caches.lookOnce();
    there.caches.lookOnce();
  }

  @AfterEach
  void close() throws Exception {
    here.close();
    there.close();
    for (AutoCloseable other : others) {
      other.close();
    }
  }

  private <T extends AutoCloseable> T closed(T other) {
    others.add(other);
    return other;
  }

  @Test
  void aChangeOutsideATransactionIsRefused() {
    assertThatThrownBy(() -> here.things.changed(List.of("a")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside a transaction");
  }

  @Test
  void whatWasReadBeforeAChangeIsNotKeptAfterIt() throws Exception {
    here.put("a", 1);
    var read = new CountDownLatch(1);
    var changed = new CountDownLatch(1);
    there.afterRead =
        keys -> {
          read.countDown();
          awaitLatch(changed);
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> slow = threads.submit(() -> there.version("a"));
      read.await();
      there.afterRead = keys -> {};
      here.put("a", 2);
      // The message of the change may be under way; the look is sure.
      there.caches.lookOnce();
      changed.countDown();

      assertThat(slow.get()).isEqualTo(1);
    }
    assertThat(there.version("a")).isEqualTo(2);
    assertThat(here.version("a")).isEqualTo(2);
    Side third = closed(new Side(source, namespace));
    third.caches.lookOnce();
    assertThat(third.version("a")).isEqualTo(2);
  }

  @Test
  void whoReadsAfterHisOwnChangeDoesNotJoinAReadFromBefore() throws Exception {
    here.put("a", 1);
    var read = new CountDownLatch(1);
    var go = new CountDownLatch(1);
    here.afterRead =
        keys -> {
          read.countDown();
          awaitLatch(go);
        };
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Long> slow = threads.submit(() -> here.version("a"));
      read.await();
      here.afterRead = keys -> {};
      here.put("a", 2);

      assertThat(here.version("a")).isEqualTo(2);
      go.countDown();
      slow.get();
    }
    assertThat(here.version("a")).isEqualTo(2);
  }

  @Test
  void fiftyWhoMissAskTheDatabaseOnce() throws Exception {
    here.put("a", 7);
    var go = new CountDownLatch(1);
    here.afterRead = keys -> awaitLatch(go);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Long>> all = new ArrayList<>();
      for (int i = 0; i < 50; i++) {
        all.add(threads.submit(() -> here.version("a")));
      }
      await().until(() -> here.loads.get() > 0);
      go.countDown();
      for (Future<Long> each : all) {
        assertThat(each.get()).isEqualTo(7);
      }
    }
    assertThat(here.loads.get()).isEqualTo(1);
    await().until(() -> inRedis("a").startsWith("V"));
    assertThat(there.version("a")).isEqualTo(7);
    assertThat(there.loads.get()).as("found in Redis").isZero();
  }

  @Test
  void aReadThatFailsIsNotRemembered() {
    here.put("a", 1);
    here.afterRead =
        keys -> {
          throw new IllegalStateException("the database is away");
        };
    assertThatThrownBy(() -> here.version("a")).hasMessage("the database is away");
    here.afterRead = keys -> {};

    assertThat(here.version("a")).isEqualTo(1);
  }

  @Test
  void whatDoesNotExistIsKnownForAWhileUntilItIsMade() {
    assertThat(here.version("new")).isZero();
    assertThat(here.version("new")).isZero();
    assertThat(here.loads.get()).isEqualTo(1);
    there.put("new", 1);
    here.caches.lookOnce();

    assertThat(here.version("new")).isEqualTo(1);
  }

  @Test
  void insideATransactionTheDatabaseAnswersAndNobodyElseHearsOfIt() {
    here.put("a", 1);
    assertThat(here.version("a")).isEqualTo(1);
    here.transactions.executeWithoutResult(
        status -> {
          here.write("a", 2, FOREVER);
          here.things.changed(List.of("a"));
          assertThat(here.version("a")).isEqualTo(2);
          status.setRollbackOnly();
        });

    assertThat(here.version("a")).isEqualTo(1);
    assertThat(there.version("a")).isEqualTo(1);
  }

  @Test
  void aChangeIsHeardThereAtOnceAndWithoutAnyMessageAtTheNextLook() {
    Side deaf = closed(new Side(source, "deaf", SharedLevel.none(), Clock.systemUTC(), () -> 0L));
    deaf.caches.lookOnce();
    here.put("a", 1);
    assertThat(there.version("a")).isEqualTo(1);
    assertThat(deaf.version("a")).isEqualTo(1);
    here.put("a", 2);

    assertThat(here.version("a")).isEqualTo(2);
    await().until(() -> there.version("a") == 2);
    deaf.caches.lookOnce();
    assertThat(deaf.version("a")).isEqualTo(2);
  }

  @Test
  void whoeverDiesBetweenCommitAndDropLeavesNothingOld() {
    here.put("a", 1);
    assertThat(there.version("a")).isEqualTo(1);
    JdbcClient jdbc = here.jdbc;
    here.transactions.executeWithoutResult(
        status -> {
          here.write("a", 2, FOREVER);
          jdbc.sql("INSERT INTO shop.cache_change (cache, key) VALUES ('thing', 'a')").update();
        });
    there.caches.lookOnce();

    assertThat(there.version("a")).isEqualTo(2);
    Side third = closed(new Side(source, namespace));
    third.caches.lookOnce();
    assertThat(third.version("a")).isEqualTo(2);
  }

  @Test
  void aTransactionThatBeganEarlyAndCommittedLateIsNotMissed() throws Exception {
    here.put("late", 1);
    assertThat(there.version("late")).isEqualTo(1);
    var recorded = new CountDownLatch(1);
    var looked = new CountDownLatch(1);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<?> late =
          threads.submit(
              () ->
                  here.transactions.executeWithoutResult(
                      status -> {
                        here.write("late", 2, FOREVER);
                        here.jdbc
                            .sql(
                                "INSERT INTO shop.cache_change (cache, key) VALUES ('thing',"
                                    + " 'late')")
                            .update();
                        recorded.countDown();
                        awaitLatch(looked);
                      }));
      recorded.await();
      for (int i = 0; i < 3; i++) {
        here.put("early" + i, 1);
        there.caches.lookOnce();
      }
      assertThat(there.version("late")).isEqualTo(1);
      looked.countDown();
      late.get();
    }
    there.caches.lookOnce();

    assertThat(there.version("late")).isEqualTo(2);
  }

  @Test
  void nothingIsUsedPastItsOwnEnd() {
    var now = new AtomicLong(System.currentTimeMillis());
    InstantSource instants = () -> Instant.ofEpochMilli(now.get());
    Side timed =
        closed(
            new Side(
                source,
                namespace,
                new RedisLevel(RedisURI.create(TestRedis.url())),
                instants.withZone(ZoneOffset.UTC),
                () -> 0L));
    timed.caches.lookOnce();
    timed.put("a", 1, now.get() + 5_000);
    assertThat(timed.version("a")).isEqualTo(1);
    now.addAndGet(4_999);
    timed.version("a");
    assertThat(timed.loads.get()).isEqualTo(1);
    now.addAndGet(1);
    timed.version("a");

    assertThat(timed.loads.get()).isEqualTo(2);
  }

  @Test
  void withoutTheWatchNothingIsOlderThanTheBound() {
    var nanos = new AtomicLong();
    Side blind =
        closed(new Side(source, "blind", SharedLevel.none(), Clock.systemUTC(), nanos::get));
    blind.caches.lookOnce();
    here.put("a", 1);
    assertThat(blind.version("a")).isEqualTo(1);
    here.put("a", 2);
    nanos.addAndGet(ContextCaches.STALE_MAX.toNanos());
    assertThat(blind.version("a")).as("allowed, at the bound").isEqualTo(1);
    nanos.addAndGet(1);

    assertThat(blind.version("a")).isEqualTo(2);
  }

  @Test
  void idleEntriesLeave() {
    var nanos = new AtomicLong();
    Side idle = closed(new Side(source, "idle", SharedLevel.none(), Clock.systemUTC(), nanos::get));
    idle.caches.lookOnce();
    here.put("a", 1);
    idle.version("a");
    nanos.addAndGet(Duration.ofMinutes(1).toNanos());
    idle.caches.lookOnce();
    idle.version("a");

    assertThat(idle.loads.get()).isEqualTo(2);
  }

  @Test
  void aRedisThatWasFlushedOrKilledTakesNothingFromAnybody() {
    here.put("a", 1);
    assertThat(there.version("a")).isEqualTo(1);
    try (RedisClient client = RedisClient.create(TestRedis.url());
        var connection = client.connect()) {
      connection.sync().flushall();
    }
    here.put("a", 2);
    assertThat(here.version("a")).isEqualTo(2);
    await().until(() -> seen(there, "a") == 2);
    TestRedis.redis().kill();
    try {
      here.put("a", 3);
      assertThat(here.version("a")).isEqualTo(3);
      there.caches.lookOnce();
      assertThat(there.version("a")).isEqualTo(3);
    } finally {
      TestRedis.redis().restart();
    }
    await().until(() -> seen(here, "a") == 3 && usesRedis(here) && usesRedis(there));
    here.put("a", 4);
    there.caches.lookOnce();
    assertThat(there.version("a")).isEqualTo(4);
  }

  @Test
  void aRedisThatHangsCostsOnceAndWhatChangedMeanwhileIsNotFoundThereLater() {
    here.put("a", 1);
    assertThat(there.version("a")).isEqualTo(1);
    TestRedis.redis().suspend();
    try {
      long began = System.nanoTime();
      here.put("a", 2);
      for (int i = 0; i < 200; i++) {
        here.version("b" + i);
      }
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      assertThat(took)
          .as("one or two waits, 200 reads of the database")
          .isLessThan(Duration.ofSeconds(10));
      assertThat(here.version("a")).isEqualTo(2);
    } finally {
      TestRedis.redis().resume();
    }
    there.caches.lookOnce();
    assertThat(there.version("a")).isEqualTo(2);
    await().until(() -> usesRedis(here) && usesRedis(there));
    Side third = closed(new Side(source, namespace));
    third.caches.lookOnce();
    assertThat(third.version("a")).isEqualTo(2);
  }

  @Test
  void aRedisThatForgotItsLastDropsIsNotBelieved() {
    here.put("a", 1);
    assertThat(there.version("a")).isEqualTo(1);
    await().until(() -> inRedis("a").startsWith("V"));
    String old = inRedis("a");
    here.put("a", 2);
    there.caches.lookOnce();
    // As after a restart from a file that lacks the last second.
    try (RedisClient client = RedisClient.create(TestRedis.url());
        var connection = client.connect()) {
      connection.sync().set(keyOf("a"), old);
    }
    TestRedis.redis().kill();
    TestRedis.redis().restart();
    assertThat(inRedis("a")).isEqualTo(old);
    Side third = closed(new Side(source, namespace));
    third.caches.lookOnce();

    assertThat(third.version("a")).isEqualTo(2);
    await().until(() -> seen(there, "a") == 2 && usesRedis(there));
    assertThat(there.version("a")).isEqualTo(2);
  }

  @Test
  void anotherFormatLivesBesideIt() {
    here.put("a", 5);
    here.version("a");
    assertThat(there.version("a")).isEqualTo(5);
    TwoLevelCache<String, Newer> newer =
        there.caches.cache(
            new CacheSpec<>(
                "newer",
                2,
                Newer.class,
                key -> key,
                keys -> java.util.Map.of("a", new Newer("five")),
                (value, now) -> now.plusSeconds(60),
                Duration.ofMinutes(1),
                10));

    assertThat(newer.get("a")).contains(new Newer("five"));
  }

  record Newer(String text) {}

  /** Writers and readers on two instances; nobody sees what was replaced more than a second ago. */
  @Test
  void nobodySeesWhatWasReplacedMoreThanASecondAgo() throws Exception {
    Side one = closed(Side.live(source, namespace));
    Side two = closed(Side.live(source, namespace));
    int keys = 8;
    var versions = new AtomicLongArray(keys);
    var aSecondAgo = new ASecondAgo(versions);
    var wrong = new AtomicLong();
    var reads = new AtomicLong();
    List<Future<?>> all = new ArrayList<>();
    try (var threads = Executors.newScheduledThreadPool(2 * keys + 1)) {
      for (int k = 0; k < keys; k++) {
        int key = k;
        Side writer = k % 2 == 0 ? one : two;
        all.add(over(threads, 5 + 3 * k, () -> wrong.addAndGet(writes(writer, key, versions))));
        Side reader = k < keys / 2 ? one : two;
        all.add(
            over(
                threads,
                1,
                () -> {
                  int any = ThreadLocalRandom.current().nextInt(keys);
                  long atLeast = aSecondAgo.versions.get(any);
                  reads.incrementAndGet();
                  wrong.addAndGet(reader.version("k" + any) < atLeast ? 1 : 0);
                }));
      }
      all.add(over(threads, 5, aSecondAgo::look));
      await()
          .atMost(Duration.ofMinutes(1))
          .until(() -> reads.get() > 1_000 && aSecondAgo.looks.get() > 400);
    }
    assertThat(all).extracting(Future::state).doesNotContain(Future.State.FAILED);
    assertThat(wrong.get()).as("of %d reads", reads.get()).isZero();
    for (int key = 0; key < keys; key++) {
      String name = "k" + key;
      long last = versions.get(key);
      await().until(() -> one.version(name) == last);
      await().until(() -> two.version(name) == last);
    }
  }

  /** Does it over and over until the threads are shut down, with that pause between. */
  private static Future<?> over(ScheduledExecutorService threads, long millis, Runnable step) {
    return threads.scheduleWithFixedDelay(step, 0, millis, TimeUnit.MILLISECONDS);
  }

  /** Writes the next version of a key; 1 when its own writer does not see it, else 0. */
  private static int writes(Side writer, int key, AtomicLongArray versions) {
    long next = versions.incrementAndGet(key);
    writer.put("k" + key, next);
    return writer.version("k" + key) < next ? 1 : 0;
  }

  /** What was committed a second ago, as the readers' measure. */
  private static final class ASecondAgo {

    private record Moment(long nanos, long[] versions) {}

    final AtomicLongArray versions;
    final AtomicLong looks = new AtomicLong();
    private final AtomicLongArray now;
    private final Deque<Moment> past = new ArrayDeque<>();

    ASecondAgo(AtomicLongArray now) {
      this.now = now;
      this.versions = new AtomicLongArray(now.length());
    }

    /** By one thread only. */
    void look() {
      long[] seen = new long[now.length()];
      for (int key = 0; key < seen.length; key++) {
        // The one before the last is surely committed.
        seen[key] = now.get(key) - 1;
      }
      past.add(new Moment(System.nanoTime(), seen));
      // The one just added stays, however long ago that is on a slow machine.
      while (past.size() > 1
          && System.nanoTime() - past.getFirst().nanos() > Duration.ofSeconds(1).toNanos()) {
        long[] then = past.removeFirst().versions();
        for (int key = 0; key < then.length; key++) {
          versions.set(key, then[key]);
        }
        looks.incrementAndGet();
      }
    }
  }

  private String keyOf(String name) {
    return namespace + ":cache:shop:thing.1:" + name;
  }

  private String inRedis(String name) {
    try (RedisClient client = RedisClient.create(TestRedis.url());
        var connection = client.connect()) {
      return String.valueOf(connection.sync().get(keyOf(name)));
    }
  }

  /** After a look, as it happens four times a second. */
  private static long seen(Side side, String name) {
    side.caches.lookOnce();
    return side.version(name);
  }

  private boolean usesRedis(Side side) {
    side.caches.lookOnce();
    return side.caches.shareable(keyOf("a"))
        && side.caches.shared().read(List.of("probe"), 0, Duration.ofSeconds(1)).isPresent();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
