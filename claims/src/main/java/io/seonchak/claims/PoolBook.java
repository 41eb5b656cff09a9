package io.seonchak.claims;

import io.seonchak.claims.Outcome.No;
import io.seonchak.claims.WaitRow.State;
import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.EntryType;
import io.seonchak.claims.ledger.Micros;
import io.seonchak.claims.ledger.Sha256;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One pool while a batch is decided: the pure decision. It begins with what was read under the
 * pool's lock, takes commands one after the other, and ends with the entries and rows to write. It
 * knows no SQL and no clock. Not thread-safe.
 */
final class PoolBook {

  private static final byte[] NOBODY = new byte[Sha256.LENGTH];

  final PoolId id;
  final PoolTerms terms;
  private final byte[] head;
  private final long blockNo;
  private final long firstEntryNo;
  private final Function<Person, byte[]> pseudonyms;
  private final long now;

  private int capacity;
  private int live;
  private int held;
  private int waiting;
  private long entryNo;
  private long grantNo;
  private long lastGrantAt;
  private boolean broke;

  private final Map<ClaimId, ClaimRow> claims = new HashMap<>();
  private final Map<Person, List<ClaimRow>> byPerson = new HashMap<>();
  private final Deque<WaitRow> line = new ArrayDeque<>();
  private final Map<Person, WaitRow> waiters = new HashMap<>();

  private final List<Entry> entries = new ArrayList<>();
  private final List<ClaimRow> inserted = new ArrayList<>();
  private final Set<ClaimRow> changed = new LinkedHashSet<>();
  private final List<WaitRow> joined = new ArrayList<>();
  private final Set<WaitRow> moved = new LinkedHashSet<>();
  private final List<Effect> effects = new ArrayList<>();

  /**
   * A pool as read under its lock.
   *
   * @param head the hash of the last block's header
   * @param nowMicros the time of every entry of this batch, never before the last entry's
   */
  PoolBook(PoolView read, byte[] head, Function<Person, byte[]> pseudonyms, long nowMicros) {
    this.id = read.pool();
    this.terms = read.terms();
    this.head = head;
    this.pseudonyms = pseudonyms;
    this.now = nowMicros;
    this.capacity = terms.capacity();
    this.live = read.live();
    this.held = read.held();
    this.waiting = read.waiting();
    this.entryNo = read.version();
    this.firstEntryNo = entryNo + 1;
    this.grantNo = read.sequence();
    this.blockNo = read.blockNo() + 1;
    this.lastGrantAt = read.lastGrantAt() == null ? 0 : Micros.of(read.lastGrantAt());
  }

  /** Tells the book of a claim that exists. */
  void knows(ClaimRow row) {
    if (claims.putIfAbsent(row.id, row) == null) {
      byPerson.computeIfAbsent(row.person, p -> new ArrayList<>(2)).add(row);
    }
  }

  /** Tells the book of people who wait, in their order, from the head of the line. */
  void knowsLine(List<WaitRow> rows) {
    rows.forEach(
        row -> {
          WaitRow same = waiters.putIfAbsent(row.person, row);
          line.add(same == null ? row : same);
        });
  }

  /** Tells the book of one who waits, wherever he stands. */
  void knowsWaiter(WaitRow row) {
    waiters.putIfAbsent(row.person, row);
  }

  /** The claim made earlier with this key, if any. */
  @Nullable ClaimRow replayOf(Person person, RequestKey key) {
    for (ClaimRow row : byPerson.getOrDefault(person, List.of())) {
      if (row.key.key().equals(key.key())) {
        return row;
      }
    }
    return null;
  }

  /** Why this person cannot get {@code quantity} units now; null when he can. */
  @Nullable No refusal(Person person, int quantity) {
    No window = outsideWindow();
    if (window != null) {
      return window;
    }
    No limit = beyondLimit(person, quantity);
    if (limit != null) {
      return limit;
    }
    int free = capacity - live;
    if (waiting > 0) {
      return new Outcome.AllHeld();
    }
    if (free == 0) {
      return nothingFree();
    }
    return quantity > free ? new Outcome.NotEnough(free) : null;
  }

  /** Grants; the caller has asked {@link #refusal} before. */
  ClaimRow grant(ClaimId claim, Person person, int quantity, RequestKey key) {
    return grant(claim, person, quantity, key, terms.hold().toSeconds(), Entry.DIRECT);
  }

  Outcome confirm(ClaimId claim) {
    ClaimRow row = claims.get(claim);
    if (row == null) {
      return new Outcome.NoSuchClaim();
    }
    return switch (row.state) {
      case CONFIRMED -> new Outcome.Confirmed(false);
      case RELEASED -> new Outcome.WrongState(row.state);
      case HELD -> {
        row.state = ClaimState.CONFIRMED;
        row.deadline = 0;
        held -= row.quantity;
        about(row, EntryType.CONFIRM, 0);
        effects.add(new Effect.ClaimConfirmed(id, row.id, row.person, row.quantity, instant(now)));
        yield new Outcome.Confirmed(true);
      }
    };
  }

  Outcome extend(ClaimId claim, long until) {
    ClaimRow row = claims.get(claim);
    if (row == null) {
      return new Outcome.NoSuchClaim();
    }
    if (row.state != ClaimState.HELD) {
      return new Outcome.WrongState(row.state);
    }
    long bound = row.grantedAt + micros(terms.extendMax().toSeconds());
    long asked = Math.min(until, bound);
    if (asked > row.deadline) {
      row.deadline = asked;
      about(row, EntryType.EXTEND, 0);
      effects.add(new Effect.HoldExtended(id, row.id, row.person, instant(asked)));
    }
    return new Outcome.Extended(instant(row.deadline));
  }

  Outcome release(ClaimId claim, ReleaseReason reason) {
    ClaimRow row = claims.get(claim);
    if (row == null) {
      return new Outcome.NoSuchClaim();
    }
    if (row.state == ClaimState.RELEASED) {
      return new Outcome.Released(false);
    }
    giveBack(row, reason);
    serveLine();
    return new Outcome.Released(true);
  }

  /** Releases those of {@code due} that are still held and still due. */
  int expire(List<ClaimId> due) {
    int released = 0;
    for (ClaimId claim : due) {
      ClaimRow row = claims.get(claim);
      if (row != null && row.state == ClaimState.HELD && row.deadline <= now) {
        giveBack(row, ReleaseReason.EXPIRED);
        released++;
      }
    }
    serveLine();
    return released;
  }

  /**
   * Puts a person into the line.
   *
   * @param position where he stands if he waits already
   */
  Outcome join(ClaimId claim, Person person, RequestKey key, int position) {
    WaitRow known = waiters.get(person);
    if (known != null && known.state == State.WAITING) {
      return new Outcome.Waiting(Math.max(1, position), known.place, false);
    }
    No refused = outsideWindow();
    if (refused == null) {
      refused = beyondLimit(person, 1);
    }
    if (refused != null) {
      return refused;
    }
    int lengthMax = terms.lengthMax();
    if (lengthMax == 0) {
      return new Outcome.WaitingListFull(0);
    }
    int free = capacity - live;
    if (free > 0 && waiting == 0) {
      return new Outcome.NothingToWaitFor(free);
    }
    if (free == 0 && held == 0) {
      return nothingFree();
    }
    if (waiting >= lengthMax) {
      return new Outcome.WaitingListFull(lengthMax);
    }
    return enter(claim, person, key);
  }

  Outcome leave(Person person) {
    WaitRow row = waiters.get(person);
    if (row == null || row.state != State.WAITING) {
      return new Outcome.Left(false);
    }
    leave(row);
    return new Outcome.Left(true);
  }

  Outcome changeCapacity(int wanted) {
    if (wanted < live) {
      return new Outcome.CapacityBelowLive(live);
    }
    if (wanted != capacity) {
      capacity = wanted;
      entries.add(Entry.ofPool(EntryType.CAPACITY, ++entryNo, now, wanted, ""));
      serveLine();
    }
    return new Outcome.CapacityChanged(wanted);
  }

  Outcome recordBreak(String note) {
    broke = true;
    entries.add(Entry.ofPool(EntryType.BREAK, ++entryNo, now, 0, note));
    return new Outcome.BreakRecorded(blockNo);
  }

  /** Writes the first entry of a pool that has none. */
  void begin() {
    entries.add(Entry.ofPool(EntryType.CAPACITY, ++entryNo, now, capacity, ""));
  }

  boolean wrote() {
    return !entries.isEmpty();
  }

  /** The header of this batch's block, its root and key left to the signer. */
  BlockHeader openHeader() {
    return new BlockHeader(
        id.value(),
        blockNo,
        head,
        NOBODY,
        firstEntryNo,
        entries.size(),
        grantNo,
        live,
        capacity,
        waiting,
        now,
        0);
  }

  /** The pool as it is after this batch. */
  PoolView view() {
    var now =
        new PoolTerms(
            capacity,
            terms.opensAt(),
            terms.closesAt(),
            terms.perPerson(),
            terms.hold(),
            terms.offer(),
            terms.extendMax(),
            terms.waitingList());
    return new PoolView(
        id,
        now,
        entryNo,
        live,
        held,
        waiting,
        grantNo,
        lastGrantAt == 0 ? null : instant(lastGrantAt),
        wrote() ? blockNo : blockNo - 1);
  }

  long nowMicros() {
    return now;
  }

  boolean broke() {
    return broke;
  }

  List<Entry> entries() {
    return entries;
  }

  List<ClaimRow> inserted() {
    return inserted;
  }

  Set<ClaimRow> changed() {
    return changed;
  }

  List<WaitRow> joined() {
    return joined;
  }

  Set<WaitRow> moved() {
    return moved;
  }

  List<Effect> effects() {
    return effects;
  }

  private @Nullable No outsideWindow() {
    if (terms.opensAt() != null && now < Micros.of(terms.opensAt())) {
      return new Outcome.NotOpenYet(terms.opensAt());
    }
    if (terms.closesAt() != null && now >= Micros.of(terms.closesAt())) {
      return new Outcome.Closed(terms.closesAt());
    }
    return null;
  }

  private @Nullable No beyondLimit(Person person, int quantity) {
    int limit = terms.perPerson();
    if (limit == 0) {
      return null;
    }
    int has = 0;
    ClaimRow latest = null;
    for (ClaimRow row : byPerson.getOrDefault(person, List.of())) {
      if (row.state.live()) {
        has += row.quantity;
        latest = latest == null || row.grantNo > latest.grantNo ? row : latest;
      }
    }
    if (has >= limit && latest != null) {
      return new Outcome.AlreadyHeld(latest.id);
    }
    return quantity > limit - has ? new Outcome.LimitReached(limit, has) : null;
  }

  private No nothingFree() {
    return held > 0 ? new Outcome.AllHeld() : new Outcome.SoldOut(grantNo, instant(lastGrantAt));
  }

  private ClaimRow grant(
      ClaimId claim, Person person, int quantity, RequestKey key, long holdSeconds, int reason) {
    long sequence = ++grantNo;
    boolean holds = terms.holds();
    var row =
        new ClaimRow(
            id,
            claim,
            person,
            key,
            firstFreeUnit(person, sequence),
            quantity,
            sequence,
            blockNo,
            entries.size(),
            now,
            holds ? ClaimState.HELD : ClaimState.CONFIRMED,
            holds ? deadline(holdSeconds, reason) : 0);
    live += quantity;
    held += holds ? quantity : 0;
    lastGrantAt = now;
    entries.add(entry(row, EntryType.GRANT, reason));
    inserted.add(row);
    knows(row);
    effects.add(
        new Effect.UnitsGranted(
            id,
            claim,
            person,
            quantity,
            sequence,
            instant(now),
            row.deadline == 0 ? null : instant(row.deadline),
            reason == Entry.FROM_WAITING_LIST));
    return row;
  }

  /** An offer to someone who waited does not outlive the window. */
  private long deadline(long holdSeconds, int reason) {
    long deadline = now + micros(holdSeconds);
    Instant closesAt = terms.closesAt();
    return reason == Entry.FROM_WAITING_LIST && closesAt != null
        ? Math.min(deadline, Micros.of(closesAt))
        : deadline;
  }

  /** Without a limit the sequence itself serves: it is unique. */
  private long firstFreeUnit(Person person, long sequence) {
    if (terms.perPerson() == 0) {
      return sequence;
    }
    List<ClaimRow> rows = byPerson.getOrDefault(person, List.of());
    for (long nth = 0; ; nth++) {
      long candidate = nth;
      if (rows.stream().noneMatch(row -> row.state.live() && row.nth == candidate)) {
        return nth;
      }
    }
  }

  private void giveBack(ClaimRow row, ReleaseReason reason) {
    boolean wasConfirmed = row.state == ClaimState.CONFIRMED;
    row.state = ClaimState.RELEASED;
    row.nth = -row.grantNo;
    row.deadline = 0;
    live -= row.quantity;
    held -= wasConfirmed ? 0 : row.quantity;
    about(row, EntryType.RELEASE, reason.code());
    effects.add(
        new Effect.UnitsReleased(
            id, row.id, row.person, row.quantity, reason, wasConfirmed, instant(now)));
  }

  /** Gives free units to the head of the line, as far as the line is known. */
  private void serveLine() {
    while (capacity > live && outsideWindow() == null) {
      WaitRow next = line.poll();
      if (next == null) {
        return;
      }
      if (next.state != State.WAITING) {
        continue;
      }
      if (beyondLimit(next.person, 1) != null) {
        leave(next);
        continue;
      }
      next.state = State.OFFERED;
      waiting--;
      moved.add(next);
      grant(
          next.claim, next.person, 1, next.key, terms.offer().toSeconds(), Entry.FROM_WAITING_LIST);
    }
  }

  private Outcome enter(ClaimId claim, Person person, RequestKey key) {
    long place = ++entryNo;
    var row = new WaitRow(id, place, person, claim, key);
    waiting++;
    waiters.put(person, row);
    joined.add(row);
    entries.add(waitEntry(row, EntryType.WAIT, place));
    return new Outcome.Waiting(waiting, place, true);
  }

  private void leave(WaitRow row) {
    row.state = State.LEFT;
    waiting--;
    moved.add(row);
    entries.add(waitEntry(row, EntryType.LEAVE, ++entryNo));
  }

  private Entry waitEntry(WaitRow row, EntryType type, long number) {
    return new Entry(
        type, number, now, row.claim.value(), pseudonyms.apply(row.person), 0, 1, 0, 0, "");
  }

  private void about(ClaimRow row, EntryType type, int reason) {
    changed.add(row);
    entries.add(entry(row, type, reason));
  }

  private Entry entry(ClaimRow row, EntryType type, int reason) {
    UUID claim = row.id.value();
    return new Entry(
        type,
        ++entryNo,
        now,
        claim,
        pseudonyms.apply(row.person),
        type == EntryType.GRANT ? row.grantNo : 0,
        row.quantity,
        row.deadline,
        reason,
        "");
  }

  private static Instant instant(long micros) {
    return Micros.toInstant(micros);
  }

  private static long micros(long seconds) {
    return seconds * 1_000_000;
  }
}
