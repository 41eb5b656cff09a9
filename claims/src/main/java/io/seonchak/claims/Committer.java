package io.seonchak.claims;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Group commit. Commands wait in a bounded queue of their pool; whatever has come by the end of one
 * commit goes into the next, without a timer. One transaction is under way for a pool, several for
 * different pools, so a stuck pool delays no other. An answer exists only after its commit.
 *
 * <p>A commit whose result is unknown (the connection was lost) is decided once more on a new
 * connection: the pool's lock makes sure that the first attempt has ended, and every command is
 * repeatable by its key, so it finds its own grant or is decided now. A batch that fails for a
 * reason of its own is cut in halves until only the bad command is left.
 */
final class Committer implements AutoCloseable {

  /** What people are told who are not decided. */
  static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private static final Logger log = LoggerFactory.getLogger(Committer.class);

  private final ClaimsSettings settings;
  private final Decider decider;
  private final Consumer<List<Decider.Written>> afterCommit;
  private final LongSupplier nanoTime;
  private final Map<PoolId, Lane> lanes = new ConcurrentHashMap<>();
  private final ExecutorService runners;
  final LongAdder commits = new LongAdder();
  final LongAdder decided = new LongAdder();
  final LongAdder busy = new LongAdder();
  private volatile boolean closed;

  Committer(
      ClaimsSettings settings,
      Decider decider,
      Consumer<List<Decider.Written>> afterCommit,
      LongSupplier nanoTime) {
    this.settings = settings;
    this.decider = decider;
    this.afterCommit = afterCommit;
    this.nanoTime = nanoTime;
    // Platform threads: a lane must not queue behind thousands of waiting requests for a carrier.
    this.runners =
        Executors.newFixedThreadPool(
            settings.connections(), Thread.ofPlatform().name("committer-", 1).daemon().factory());
  }

  CompletableFuture<Outcome> submit(Command command) {
    var pending =
        new Pending(
            command,
            new CompletableFuture<>(),
            nanoTime.getAsLong() + settings.decideWithin().toNanos());
    PoolId first = command.pools().first();
    while (!closed) {
      Lane lane = lanes.computeIfAbsent(first, Lane::new);
      switch (lane.offer(pending)) {
        case TAKEN -> {
          return pending.answer;
        }
        case FULL -> {
          return busy();
        }
        case OVER -> lanes.remove(first, lane);
      }
    }
    return busy();
  }

  /** Decides one batch of what waits for {@code pool}, on this thread. Returns how many it took. */
  int commitOnce(PoolId pool) {
    Lane lane = lanes.get(pool);
    List<Pending> batch = lane == null ? List.of() : lane.take(settings.batchMax());
    if (!batch.isEmpty()) {
      settle(batch);
    }
    return batch.size();
  }

  /** Commands that wait now, over all pools. */
  int waiting() {
    return lanes.values().stream().mapToInt(Lane::size).sum();
  }

  /** Takes no more commands, decides those that wait, and stops. */
  @Override
  public void close() {
    closed = true;
    runners.shutdown();
    try {
      long patience = settings.decideWithin().toMillis() + 2_000;
      if (!runners.awaitTermination(patience, TimeUnit.MILLISECONDS)) {
        runners.shutdownNow();
      }
    } catch (InterruptedException e) {
      runners.shutdownNow();
      Thread.currentThread().interrupt();
    }
    lanes.values().forEach(lane -> lane.take(settings.queueMax()).forEach(this::busy));
  }

  private CompletableFuture<Outcome> busy() {
    busy.increment();
    return CompletableFuture.completedFuture(new Outcome.Busy(RETRY_AFTER));
  }

  private void busy(Pending pending) {
    busy.increment();
    pending.answer.complete(new Outcome.Busy(RETRY_AFTER));
  }

  private void settle(List<Pending> batch) {
    List<Pending> alive = new ArrayList<>(batch.size());
    long now = nanoTime.getAsLong();
    for (Pending pending : batch) {
      if (pending.deadlineNanos - now < 0) {
        busy(pending);
      } else {
        alive.add(pending);
      }
    }
    if (!alive.isEmpty()) {
      attempt(alive, 1);
    }
  }

  private void attempt(List<Pending> batch, int number) {
    try {
      Decider.Batch decided = commit(batch);
      commits.increment();
      this.decided.add(batch.size());
      afterCommit.accept(decided.written());
      for (int i = 0; i < batch.size(); i++) {
        batch.get(i).answer.complete(decided.outcomes().get(i));
      }
    } catch (SQLException e) {
      if (!passing(e)) {
        divide(batch, e);
      } else if (number <= attemptsMax(e)) {
        log.warn("batch of {} is decided once more: {}", batch.size(), e.getMessage());
        attempt(batch, number + 1);
      } else {
        log.warn("batch of {} is not decided: {}", batch.size(), e.getMessage());
        batch.forEach(this::busy);
      }
    } catch (RuntimeException | Error e) {
      divide(batch, e);
    }
  }

  private Decider.Batch commit(List<Pending> batch) throws SQLException {
    List<Command> commands = new ArrayList<>(batch.size());
    batch.forEach(pending -> commands.add(pending.command));
    try (Connection connection = settings.committer().getConnection()) {
      connection.setAutoCommit(false);
      try {
        Decider.Batch decided = decider.decide(connection, commands);
        connection.commit();
        return decided;
      } catch (SQLException | RuntimeException | Error e) {
        rollBack(connection, e);
        throw e;
      }
    }
  }

  private static void rollBack(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /** One bad command costs only itself. */
  private void divide(List<Pending> batch, Throwable because) {
    if (batch.size() == 1) {
      log.error("a command of pools {} failed", batch.getFirst().command.pools(), because);
      batch.getFirst().answer.completeExceptionally(because);
      return;
    }
    int half = batch.size() / 2;
    attempt(batch.subList(0, half), 1);
    attempt(batch.subList(half, batch.size()), 1);
  }

  /**
   * How often a batch may be tried again after {@code e}. When a server has gone, every connection
   * kept from before is dead and each is found out by using it; when none can be had, or a lock is
   * not to be had, trying longer helps nobody.
   */
  private int attemptsMax(SQLException e) {
    if (e instanceof SQLTransientConnectionException) {
      return 0;
    }
    String state = e.getSQLState();
    boolean gone = state != null && (state.startsWith("08") || state.startsWith("57P"));
    return gone ? settings.connections() : 1;
  }

  /**
   * Whether the fault is the database's and not the batch's: connection lost, server stopping or
   * starting, a timeout, a lock not had (SQLSTATE classes 08, 40, 53, 55, 57 and 25P02 to 25P04 of
   * PostgreSQL's appendix A).
   */
  static boolean passing(SQLException e) {
    if (e instanceof SQLTransientException || e instanceof SQLRecoverableException) {
      return true;
    }
    String state = e.getSQLState();
    return state != null
        && (state.startsWith("08")
            || state.startsWith("40")
            || state.startsWith("53")
            || state.startsWith("55")
            || state.startsWith("57")
            || state.startsWith("25P0"));
  }

  /** A command and who waits for its answer. */
  private static final class Pending {
    private final Command command;
    private final CompletableFuture<Outcome> answer;
    private final long deadlineNanos;

    Pending(Command command, CompletableFuture<Outcome> answer, long deadlineNanos) {
      this.command = command;
      this.answer = answer;
      this.deadlineNanos = deadlineNanos;
    }
  }

  /** The queue of one pool, emptied by one runner, so that an idle pool costs nothing. */
  private final class Lane extends CommandQueue<Pending> implements Runnable {
    private final PoolId pool;

    Lane(PoolId pool) {
      super(settings.queueMax());
      this.pool = pool;
    }

    Offer offer(Pending pending) {
      return offer(pending, () -> runners.execute(this));
    }

    @Override
    public void run() {
      while (!end()) {
        List<Pending> batch = take(settings.batchMax());
        if (!batch.isEmpty()) {
          settle(batch);
        }
      }
      lanes.remove(pool, this);
    }
  }
}
