package io.seonchak.rehearsal;

import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.EntryType;
import io.seonchak.rehearsal.HistoryChecker.AskedAgain;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Row;
import io.seonchak.rehearsal.HistoryChecker.Told;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.Line.Kind;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A small, true history that a test may falsify: three units; members 0, 1 and 2 get them, 3 is
 * told that all are held and waits, 0 gives back and 3 gets that unit; 4 comes late; 1 and 2 give
 * back, and 5 gets one of the two. One unit is left, and nobody waits.
 */
final class History {

  static final long OPENING_MICROS = 1_000_000_000_000L;
  private static final long MILLI = 1_000_000L;

  final Crowd crowd =
      new Crowd(
          new Plan(
              10,
              3,
              1,
              10,
              0,
              0,
              0,
              0,
              0,
              1,
              7,
              false,
              0,
              false,
              Plan.Buying.NOBODY,
              Path.of(".")));
  final List<Entry> entries = new ArrayList<>();
  final List<Row> rows = new ArrayList<>();
  final List<Line> lines = new ArrayList<>();
  final Set<UUID> waited = new HashSet<>();
  final Set<UUID> retrievable = new HashSet<>();
  final Map<UUID, String> refused = new HashMap<>();
  final List<Told> told = new ArrayList<>();
  final List<String> ledgerFindings = new ArrayList<>();
  final List<String> receiptFindings = new ArrayList<>();
  int waiting;

  History() {
    enter(EntryType.CAPACITY, -1, 3, 0, -1);
    granted(0, 10);
    granted(1, 20);
    granted(2, 30);
    told(Kind.CLAIM, 3, 40, 409, "ALL_HELD");
    enter(EntryType.WAIT, 3, 0, 0, 50);
    waited.add(crowd.id(3));
    told(Kind.WAIT, 3, 50, 201, "");
    returned(0, 1_000);
    offered(3, 1_000);
    told(Kind.CLAIM, 4, 1_050, 409, "ALL_HELD");
    returned(1, 2_000);
    returned(2, 2_010);
    granted(5, 2_500);
  }

  static UUID claim(int member) {
    return new UUID(0x7000, member + 1L);
  }

  /** The verdicts on it. */
  List<Verdict> check() {
    return new HistoryChecker(
            crowd,
            lines,
            new Recorded(
                entries,
                rows,
                waited,
                waiting,
                3,
                1,
                OPENING_MICROS,
                Long.MAX_VALUE,
                HistoryChecker.LEASE,
                ledgerFindings,
                told,
                rows.stream().map(Row::claim).collect(Collectors.toSet())),
            new AskedAgain(retrievable, refused, receiptFindings))
        .check();
  }

  /** Gets a unit: entry, row and answer. */
  void granted(int member, long millis) {
    grant(member, millis, Entry.DIRECT);
    lines.add(
        new Line(
            Kind.CLAIM,
            member,
            0,
            (millis - 2) * MILLI,
            (millis - 2) * MILLI,
            (millis + 2) * MILLI,
            201,
            "",
            rows.getLast().sequence(),
            claim(member)));
  }

  /** Gets a unit from the waiting list, which nobody is answered but everybody can read. */
  void offered(int member, long millis) {
    grant(member, millis, Entry.FROM_WAITING_LIST);
    retrievable.add(claim(member));
  }

  /** Gives back. */
  void returned(int member, long millis) {
    enter(EntryType.RELEASE, member, 1, 0, millis);
    told(member, "stock.released.v1");
    row(member, row -> new Row(row.claim(), row.person(), row.quantity(), false, row.sequence()));
    lines.add(line(Kind.RETURN, member, millis, 204, "", claim(member)));
  }

  void told(Kind kind, int member, long millis, int status, String code) {
    lines.add(line(kind, member, millis, status, code, null));
  }

  /** Others hear of a claim. */
  void told(int member, String type) {
    told.add(new Told(new UUID(0x7001, told.size()), claim(member), type));
  }

  /** Changes a row in its place. */
  void row(int member, UnaryOperator<Row> change) {
    rows.replaceAll(row -> row.claim().equals(claim(member)) ? change.apply(row) : row);
  }

  /** Adds an entry with the next number. */
  void enter(EntryType type, int member, int quantity, int reason, long millis) {
    long grantNo = type == EntryType.GRANT ? rows.size() + 1L : 0;
    entries.add(
        new Entry(
            type,
            entries.size() + 1L,
            OPENING_MICROS + millis * 1_000,
            member < 0 || type == EntryType.WAIT ? Entry.NO_CLAIM : claim(member),
            who(member),
            grantNo,
            quantity,
            0,
            reason,
            ""));
  }

  private void grant(int member, long millis, int reason) {
    enter(EntryType.GRANT, member, 1, reason, millis);
    rows.add(new Row(claim(member), crowd.id(member), 1, true, entries.getLast().grantNo()));
    told(member, "stock.claimed.v1");
  }

  private static Line line(
      Kind kind, int member, long millis, int status, String code, @Nullable UUID claim) {
    return new Line(
        kind,
        member,
        0,
        (millis - 2) * MILLI,
        (millis - 2) * MILLI,
        (millis + 2) * MILLI,
        status,
        code,
        0,
        claim);
  }

  private static byte[] who(int member) {
    return ByteBuffer.allocate(32).putInt(28, member + 1).array();
  }
}
