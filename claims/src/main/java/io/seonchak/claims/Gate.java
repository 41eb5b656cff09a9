package io.seonchak.claims;

import io.seonchak.claims.Outcome.No;
import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.EntryType;
import io.seonchak.claims.ledger.Micros;
import io.seonchak.claims.ledger.Pseudonyms;
import io.seonchak.claims.ledger.Sha256;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of one pool from memory. It shuts only for people of whom it is sure that they
 * have neither a unit nor a place in its line, so a retry after a lost answer still finds its
 * grant; it never speaks from a state older than {@link #LEASE}. May be asked by many threads at
 * once.
 */
class Gate {

  /** How old the state may be on which a refusal rests. */
  static final Duration LEASE = Duration.ofMillis(500);

  /** How far from the edge of the window the gate leaves the decision to the database's clock. */
  static final Duration WINDOW_MARGIN = Duration.ofMillis(250);

  /** Beyond so many people the gate stays open: the set would cost too much memory. */
  static final int PEOPLE_MAX = 2_000_000;

  /** A state and when (nanoTime) it was known to be true. */
  private record Seen(PoolView view, long nanos) {}

  private final ToLongFunction<Person> known;
  private final LongSupplier nanoTime;
  private final ReentrantLock feeding = new ReentrantLock();
  private final PeopleSet people = new PeopleSet();
  private volatile Seen seen;
  private volatile long fedThrough;
  private volatile boolean wanted;
  private volatile long askedNanos;

  Gate(PoolView view, Pseudonyms pseudonyms, LongSupplier nanoTime, long atNanos) {
    this(view, person -> first(pseudonyms.of(person.value())), nanoTime, atNanos);
  }

  /**
   * A gate that knows people by the beginning of their pseudonyms.
   *
   * @param known the first eight bytes of a person's pseudonym
   */
  Gate(PoolView view, ToLongFunction<Person> known, LongSupplier nanoTime, long atNanos) {
    this.known = known;
    this.nanoTime = nanoTime;
    this.seen = new Seen(view, atNanos);
    this.askedNanos = atNanos;
  }

  /** The state as last known. Asking keeps it fresh. */
  PoolView view() {
    askedNanos = nanoTime.getAsLong();
    return seen.view();
  }

  /** Whether the state is fresh enough to be spoken from. */
  boolean fresh() {
    return nanoTime.getAsLong() - seen.nanos() < LEASE.toNanos();
  }

  /** How long nobody has asked. */
  Duration idle() {
    return Duration.ofNanos(nanoTime.getAsLong() - askedNanos);
  }

  /**
   * Refuses a claim that surely cannot be granted.
   *
   * @param nowMicros the database's time as this process knows it
   */
  Optional<No> refuse(Person person, long nowMicros) {
    return refuse(person, nowMicros, view -> view.shut() ? nothing(view) : null);
  }

  /** Refuses a place in the line that surely cannot be given. */
  Optional<No> refusePlace(Person person, long nowMicros) {
    return refuse(person, nowMicros, Gate::noPlace);
  }

  /** Refuses, once the pool's people are known, whoever has nothing in it. */
  private Optional<No> refuse(
      Person person, long nowMicros, Function<PoolView, @Nullable No> newcomer) {
    long nanos = nanoTime.getAsLong();
    askedNanos = nanos;
    Seen last = seen;
    if (nanos - last.nanos() >= LEASE.toNanos()) {
      return Optional.empty();
    }
    PoolView view = last.view();
    No window = outsideWindow(view.terms(), nowMicros);
    if (window instanceof Outcome.NotOpenYet) {
      return Optional.of(window);
    }
    No no = window != null ? window : newcomer.apply(view);
    if (no == null) {
      return Optional.empty();
    }
    wanted = true;
    if (!fed(view) || mayHaveSomething(person)) {
      return Optional.empty();
    }
    return Optional.of(no);
  }

  /** Whether everybody who got something by the time of {@code view} is known. */
  boolean fed(PoolView view) {
    return fedThrough >= view.blockNo();
  }

  private boolean mayHaveSomething(Person person) {
    return people.mayContain(known.applyAsLong(person));
  }

  /** Takes a state, unless a newer one is known. Returns whether it was news. */
  boolean publish(PoolView view, long atNanos) {
    feeding.lock();
    try {
      Seen last = seen;
      if (view.version() < last.view().version()) {
        return false;
      }
      seen = new Seen(view, Math.max(atNanos, last.nanos()));
      return view.version() > last.view().version();
    } finally {
      feeding.unlock();
    }
  }

  /**
   * Whether {@code view}, read after {@code readNanos}, is older than what was known before that:
   * the database itself was set back.
   */
  boolean wasAhead(PoolView view, long readNanos) {
    Seen last = seen;
    return view.version() < last.view().version() && readNanos - last.nanos() > 0;
  }

  /** The last block whose people are known, when they are wanted; else -1. */
  long hungrySince() {
    boolean hungry = wanted && fedThrough < seen.view().blockNo() && people.size() < PEOPLE_MAX;
    return hungry ? fedThrough : -1;
  }

  /** Takes the people of blocks that follow the last one fed. */
  void feed(List<Block> blocks) {
    feeding.lock();
    try {
      for (Block block : blocks) {
        long blockNo = block.header().blockNo();
        if (blockNo == fedThrough + 1) {
          block.entries().forEach(this::feed);
          fedThrough = blockNo;
        }
      }
    } finally {
      feeding.unlock();
    }
  }

  private void feed(byte[] bytes) {
    Entry entry = Entry.read(ByteBuffer.wrap(bytes));
    if (entry.type() == EntryType.GRANT || entry.type() == EntryType.WAIT) {
      people.add(first(entry.pseudonym()));
    }
  }

  private static @Nullable No outsideWindow(PoolTerms terms, long nowMicros) {
    long margin = WINDOW_MARGIN.toNanos() / 1_000;
    if (terms.opensAt() != null && nowMicros < Micros.of(terms.opensAt()) - margin) {
      return new Outcome.NotOpenYet(terms.opensAt());
    }
    if (terms.closesAt() != null && nowMicros > Micros.of(terms.closesAt()) + margin) {
      return new Outcome.Closed(terms.closesAt());
    }
    return null;
  }

  private static @Nullable No noPlace(PoolView view) {
    int lengthMax = view.terms().lengthMax();
    if (lengthMax == 0 || !view.shut()) {
      return null;
    }
    if (view.free() <= 0 && view.held() == 0) {
      return nothing(view);
    }
    return view.waiting() >= lengthMax ? new Outcome.WaitingListFull(lengthMax) : null;
  }

  private static No nothing(PoolView view) {
    if (view.held() > 0 || view.waiting() > 0) {
      return new Outcome.AllHeld();
    }
    Instant last = view.lastGrantAt();
    return new Outcome.SoldOut(view.sequence(), last == null ? Instant.EPOCH : last);
  }

  private static long first(byte[] pseudonym) {
    return Sha256.longAt(pseudonym, 0);
  }
}
