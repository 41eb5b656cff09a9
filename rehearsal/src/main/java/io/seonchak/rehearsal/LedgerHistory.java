package io.seonchak.rehearsal;

import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.EntryType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What the entries of one pool's ledger say, read once more and independently of the kernel. Each
 * method answers with the first counterexample, empty when there is none.
 */
final class LedgerHistory {

  /**
   * A time during which no unit could be had, because none was free or those free were spoken for.
   */
  private record Shut(long fromMicros, long toMicros) {}

  private final List<Entry> entries;
  private final List<Shut> shut;

  LedgerHistory(List<Entry> entries) {
    this.entries = entries;
    this.shut = shut(entries);
  }

  /** Numbers from 1, each once. */
  String numbers() {
    for (int i = 0; i < entries.size(); i++) {
      if (entries.get(i).entryNo() != i + 1) {
        return "entry %d stands in the place of %d".formatted(entries.get(i).entryNo(), i + 1);
      }
    }
    return "";
  }

  /** 0 ≤ granted − returned ≤ capacity after every entry. */
  String bounds() {
    int live = 0;
    int capacity = 0;
    for (Entry entry : entries) {
      live += change(entry);
      capacity = entry.type() == EntryType.CAPACITY ? entry.quantity() : capacity;
      if (live < 0 || live > capacity) {
        return "%d units are out after entry %d (expected: 0 to %d)"
            .formatted(live, entry.entryNo(), capacity);
      }
    }
    return "";
  }

  /** Each claim is granted once and, once at most, returned; the rest only between the two. */
  String lives() {
    Map<UUID, Boolean> live = new HashMap<>();
    for (Entry entry : entries) {
      Boolean before = live.get(entry.claim());
      boolean possible =
          switch (entry.type()) {
            case GRANT -> before == null;
            case RELEASE, CONFIRM, EXTEND -> Boolean.TRUE.equals(before);
            case WAIT, LEAVE, CAPACITY, OVERRIDE, BREAK -> true;
          };
      if (!possible) {
        return "entry %d: %s of claim %s, which is %s"
            .formatted(
                entry.entryNo(),
                entry.type(),
                entry.claim(),
                before == null ? "unknown" : before ? "live" : "returned");
      }
      if (entry.type() == EntryType.GRANT || entry.type() == EntryType.RELEASE) {
        live.put(entry.claim(), entry.type() == EntryType.GRANT);
      }
    }
    return "";
  }

  /** While somebody waits, a unit goes to who waits longest and to nobody else. */
  String line() {
    Deque<byte[]> line = new ArrayDeque<>();
    for (Entry entry : entries) {
      byte[] who = entry.pseudonym();
      if (entry.type() == EntryType.WAIT) {
        line.add(who);
      } else if (entry.type() == EntryType.LEAVE) {
        line.removeIf(other -> Arrays.equals(other, who));
      } else if (entry.type() == EntryType.GRANT) {
        byte[] head = line.poll();
        boolean fromLine = entry.reason() == Entry.FROM_WAITING_LIST;
        if (fromLine ? head == null || !Arrays.equals(head, who) : head != null) {
          return "entry %d went past the head of the waiting list".formatted(entry.entryNo());
        }
      }
    }
    return "";
  }

  /** The recorded claims are those of the entries, in the same state under the same number. */
  String claims(Map<UUID, HistoryChecker.Row> rows) {
    int granted = 0;
    Map<UUID, Boolean> live = new HashMap<>();
    for (Entry entry : entries) {
      if (entry.type() == EntryType.GRANT) {
        HistoryChecker.Row row = rows.get(entry.claim());
        boolean same =
            row != null && row.sequence() == entry.grantNo() && row.quantity() == entry.quantity();
        if (!same) {
          return "claim %s of entry %d is recorded as %s"
              .formatted(entry.claim(), entry.entryNo(), row);
        }
        granted++;
        live.put(entry.claim(), true);
      } else if (entry.type() == EntryType.RELEASE) {
        live.put(entry.claim(), false);
      }
    }
    for (HistoryChecker.Row row : rows.values()) {
      if (!Boolean.valueOf(row.live()).equals(live.get(row.claim()))) {
        return "claim %s is %s, which its entries do not say"
            .formatted(row.claim(), row.live() ? "live" : "returned");
      }
    }
    return granted == rows.size()
        ? ""
        : "%d claims (expected from the entries: %d)".formatted(rows.size(), granted);
  }

  /** Whether at some moment of the interval no unit could be had; microseconds since the epoch. */
  boolean shutWithin(long fromMicros, long toMicros) {
    return shut.stream()
        .anyMatch(time -> time.fromMicros() <= toMicros && time.toMicros() >= fromMicros);
  }

  /** Free units after each change, as pairs of microseconds since the epoch and units. */
  List<long[]> remaining() {
    List<long[]> remaining = new ArrayList<>();
    int live = 0;
    int capacity = 0;
    for (Entry entry : entries) {
      live += change(entry);
      capacity = entry.type() == EntryType.CAPACITY ? entry.quantity() : capacity;
      remaining.add(new long[] {entry.atMicros(), capacity - live});
    }
    return remaining;
  }

  /** Free units at a moment, microseconds since the epoch. */
  long freeAt(long atMicros) {
    return remaining().stream()
        .takeWhile(step -> step[0] <= atMicros)
        .reduce(new long[2], (before, step) -> step)[1];
  }

  /** Moments of grants, microseconds since the epoch. */
  long[] grantsAtMicros() {
    return entries.stream()
        .filter(entry -> entry.type() == EntryType.GRANT)
        .mapToLong(Entry::atMicros)
        .toArray();
  }

  /**
   * Entries of one commit become visible together and bear one time, so only the state after the
   * last entry of a time counts.
   */
  private static List<Shut> shut(List<Entry> entries) {
    List<Shut> shut = new ArrayList<>();
    int capacity = 0;
    int live = 0;
    int waiting = 0;
    long since = Long.MIN_VALUE;
    boolean closed = false;
    for (Entry entry : entries) {
      capacity = entry.type() == EntryType.CAPACITY ? entry.quantity() : capacity;
      live += change(entry);
      waiting += queueing(entry);
      // Entries of one commit carry one time, but are decided one after the other: whoever was
      // refused between the grant of the last unit and a return of that commit was told the truth.
      boolean now = live >= capacity || waiting > 0;
      if (now != closed) {
        if (closed) {
          shut.add(new Shut(since, entry.atMicros()));
        }
        closed = now;
        since = entry.atMicros();
      }
    }
    if (closed) {
      shut.add(new Shut(since, Long.MAX_VALUE));
    }
    return shut;
  }

  private static int change(Entry entry) {
    return switch (entry.type()) {
      case GRANT -> entry.quantity();
      case RELEASE -> -entry.quantity();
      case CONFIRM, EXTEND, WAIT, LEAVE, CAPACITY, OVERRIDE, BREAK -> 0;
    };
  }

  private static int queueing(Entry entry) {
    return switch (entry.type()) {
      case WAIT -> 1;
      case LEAVE -> -1;
      case GRANT -> entry.reason() == Entry.FROM_WAITING_LIST ? -1 : 0;
      case CONFIRM, EXTEND, RELEASE, CAPACITY, OVERRIDE, BREAK -> 0;
    };
  }
}
