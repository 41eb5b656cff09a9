package io.seonchak.claims;

import io.seonchak.claims.Outcome.No;
import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.claims.ledger.Micros;
import io.seonchak.claims.ledger.Pseudonyms;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kernel's door. Grants units of pools: exactly as many as there are, in the order in which
 * they were asked for, durable before the answer, with a receipt for each. All methods may be
 * called by many threads at once; several instances may stand on one database.
 */
public final class Claims implements AutoCloseable {

  /** How often what is known of the pools is refreshed. */
  public static final Duration REFRESH_EVERY = Duration.ofMillis(100);

  /** How often due holds are looked for. */
  public static final Duration EXPIRE_EVERY = Duration.ofMillis(250);

  /** Holds released in one commit at most. */
  public static final int EXPIRE_MAX = 500;

  /** Pools one look for due holds takes up at most. */
  public static final int EXPIRE_POOLS_MAX = 100;

  /** Blocks one page of a ledger holds at most. */
  public static final int LEDGER_PAGE_MAX = 500;

  /** How often the witnesses are compared with the ledgers, where that is needed. */
  public static final Duration WITNESS_EVERY = Duration.ofSeconds(1);

  /** Blocks shown to a witness between two looks into the database. */
  private static final int SHOWN_AT_ONCE = 50;

  /** Pools compared with a witness between two looks into the database. */
  private static final int COMPARED_AT_ONCE = 500;

  /** Pools whose state is kept in memory; beyond, the idle ones are forgotten. */
  private static final int POOLS_KEPT = 10_000;

  /** Who only reads takes so many connections at most; the rest are for deciding. */
  private static final int READS_AT_ONCE = 2;

  private static final Duration STOP_WITHIN = Duration.ofSeconds(3);
  private static final Duration READ_WITHIN = Duration.ofSeconds(1);
  private static final Duration TOUCHED_KEPT = Duration.ofSeconds(10);
  private static final Duration QUIET = Duration.ofMinutes(1);
  private static final Duration IDLE = Duration.ofMinutes(10);
  private static final Duration DURABILITY_EVERY = Duration.ofSeconds(5);
  private static final Logger log = LoggerFactory.getLogger(Claims.class);

  private final ClaimsSettings settings;
  private final PoolTables tables;
  private final KeyTable keyTable;
  private final Witness witness;
  private final Decider decider;
  private final Committer committer;
  private final DatabaseClock clock = new DatabaseClock(System::nanoTime);
  private final Map<PoolId, Gate> gates = new ConcurrentHashMap<>();
  private final Semaphore reads = new Semaphore(READS_AT_ONCE, true);
  private final Map<PoolId, Touched> touched = new ConcurrentHashMap<>();
  private final Map<HeaderSink, Long> compared = new ConcurrentHashMap<>();
  private final List<Consumer<PoolView>> listeners = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService background =
      Executors.newScheduledThreadPool(
          3, Thread.ofPlatform().name("claims-", 1).daemon().factory());
  private final List<Future<?>> steps = new CopyOnWriteArrayList<>();
  private final LongAdder refused = new LongAdder();
  private volatile LedgerSigner signer;
  private volatile @Nullable String notDurable;
  private volatile long durableCheckedNanos;

  /**
   * The kernel on a database that has its tables. Publishes the signer's key if it is the first.
   *
   * @throws IllegalStateException when the key is not the one that signed here before
   * @throws SQLException when the database does not answer
   */
  public Claims(ClaimsSettings settings) throws SQLException {
    this.settings = settings;
    this.signer = settings.signer();
    this.tables = new PoolTables(settings.schema());
    this.keyTable = new KeyTable(settings.schema());
    this.witness = new Witness(settings.sinks(), tables);
    this.decider =
        new Decider(tables, () -> signer, witness, settings.consequences(), settings.time());
    this.committer = new Committer(settings, decider, this::committed, System::nanoTime);
    try (Connection connection = settings.committer().getConnection()) {
      keyTable.publish(connection, signer);
      followKey(connection);
      checkDurable(connection);
    }
  }

  /**
   * The options a connection of the committer is opened with: limits that free a pool's lock when
   * this process stops in the middle, and plans that never change with the statistics, because
   * every statement finds its rows by an index.
   */
  public static String connectionOptions() {
    return "-c transaction_timeout=2000 -c statement_timeout=2000 -c lock_timeout=1500"
        + " -c idle_in_transaction_session_timeout=1000 -c plan_cache_mode=force_generic_plan"
        + " -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c jit=off";
  }

  /** Starts what runs in the background. Without it, everything can be stepped by hand. */
  public void start() {
    every(REFRESH_EVERY, this::refreshOnce);
    every(EXPIRE_EVERY, this::expireOnce);
    every(WITNESS_EVERY, this::witnessOnce);
  }

  /**
   * Makes a pool in the caller's transaction.
   *
   * @throws SQLException when it cannot, for example because there is one of that id
   */
  public void create(Connection connection, PoolId pool, PoolTerms terms) throws SQLException {
    touched(decider.create(connection, pool, terms));
  }

  /**
   * Refuses from memory what surely cannot be granted: no SQL, no lock, about a microsecond. Empty
   * means that it must be decided.
   */
  public Optional<No> refuse(PoolId pool, Person person) {
    return refused(gates.get(pool), gate -> gate.refuse(person, clock.nowMicros()));
  }

  /** The same for a place in the line. */
  public Optional<No> refusePlace(PoolId pool, Person person) {
    return refused(gates.get(pool), gate -> gate.refusePlace(person, clock.nowMicros()));
  }

  private Optional<No> refused(@Nullable Gate gate, Function<Gate, Optional<No>> by) {
    if (gate == null) {
      return Optional.empty();
    }
    Optional<No> no = by.apply(gate);
    if (no.isPresent()) {
      refused.increment();
    }
    return no;
  }

  /**
   * Decides a command and waits until the decision is durable. A claim or a place in the line is
   * refused from memory where that is sure. A fault of the database is {@link Outcome.Busy}: not
   * known to be decided, safe to send again.
   *
   * @throws IllegalStateException when the command itself made the batch fail
   */
  public Outcome execute(Command command) {
    Optional<No> refused =
        switch (command) {
          case Command.Claim claim ->
              refused(known(claim.pool()), gate -> gate.refuse(claim.person(), clock.nowMicros()));
          case Command.JoinWaitingList join ->
              refused(
                  known(join.pool()), gate -> gate.refusePlace(join.person(), clock.nowMicros()));
          default -> Optional.empty();
        };
    return refused.isPresent() ? refused.get() : answer(committer.submit(command));
  }

  /**
   * The same for several commands at once, each decided by itself; one answer for each.
   *
   * @throws IllegalStateException when a command itself made its batch fail
   */
  public List<Outcome> execute(List<Command> commands) {
    List<CompletableFuture<Outcome>> deciding = commands.stream().map(committer::submit).toList();
    return deciding.stream().map(this::answer).toList();
  }

  private Outcome answer(CompletableFuture<Outcome> deciding) {
    try {
      long patience = 3 * settings.decideWithin().toMillis();
      return deciding.get(patience, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Outcome.Busy(Committer.RETRY_AFTER);
    } catch (TimeoutException e) {
      return new Outcome.Busy(Committer.RETRY_AFTER);
    } catch (ExecutionException e) {
      throw new IllegalStateException("a command could not be decided", e.getCause());
    }
  }

  /** Puts a command into its pool's queue; the future ends after the commit. */
  public CompletableFuture<Outcome> submit(Command command) {
    return committer.submit(command);
  }

  /** Decides one batch of what waits for {@code pool} on this thread; how many it took. */
  public int commitOnce(PoolId pool) {
    return committer.commitOnce(pool);
  }

  /**
   * Decides commands in the caller's transaction, which must hold until it commits. For listeners
   * whose inbox and effects belong together.
   *
   * @throws SQLException when the transaction must be rolled back
   */
  public List<Outcome> decide(Connection connection, List<Command> commands) throws SQLException {
    Decider.Batch batch = decider.decide(connection, commands);
    batch.written().forEach(this::touched);
    return batch.outcomes();
  }

  /** The pool as last committed, at most half a second old; empty when there is none. */
  public Optional<PoolView> view(PoolId pool) {
    Gate gate = known(pool);
    if (gate == null) {
      return Optional.empty();
    }
    if (!gate.fresh()) {
      refresh(List.of(pool));
    }
    return Optional.of(gate.view());
  }

  /**
   * Where a person stands in the line; empty when he does not wait.
   *
   * @throws ClaimsUnavailable when the database does not answer
   */
  public Optional<Outcome.Waiting> waiting(PoolId pool, Person person) {
    return reading(
        connection ->
            tables.waiters(connection, pool, List.of(person.value())).stream()
                .findFirst()
                .map(found -> new Outcome.Waiting(found.position(), found.row().place, false)));
  }

  /**
   * A person's claims in a pool, live ones and the one with {@code key}.
   *
   * @throws ClaimsUnavailable when the database does not answer
   */
  public List<Grant> claimsOf(PoolId pool, Person person) {
    return reading(connection -> grants(connection, pool, person));
  }

  /**
   * Blocks of a ledger.
   *
   * @param afterBlock the number of the last block already had, 0 for the beginning
   * @param limitMax how many at most, 1 to {@value #LEDGER_PAGE_MAX}
   * @throws ClaimsUnavailable when the database does not answer
   */
  public List<Block> ledger(PoolId pool, long afterBlock, int limitMax) {
    int limit = Math.clamp(limitMax, 1, LEDGER_PAGE_MAX);
    return reading(connection -> tables.blocks(connection, pool, afterBlock, limit));
  }

  /**
   * The published keys, oldest first.
   *
   * @throws ClaimsUnavailable when the database does not answer
   */
  public List<LedgerKey> keys() {
    return reading(keyTable::all);
  }

  /**
   * Hands over to another key, which the one in use signs. Keep {@code next} before calling this,
   * where {@link ClaimsSettings#keptKeys()} finds it: other instances take it up by its id.
   *
   * @return false when another key was handed over to meanwhile; {@code next} is not published
   * @throws ClaimsUnavailable when it may not have been published; if it was, it is taken up
   */
  public boolean rotate(LedgerSigner next) {
    LedgerSigner before = signer;
    boolean published = reading(connection -> keyTable.rotate(connection, before, next));
    if (published) {
      signer = next;
    }
    return published;
  }

  /** The number of the key this instance signs with. */
  public long keyId() {
    return signer.keyId();
  }

  /**
   * Where a pool's ledger stands in the database.
   *
   * @param blockNo its last block
   * @param broken why nothing is decided until a BREAK is recorded; null when all is well
   */
  public record Standing(long blockNo, @Nullable String broken) {}

  /**
   * Where a pool's ledger stands; empty when there is no such pool.
   *
   * @throws ClaimsUnavailable when the database does not answer
   */
  public Optional<Standing> standing(PoolId pool) {
    return reading(
        connection -> {
          for (PoolTables.Locked read : tables.read(connection, List.of(pool))) {
            String broken = witness.objection(connection, read);
            return Optional.of(new Standing(read.view().blockNo(), broken));
          }
          return Optional.empty();
        });
  }

  /** The database's time as this process knows it. */
  public Instant now() {
    return Micros.toInstant(clock.nowMicros());
  }

  /** Why nothing can be granted now at all; empty when all is well. */
  public Optional<String> objection() {
    return Optional.ofNullable(notDurable);
  }

  /** Whether holds expire now. */
  public boolean expires() {
    return !clock.jumped() && settings.expiryAllowed().getAsBoolean();
  }

  /** Lets holds expire again after the database's clock jumped; somebody has looked at it. */
  public void resumeExpiry() {
    clock.trust();
  }

  /** Is told of every new state of a pool this instance learns of. Must return at once. */
  public void addListener(Consumer<PoolView> listener) {
    listeners.add(listener);
  }

  /** A block that somebody's transaction has written and may commit. */
  private record Touched(long blockNo, long nanos) {}

  /**
   * What was done since the start.
   *
   * @param commits transactions committed
   * @param decided commands decided in them
   * @param waiting commands that wait now
   * @param busy commands that were not decided
   * @param refused claims refused from memory
   */
  public record Work(long commits, long decided, int waiting, long busy, long refused) {}

  /** What the committer has done. */
  public Work work() {
    return new Work(
        committer.commits.sum(),
        committer.decided.sum(),
        committer.waiting(),
        committer.busy.sum(),
        refused.sum());
  }

  /** Brings what is known of the pools up to date, with one query for all of them. */
  public void refreshOnce() {
    forgetIdle();
    Map<PoolId, Touched> changedByCallers = Map.copyOf(touched);
    refresh(asked());
    witnessTouched(changedByCallers);
    gates.forEach(this::feed);
    if (System.nanoTime() - durableCheckedNanos > DURABILITY_EVERY.toNanos()) {
      reading(
          connection -> {
            checkDurable(connection);
            followKey(connection);
            return true;
          });
    }
  }

  /**
   * Releases holds that are due and serves those who wait.
   *
   * @return whether more is to be done at once
   */
  public boolean expireOnce() {
    if (!expires()) {
      return false;
    }
    List<PoolId> busy = reading(connection -> tables.busyPools(connection, EXPIRE_POOLS_MAX));
    List<CompletableFuture<Outcome>> expiring = new ArrayList<>();
    for (PoolId pool : busy) {
      expiring.add(committer.submit(new Command.ExpireDue(pool, EXPIRE_MAX)));
    }
    boolean more = busy.size() == EXPIRE_POOLS_MAX;
    for (CompletableFuture<Outcome> each : expiring) {
      more |= each.join() instanceof Outcome.ExpiredSome some && some.more();
    }
    return more;
  }

  /**
   * Shows the witnesses what they lack: headers that were lost on the way, or all of them to one
   * that is new. Compares only where a witness says that there may be something.
   */
  public void witnessOnce() {
    for (HeaderSink sink : witness.sinks()) {
      long turn = sink.turns();
      if (sink.answers() && compared.getOrDefault(sink, 0L) != turn) {
        witness.forget(sink);
        compareAll(sink);
        compared.put(sink, turn);
      }
    }
  }

  /** Takes no more commands, ends those under way, and stops. The data source is the caller's. */
  @Override
  public void close() {
    steps.forEach(step -> step.cancel(false));
    background.shutdown();
    try {
      // Not interrupted while they write to the sink: that would close its file.
      if (!background.awaitTermination(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        background.shutdownNow();
      }
    } catch (InterruptedException e) {
      background.shutdownNow();
      Thread.currentThread().interrupt();
    }
    committer.close();
  }

  private void committed(List<Decider.Written> written) {
    long nanos = System.nanoTime();
    for (Decider.Written pool : written) {
      witness.committed(pool.block(), pool.breakBlockNo());
      Gate gate = gates.get(pool.view().pool());
      if (gate != null) {
        boolean news = gate.publish(pool.view(), nanos);
        gate.feed(List.of(pool.block()));
        if (news) {
          tell(pool.view());
        }
      }
    }
  }

  /** What is told has happened; a listener that fails changes nothing about it. */
  private void tell(PoolView view) {
    for (Consumer<PoolView> listener : listeners) {
      try {
        listener.accept(view);
      } catch (RuntimeException e) {
        log.error("pool {}: a listener failed", view.pool(), e);
      }
    }
  }

  private @Nullable Gate known(PoolId pool) {
    Gate gate = gates.get(pool);
    return gate != null ? gate : load(pool);
  }

  private @Nullable Gate load(PoolId pool) {
    return reading(
        connection -> {
          Gate loaded = gates.get(pool);
          if (loaded != null) {
            // A crowd came at once, and the first of it has read for all.
            return loaded;
          }
          long before = System.nanoTime();
          List<PoolTables.Locked> found = tables.read(connection, List.of(pool));
          Pseudonyms people = found.isEmpty() ? null : decider.pseudonyms(connection, pool);
          if (people == null) {
            return null;
          }
          clock.read(found.getFirst().nowMicros());
          Gate made = new Gate(found.getFirst().view(), people, System::nanoTime, before);
          Gate same = gates.putIfAbsent(pool, made);
          return same == null ? made : same;
        });
  }

  private void refresh(Collection<PoolId> pools) {
    if (pools.isEmpty()) {
      return;
    }
    long before = System.nanoTime();
    List<PoolTables.Locked> found = reading(connection -> tables.read(connection, pools));
    for (PoolTables.Locked pool : found) {
      clock.read(pool.nowMicros());
      Gate gate = gates.get(pool.view().pool());
      if (gate != null && gate.wasAhead(pool.view(), before)) {
        log.error("pool {}: the database was set back", pool.view().pool());
        gates.remove(pool.view().pool(), gate);
      } else if (gate != null && gate.publish(pool.view(), before)) {
        tell(pool.view());
      }
    }
  }

  /** Loads the people of a gate that would shut if it knew them. */
  private void feed(PoolId pool, Gate gate) {
    long since = gate.hungrySince();
    while (since >= 0) {
      List<Block> blocks = ledger(pool, since, LEDGER_PAGE_MAX);
      gate.feed(blocks);
      long through = gate.hungrySince();
      if (blocks.isEmpty() || through == since) {
        return;
      }
      since = through;
    }
  }

  private void touched(Decider.Written written) {
    var block = new Touched(written.block().header().blockNo(), System.nanoTime());
    touched.put(written.view().pool(), block);
  }

  /** Shows the witnesses what callers' transactions have committed, once they have. */
  private void witnessTouched(Map<PoolId, Touched> blocks) {
    if (blocks.isEmpty()) {
      return;
    }
    for (PoolTables.Locked read : reading(connection -> tables.read(connection, blocks.keySet()))) {
      PoolId pool = read.view().pool();
      Touched block = Objects.requireNonNull(blocks.get(pool));
      known(pool);
      witness.sinks().forEach(sink -> catchUp(sink, read, witness.onItsWay(sink, read)));
      if (read.view().blockNo() >= block.blockNo()) {
        touched.remove(pool, block);
      }
    }
    // Rolled back, or so late that the next change of the pool shows it.
    long oldest = System.nanoTime() - TOUCHED_KEPT.toNanos();
    blocks.forEach(
        (pool, block) -> {
          if (block.nanos() - oldest < 0) {
            touched.remove(pool, block);
          }
        });
  }

  private void compareAll(HeaderSink sink) {
    UUID last = new UUID(0, 0);
    int found;
    do {
      UUID after = last;
      List<PoolTables.Locked> page =
          reading(connection -> tables.poolsAfter(connection, after, COMPARED_AT_ONCE));
      page.forEach(pool -> catchUp(sink, pool, 0));
      found = page.size();
      last = found == 0 ? last : page.getLast().view().pool().value();
    } while (found == COMPARED_AT_ONCE);
  }

  /** Shows a sink what it lacks of one pool, but for what is on its way. */
  private void catchUp(HeaderSink sink, PoolTables.Locked pool, long onItsWay) {
    PoolId id = pool.view().pool();
    long through = reading(connection -> shownThrough(connection, sink, pool));
    through = through < 0 ? through : Math.max(through, onItsWay);
    while (through >= 0 && through < pool.view().blockNo()) {
      List<Block> blocks = ledger(id, through, SHOWN_AT_ONCE);
      blocks.forEach(block -> witness.show(sink, block));
      through = blocks.isEmpty() ? Witness.NOTHING : blocks.getLast().header().blockNo();
    }
  }

  private long shownThrough(Connection connection, HeaderSink sink, PoolTables.Locked pool)
      throws SQLException {
    try {
      return witness.shownThrough(connection, sink, pool);
    } catch (IOException | IllegalArgumentException e) {
      log.error("pool {}: the witness cannot be read", pool.view().pool(), e);
      return Witness.NOTHING;
    }
  }

  /** The pools somebody is interested in. */
  private List<PoolId> asked() {
    return gates.entrySet().stream()
        .filter(gate -> gate.getValue().idle().compareTo(QUIET) < 0)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void forgetIdle() {
    if (gates.size() > POOLS_KEPT) {
      gates.values().removeIf(gate -> gate.idle().compareTo(IDLE) > 0);
    }
  }

  /** Signs with the newest key that is published and kept, whoever rotated to it. */
  private void followKey(Connection connection) throws SQLException {
    long newest = keyTable.all(connection).getLast().keyId();
    if (newest == signer.keyId()) {
      return;
    }
    LedgerSigner next = settings.keptKeys().apply(newest);
    if (next == null) {
      log.error(
          "key %016x is published, but not kept here: %016x goes on signing"
              .formatted(newest, signer.keyId()));
    } else {
      signer = next;
    }
  }

  private void checkDurable(Connection connection) throws SQLException {
    String objection = Durability.objection(connection);
    if (objection != null && !objection.equals(notDurable)) {
      log.error("nothing is granted: {}", objection);
    }
    notDurable = objection;
    durableCheckedNanos = System.nanoTime();
  }

  private List<Grant> grants(Connection connection, PoolId pool, Person person)
      throws SQLException {
    var key = new UUID(0, 0);
    List<ClaimRow> rows =
        tables.claimsOf(connection, pool, List.of(person.value()), List.of(key), true);
    List<Grant> grants = new ArrayList<>();
    for (ClaimRow row : rows) {
      Block block = tables.block(connection, pool, row.blockNo);
      if (block != null) {
        grants.add(
            new Grant(
                pool,
                row.id,
                person,
                row.grantNo,
                row.quantity,
                row.state,
                Micros.toInstant(row.grantedAt),
                row.deadline == 0 ? null : Micros.toInstant(row.deadline),
                block,
                row.leaf));
      }
    }
    return grants;
  }

  /** What is read needs no lock and no group. */
  private interface Reading<T extends @Nullable Object> {
    T from(Connection connection) throws SQLException;
  }

  private <T extends @Nullable Object> T reading(Reading<T> reading) {
    try {
      if (!reads.tryAcquire(READ_WITHIN.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new ClaimsUnavailable(new TimeoutException("too many read at once"));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ClaimsUnavailable(e);
    }
    try (Connection connection = settings.committer().getConnection()) {
      connection.setAutoCommit(true);
      return reading.from(connection);
    } catch (SQLException e) {
      throw new ClaimsUnavailable(e);
    } finally {
      reads.release();
    }
  }

  private void every(Duration period, Runnable step) {
    Runnable guarded =
        () -> {
          try {
            step.run();
          } catch (RuntimeException e) {
            log.warn("a background step failed and is tried again: {}", rootMessage(e));
          }
        };
    steps.add(
        background.scheduleWithFixedDelay(guarded, 0, period.toMillis(), TimeUnit.MILLISECONDS));
  }

  private static @Nullable String rootMessage(Throwable fault) {
    Throwable cause = fault;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return cause.getMessage();
  }
}
