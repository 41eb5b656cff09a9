package io.seonchak.testing;

import io.seonchak.contracts.Event;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * Proves a saga by trying it: runs it with each of its refusals, and each of those with every
 * single delivery taken twice, taken again late, taken after all others, taken after its successor,
 * and lost in a crash before its commit; then many times in random order with random mishaps. After
 * every run the saga itself says whether all is balanced.
 *
 * <p>Events are read from the outboxes in which the participants write them and are handed to those
 * who hear them, each in a transaction, without a broker and without an inbox: what holds here
 * rests on the steps' own keys. Deterministic but for the ids: a failure names its twist and its
 * seed. Not thread-safe.
 */
public final class SagaProof {

  /** Deliveries after which a run that has not come to rest never will. */
  private static final int DELIVERIES_MAX = 1_000;

  /** Random runs of each refusal, unless set otherwise. */
  private static final int RANDOM_RUNS = 10;

  /** In a random run, one delivery in so many has a mishap. */
  private static final int MISHAP_IN = 3;

  /** An event as it is delivered; a repetition has the same id. */
  public record Told(UUID id, Event event) {}

  /** What a participant does about events, in the transaction of {@code connection}. */
  @FunctionalInterface
  public interface Step {
    /** Takes the step; whatever it throws makes the proof fail. */
    void take(Connection connection, List<Told> events) throws Exception;
  }

  /** The same by who opens the transaction himself. */
  @FunctionalInterface
  public interface Attempt {
    /** Takes the step; without {@code commits} all of it is rolled back at its end. */
    void take(List<Told> events, boolean commits) throws Exception;
  }

  /** Makes an event of what stands in an outbox. */
  @FunctionalInterface
  public interface Form {
    /** The event of that type. */
    Event read(String type, byte[] body) throws Exception;
  }

  /** A saga that can be begun over and over. */
  public interface Saga {

    /** What may be refused, or go another way; each is a run of its own beside the plain one. */
    List<String> refusals();

    /**
     * Prepares what a run needs and begins it.
     *
     * @param refusal one of {@link #refusals()}, or empty for the plain run
     */
    Run begin(String refusal) throws Exception;
  }

  /** One run of a saga. */
  public interface Run {

    /** The key of its events; others in the outboxes are passed over. */
    UUID key();

    /** What nobody tells but the test; in order. */
    default List<Event> first() {
      return List.of();
    }

    /**
     * Called when nothing is under way: lets time pass, or somebody act.
     *
     * @param times how often it was called before in this run
     * @return false when nothing more will ever happen by itself
     */
    default boolean quiet(int times) throws Exception {
      return false;
    }

    /** Says by an {@link AssertionError} that something is not balanced, at rest. */
    void check() throws Exception;
  }

  /**
   * What was tried.
   *
   * @param runs how many runs
   * @param deliveries how many deliveries in all of them
   */
  public record Tried(int runs, int deliveries) {}

  private enum Mishap {
    NONE,
    /** Delivered, and delivered again at once: its offset was not committed. */
    TWICE,
    /** Delivered, and again when nothing else is under way. */
    AGAIN_LATE,
    /** Delivered, and again when everything is over. */
    AGAIN_AT_THE_END,
    /** Delivered when nothing else is under way. */
    LATE,
    /** Delivered after whatever comes next. */
    SWAPPED,
    /** All its effects are lost before their commit, and it is delivered again. */
    CRASH
  }

  private record Outbox(String schema, DataSource source, Form form) {}

  private record Listener(String name, Predicate<Event> hears, Attempt attempt) {}

  private record Delivery(String from, Listener to, Told told) {
    String line() {
      return from + " -> " + to.name() + ": " + told.event();
    }
  }

  private final Map<String, Outbox> outboxes = new LinkedHashMap<>();
  private final List<Listener> listeners = new ArrayList<>();
  private final Map<String, Function<Event, List<Event>>> scripts = new LinkedHashMap<>();
  private int randomRuns = RANDOM_RUNS;
  private int each = 1;
  private long seed = 1;

  /** A proof without participants. */
  public SagaProof() {}

  /** Reads what a context tells in the outbox of its schema. */
  public SagaProof tells(String schema, DataSource source, Form form) {
    outboxes.put(schema, new Outbox(schema, source, form));
    return this;
  }

  /** Hands the events that {@code hears} picks to a step, each in a transaction of its own. */
  public SagaProof hears(String name, Predicate<Event> hears, DataSource source, Step step) {
    return hears(name, hears, (events, commits) -> attempt(source, step, events, commits));
  }

  /** Hands the events that {@code hears} picks to a step. */
  public SagaProof hears(String name, Predicate<Event> hears, Attempt step) {
    listeners.add(new Listener(name, hears, step));
    return this;
  }

  private static void attempt(DataSource source, Step step, List<Told> events, boolean commits)
      throws Exception {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        step.take(connection, events);
        if (commits) {
          connection.commit();
        } else {
          connection.rollback();
        }
      } catch (Exception | AssertionError e) {
        rollBack(connection, e);
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  /** What went wrong first is what is told. */
  private static void rollBack(Connection connection, Throwable because) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      because.addSuppressed(e);
    }
  }

  /**
   * A participant that is only played: what it tells follows from the event alone.
   *
   * @param plays what it tells about an event; nothing about those it does not hear
   */
  public SagaProof plays(String name, Function<Event, List<Event>> plays) {
    scripts.put(name, plays);
    return this;
  }

  /** How many random runs of each refusal there are, and the first of their seeds. */
  public SagaProof random(int runs, long firstSeed) {
    this.randomRuns = runs;
    this.seed = firstSeed;
    return this;
  }

  /**
   * Tries only one in so many of the single mishaps, for a saga whose runs are long; the first of
   * them shifts by one with every refusal, so that between them they try all kinds.
   */
  public SagaProof oneIn(int mishaps) {
    this.each = mishaps;
    return this;
  }

  /**
   * Runs the saga in all these ways.
   *
   * @throws AssertionError with the twist and all deliveries of the first run that went wrong
   */
  public Tried prove(Saga saga) {
    List<String> refusals = new ArrayList<>(List.of(""));
    refusals.addAll(saga.refusals());
    int runs = 0;
    int deliveries = 0;
    for (String refusal : refusals) {
      int plain = run(saga, refusal, new Twist(Mishap.NONE, 0, null, 0));
      deliveries += plain;
      runs++;
      for (Twist twist : twists(plain, refusals.indexOf(refusal))) {
        deliveries += run(saga, refusal, twist);
        runs++;
      }
    }
    return new Tried(runs, deliveries);
  }

  /**
   * One plain run, for what must have happened before a saga can begin.
   *
   * @return how many deliveries it took
   */
  public int once(Run run) {
    return run(run, "", new Twist(Mishap.NONE, 0, null, 0));
  }

  private List<Twist> twists(int deliveries, int shift) {
    List<Twist> twists = new ArrayList<>();
    int turn = shift;
    for (Mishap mishap : Mishap.values()) {
      for (int at = 1; mishap != Mishap.NONE && at <= deliveries; at++) {
        if (turn++ % each == 0) {
          twists.add(new Twist(mishap, at, null, 0));
        }
      }
    }
    for (int i = 0; i < randomRuns; i++) {
      twists.add(new Twist(Mishap.NONE, 0, new Random(seed + i), seed + i));
    }
    return twists;
  }

  /** What goes otherwise in a run: one mishap at one delivery, or anything anywhere. */
  private record Twist(Mishap mishap, int at, @Nullable Random random, long seed) {

    Mishap of(int delivery) {
      if (random != null) {
        Mishap[] all = Mishap.values();
        return random.nextInt(MISHAP_IN) == 0 ? all[random.nextInt(all.length)] : Mishap.NONE;
      }
      return delivery == at ? mishap : Mishap.NONE;
    }

    @Override
    public String toString() {
      return random == null ? mishap + " at delivery " + at : "random, seed " + seed;
    }
  }

  private int run(Saga saga, String refusal, Twist twist) {
    try {
      return run(saga.begin(refusal), refusal, twist);
    } catch (Exception e) {
      throw new AssertionError("a run could not be begun; refused: " + refusal, e);
    }
  }

  private int run(Run run, String refusal, Twist twist) {
    List<String> done = new ArrayList<>();
    try {
      var road = new Road(run, twist, done);
      road.travel();
      return road.deliveries;
    } catch (Exception | AssertionError e) {
      throw new AssertionError(
          "refused: %s; twist: %s; deliveries:%n  %s%n%s"
              .formatted(
                  refusal.isEmpty() ? "nothing" : refusal, twist, String.join("\n  ", done), e),
          e);
    }
  }

  /** One run on its way. */
  private final class Road {

    private final Run run;
    private final Twist twist;
    private final List<String> done;
    private final List<Delivery> ready = new ArrayList<>();
    private final List<Delivery> late = new ArrayList<>();
    private final List<Delivery> atTheEnd = new ArrayList<>();
    private final Map<String, Long> readThrough = new HashMap<>();
    private int deliveries;
    private int quiet;

    Road(Run run, Twist twist, List<String> done) {
      this.run = run;
      this.twist = twist;
      this.done = done;
    }

    void travel() throws Exception {
      run.first().forEach(event -> send("test", new Told(UUID.randomUUID(), event)));
      collect();
      while (goesOn()) {
        next();
        collect();
      }
      run.check();
    }

    private boolean goesOn() throws Exception {
      while (ready.isEmpty()) {
        if (!late.isEmpty()) {
          ready.addAll(late);
          late.clear();
        } else if (run.quiet(quiet++)) {
          done.add("(quiet)");
          collect();
        } else if (!atTheEnd.isEmpty()) {
          ready.addAll(atTheEnd);
          atTheEnd.clear();
        } else {
          return false;
        }
      }
      return true;
    }

    private void next() throws Exception {
      Delivery delivery = choose();
      Mishap mishap = twist.of(deliveries + 1);
      if (mishap != Mishap.NONE) {
        done.add(mishap + ":");
      }
      switch (mishap) {
        case NONE -> deliver(delivery);
        case TWICE -> {
          deliver(delivery);
          deliver(delivery);
        }
        case AGAIN_LATE -> {
          deliver(delivery);
          late.add(delivery);
        }
        case AGAIN_AT_THE_END -> {
          deliver(delivery);
          atTheEnd.add(delivery);
        }
        case LATE -> {
          deliveries++;
          late.add(delivery);
        }
        case SWAPPED -> {
          if (!ready.isEmpty()) {
            deliver(choose());
          }
          deliver(delivery);
        }
        case CRASH -> {
          attempt(delivery, false);
          deliver(delivery);
        }
      }
    }

    /** The first; in a random run the first of any that come from one to another. */
    private Delivery choose() {
      Random random = twist.random();
      if (random == null) {
        return ready.removeFirst();
      }
      Map<String, Delivery> heads = new LinkedHashMap<>();
      ready.forEach(each -> heads.putIfAbsent(each.from() + each.to().name(), each));
      List<Delivery> choice = List.copyOf(heads.values());
      Delivery chosen = choice.get(random.nextInt(choice.size()));
      ready.remove(chosen);
      return chosen;
    }

    private void deliver(Delivery delivery) throws Exception {
      deliveries++;
      if (deliveries > DELIVERIES_MAX) {
        throw new AssertionError("no rest after " + DELIVERIES_MAX + " deliveries");
      }
      attempt(delivery, true);
    }

    private void attempt(Delivery delivery, boolean commits) throws Exception {
      done.add((commits ? "" : "lost: ") + delivery.line());
      delivery.to().attempt().take(List.of(delivery.told()), commits);
    }

    /** A player keeps nothing, so nothing of his is lost. */
    private Listener player(String name, Function<Event, List<Event>> script) {
      return new Listener(
          name,
          event -> true,
          (events, commits) -> {
            for (Told each : commits ? events : List.<Told>of()) {
              for (Event event : script.apply(each.event())) {
                send(name, new Told(UUID.randomUUID(), event));
              }
            }
          });
    }

    private void send(String from, Told told) {
      for (Listener listener : listeners) {
        if (listener.hears().test(told.event())) {
          ready.add(new Delivery(from, listener, told));
        }
      }
      scripts.forEach(
          (name, script) -> {
            if (!name.equals(from)) {
              ready.add(new Delivery(from, player(name, script), told));
            }
          });
    }

    /** Takes up what was told since. */
    private void collect() throws Exception {
      for (Outbox outbox : outboxes.values()) {
        for (Told told : read(outbox)) {
          send(outbox.schema(), told);
        }
      }
    }

    private List<Told> read(Outbox outbox) throws Exception {
      String sql =
          ("SELECT outbox_id, event_id, event_type, body FROM \"%s\".outbox"
                  + " WHERE event_key = ? AND outbox_id > ? ORDER BY outbox_id")
              .formatted(outbox.schema());
      List<Told> told = new ArrayList<>();
      try (Connection connection = outbox.source().getConnection();
          PreparedStatement select = connection.prepareStatement(sql)) {
        select.setObject(1, run.key());
        select.setLong(2, readThrough.getOrDefault(outbox.schema(), 0L));
        try (ResultSet row = select.executeQuery()) {
          while (row.next()) {
            readThrough.put(outbox.schema(), row.getLong(1));
            told.add(told(outbox, row));
          }
        }
      }
      return told;
    }

    private static Told told(Outbox outbox, ResultSet row) throws Exception {
      return new Told(
          row.getObject(2, UUID.class), outbox.form().read(row.getString(3), row.getBytes(4)));
    }
  }
}
