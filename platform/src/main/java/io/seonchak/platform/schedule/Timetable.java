package io.seonchak.platform.schedule;

import com.github.kagkarlsson.scheduler.Scheduler;
import com.github.kagkarlsson.scheduler.SchedulerClient;
import com.github.kagkarlsson.scheduler.jdbc.JdbcCustomization;
import com.github.kagkarlsson.scheduler.jdbc.PostgreSqlJdbcCustomization;
import com.github.kagkarlsson.scheduler.logging.LogLevel;
import com.github.kagkarlsson.scheduler.task.CompletionHandler;
import com.github.kagkarlsson.scheduler.task.Execution;
import com.github.kagkarlsson.scheduler.task.FailureHandler;
import com.github.kagkarlsson.scheduler.task.Task;
import com.github.kagkarlsson.scheduler.task.TaskInstance;
import com.github.kagkarlsson.scheduler.task.helper.Tasks;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What a context has to do at given instants. An entry is written in the transaction that is the
 * reason for it, and leaves in the transaction of its work: whoever loses that row has done
 * nothing. db-scheduler finds what is due and finds those who died over it. The context's schema
 * has the table of {@code db/schedule}. Thread-safe.
 */
public final class Timetable implements SmartLifecycle {

  /** How often an instance looks for what is due. */
  static final Duration LOOK = Duration.ofMillis(200);

  /** An instance that did not say for so many heartbeats that it is at work has lost it. */
  static final int HEARTBEATS_MISSED = 4;

  static final Duration HEARTBEAT = Duration.ofMillis(500);

  /** From a fault to the next attempt. */
  static final Duration AGAIN = Duration.ofSeconds(1);

  private static final int THREADS = 2;

  /** When fewer than half of the threads are busy, so many entries a thread are taken. */
  private static final double TAKE_BELOW = 0.5;

  private static final double TAKEN = 2;
  private static final Duration STOP_WITHIN = Duration.ofSeconds(5);
  private static final JdbcCustomization POSTGRES = new PostgreSqlJdbcCustomization(false, true);

  /** The work's own transaction has removed the entry. */
  private static final CompletionHandler<Void> GONE = (complete, operations) -> {};

  private final DataSource source;
  private final String table;
  private final JdbcClient jdbc;
  private final TransactionTemplate transactions;
  private final Clock clock;
  private final SchedulerClient client;
  private final List<Task<?>> kinds = new CopyOnWriteArrayList<>();
  private volatile @Nullable Scheduler scheduler;

  /** What is to be done when something is due. */
  public interface Work {

    /**
     * Does it, in a transaction that is open on this thread and is repeated as a whole when it
     * fails. What was true when the entry was written need not be true any more.
     */
    void due(String id);
  }

  /** Entries of one kind. */
  public interface Kind {

    /**
     * Writes an entry in the transaction that Spring has opened on this thread; one that is there
     * already stays as it is.
     *
     * @param at by the database's clock; in the past means soon
     * @throws IllegalStateException when there is no transaction
     */
    void at(String id, Instant at);
  }

  /**
   * The timetable of a context.
   *
   * @param schema the context's
   */
  public Timetable(
      String schema, DataSource source, PlatformTransactionManager transactions, Clock clock) {
    this.source = source;
    this.table = schema + ".timetable";
    this.jdbc = JdbcClient.create(source);
    this.transactions = new TransactionTemplate(transactions);
    this.clock = clock;
    this.client =
        SchedulerClient.Builder.create(new TransactionAwareDataSourceProxy(source))
            .tableName(table)
            .jdbcCustomization(POSTGRES)
            .build();
  }

  /**
   * Says what is done at entries of a kind. Before the start.
   *
   * @param name stands in the table, so it stays the same
   */
  public Kind kind(String name, Work work) {
    kinds.add(
        Tasks.custom(name, Void.class)
            .onFailure(new FailureHandler.OnFailureRetryLater<>(AGAIN))
            .onDeadExecutionRevive()
            .execute(
                (entry, context) -> {
                  once(context.getExecution(), work);
                  return GONE;
                }));
    return (id, at) -> write(new TaskInstance<>(name, id), at);
  }

  private void write(TaskInstance<Void> entry, Instant at) {
    if (!TransactionSynchronizationManager.isActualTransactionActive()) {
      throw new IllegalStateException(
          "%s is written outside a transaction (expected: in that of its reason)".formatted(entry));
    }
    client.scheduleIfNotExists(entry, at);
  }

  /** Does the work, unless somebody else has taken the entry over since it was picked. */
  void once(Execution entry, Work work) {
    transactions.executeWithoutResult(
        transaction -> {
          if (removed(entry)) {
            work.due(entry.getId());
          }
        });
  }

  private boolean removed(Execution entry) {
    return jdbc.sql(
                "DELETE FROM %s WHERE task_name = ? AND task_instance = ? AND version = ?"
                    .formatted(table))
            .params(entry.getTaskName(), entry.getId(), entry.version)
            .update()
        == 1;
  }

  /** The kinds, for a scheduler that is stepped by hand. */
  List<Task<?>> kinds() {
    return List.copyOf(kinds);
  }

  String table() {
    return table;
  }

  @Override
  public void start() {
    Scheduler starting =
        Scheduler.create(source, kinds())
            .tableName(table)
            .jdbcCustomization(POSTGRES)
            .clock(new DatabaseClock(source, clock))
            .threads(THREADS)
            .pollingInterval(LOOK)
            .pollUsingLockAndFetch(TAKE_BELOW, TAKEN)
            .heartbeatInterval(HEARTBEAT)
            .missedHeartbeatsLimit(HEARTBEATS_MISSED)
            .shutdownMaxWait(STOP_WITHIN)
            .failureLogging(LogLevel.WARN, false)
            .build();
    starting.start();
    scheduler = starting;
  }

  @Override
  public void stop() {
    Scheduler stopping = scheduler;
    scheduler = null;
    if (stopping != null) {
      stopping.stop();
    }
  }

  @Override
  public boolean isRunning() {
    return scheduler != null;
  }
}
