package io.seonchak.platform.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.github.kagkarlsson.scheduler.PollingStrategyConfig;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.testhelper.ManualScheduler;
import com.github.kagkarlsson.scheduler.testhelper.SettableClock;
import com.github.kagkarlsson.scheduler.testhelper.TestHelper;
import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.testing.TestDatabase;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

class TimetableTest {

  private static final Instant DUE = Instant.parse("2026-12-01T03:00:00Z");
  private static final int LOOKS_MAX = 1_000;
  private static final HikariDataSource source = TestDatabase.fresh().pool(10, "");
  private static final JdbcClient jdbc = JdbcClient.create(source);
  private static final DataSourceTransactionManager manager =
      new DataSourceTransactionManager(source);
  private static final TransactionTemplate transaction = new TransactionTemplate(manager);

  /** An instance whose clock stands and that looks when it is told to. */
  private static final class Instance {
    final SettableClock clock = new SettableClock();
    final Timetable timetable = new Timetable("times", source, manager, Clock.systemUTC());
    final Timetable.Kind kind = timetable.kind("bell", this::ring);
    final AtomicInteger faults = new AtomicInteger();
    final ManualScheduler scheduler;

    Instance() {
      scheduler =
          (ManualScheduler)
              TestHelper.createManualScheduler(source, timetable.kinds())
                  .clock(clock)
                  .tableName(timetable.table())
                  .pollingStrategy(
                      new PollingStrategyConfig(PollingStrategyConfig.Type.LOCK_AND_FETCH, 0.5, 2))
                  .jdbcCustomization(new PostgreSqlJdbcCustomization(false, true))
                  .build();
      clock.set(DUE);
    }

    void ring(String id) {
      jdbc.sql("INSERT INTO times.rung (id) VALUES (?)").param(id).update();
      if (faults.getAndDecrement() > 0) {
        throw new IllegalStateException("the bell broke");
      }
    }

    void write(String id, Instant at) {
      transaction.executeWithoutResult(status -> kind.at(id, at));
    }

    Instance at(Instant now) {
      clock.set(now);
      scheduler.runAnyDueExecutions();
      return this;
    }
  }

  @BeforeEach
  void empty() {
    ContextSchema.migrated(source, "times", "classpath:db/schedule");
    jdbc.sql("CREATE TABLE IF NOT EXISTS times.rung (id text)").update();
    jdbc.sql("TRUNCATE times.rung, times.timetable").update();
  }

  @AfterAll
  static void close() {
    source.close();
  }

  private static List<String> rung() {
    return jdbc.sql("SELECT id FROM times.rung ORDER BY id").query(String.class).list();
  }

  private static int waiting() {
    return jdbc.sql("SELECT count(*) FROM times.timetable").query(Integer.class).single();
  }

  @Test
  void anEntryOutsideATransactionIsRefused() {
    assertThatThrownBy(() -> new Instance().kind.at("a", DUE))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside a transaction");
    assertThat(waiting()).isZero();
  }

  @Test
  void whatWasRolledBackIsNeverDue() {
    var one = new Instance();
    transaction.executeWithoutResult(
        status -> {
          one.kind.at("a", DUE);
          status.setRollbackOnly();
        });

    one.at(DUE.plusSeconds(60));

    assertThat(rung()).isEmpty();
  }

  @Test
  void nothingHappensBeforeItsInstantAndLateIsOnce() {
    var one = new Instance();
    one.write("a", DUE);

    one.at(DUE.minusMillis(1));
    assertThat(rung()).isEmpty();

    one.at(DUE.plus(Duration.ofDays(3))).at(DUE.plus(Duration.ofDays(4)));
    assertThat(rung()).containsExactly("a");
    assertThat(waiting()).isZero();
  }

  @Test
  void theSameEntryTwiceIsOne() {
    var one = new Instance();
    one.write("a", DUE);
    one.write("a", DUE.plusSeconds(5));

    one.at(DUE).at(DUE.plusSeconds(10));

    assertThat(rung()).containsExactly("a");
  }

  @Test
  void instancesThatLookAtTheSameInstantDoEachEntryOnce() throws Exception {
    List<Instance> instances = List.of(new Instance(), new Instance(), new Instance());
    int entries = 60;
    transaction.executeWithoutResult(
        status -> {
          for (int i = 0; i < entries; i++) {
            instances.getFirst().kind.at("e" + i, DUE);
          }
        });
    var together = new CyclicBarrier(instances.size());
    try (var threads = Executors.newFixedThreadPool(instances.size())) {
      List<Callable<Instance>> looks = new ArrayList<>();
      for (Instance each : instances) {
        looks.add(
            () -> {
              together.await();
              for (int look = 0; waiting() > 0 && look < LOOKS_MAX; look++) {
                each.at(DUE);
              }
              return each;
            });
      }
      for (var look : threads.invokeAll(looks, 30, TimeUnit.SECONDS)) {
        look.get();
      }
    }

    assertThat(rung()).hasSize(entries).doesNotHaveDuplicates();
  }

  @Test
  void workThatFailsHasNoEffectAndIsDoneLater() {
    var one = new Instance();
    one.write("a", DUE);
    one.faults.set(1);

    one.at(DUE);
    assertThat(rung()).isEmpty();

    one.at(DUE.plus(Timetable.AGAIN).plusMillis(10));
    assertThat(rung()).containsExactly("a");
    assertThat(waiting()).isZero();
  }

  @Test
  void whatAKilledInstanceHadPickedIsDoneByAnotherAndTheOldOneComesTooLate() {
    var one = new Instance();
    var other = new Instance();
    one.write("a", DUE);
    long version =
        jdbc.sql(
                "UPDATE times.timetable SET picked = true, picked_by = 'killed',"
                    + " last_heartbeat = ?, version = version + 1 RETURNING version")
            .param(DUE.atOffset(ZoneOffset.UTC))
            .query(Long.class)
            .single();
    other.at(DUE.plusSeconds(1));
    assertThat(rung()).isEmpty();

    other.clock.set(Instant.now().plus(Duration.ofDays(3650)));
    other.scheduler.runDeadExecutionDetection();
    other.scheduler.runAnyDueExecutions();
    assertThat(rung()).containsExactly("a");

    var asPicked =
        new Execution(
            DUE, new TaskInstance<>("bell", "a"), true, "killed", null, null, 0, DUE, version);
    one.timetable.once(asPicked, one::ring);
    assertThat(rung()).containsExactly("a");
  }

  @Test
  void anInstanceThatWasPausedOverItsHeartbeatsHasNoEffectWhileTheEntryIsAnothers() {
    var one = new Instance();
    one.write("a", DUE);

    one.timetable.once(
        new Execution(DUE, new TaskInstance<>("bell", "a"), true, "one", null, null, 0, DUE, 99),
        one::ring);

    assertThat(rung()).isEmpty();
    assertThat(waiting()).isEqualTo(1);
  }

  @Test
  void whatIsDueIsDueByTheDatabasesClockHoweverWrongTheHostsIs() {
    var hour = Duration.ofHours(1);
    var late = new DatabaseClock(source, Clock.offset(Clock.systemUTC(), hour.negated()));
    var early = new DatabaseClock(source, Clock.offset(Clock.systemUTC(), hour));

    assertThat(Duration.between(late.now(), early.now()).abs()).isLessThan(Duration.ofMinutes(1));
  }

  @Test
  void aStartedTimetableDoesWhatIsDueWithinASecondOfItsInstant() {
    var timetable = new Timetable("times", source, manager, Clock.systemUTC());
    jdbc.sql("CREATE TABLE IF NOT EXISTS times.delay (millis bigint)").update();
    Timetable.Kind kind =
        timetable.kind(
            "delay",
            id ->
                jdbc.sql(
                        "INSERT INTO times.delay SELECT"
                            + " extract(epoch FROM clock_timestamp()) * 1000 - ?")
                    .param(Long.parseLong(id))
                    .update());
    timetable.start();
    try {
      Instant at = Instant.now().plusMillis(700);
      transaction.executeWithoutResult(status -> kind.at(Long.toString(at.toEpochMilli()), at));
      await().atMost(Duration.ofSeconds(10)).until(() -> waiting() == 0);
    } finally {
      timetable.stop();
    }
    assertThat(jdbc.sql("SELECT millis FROM times.delay").query(Long.class).single())
        .isBetween(0L, 1_000L);
  }
}
