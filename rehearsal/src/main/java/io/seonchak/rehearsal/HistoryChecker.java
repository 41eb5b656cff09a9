package io.seonchak.rehearsal;

import io.seonchak.rehearsal.Line.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.UUID;

/**
 * Holds what the crowd was told against what was recorded. Pure: give it both and it answers, one
 * invariant after the other, with the first counterexample of each.
 */
final class HistoryChecker {

  /** How long a refusal may be behind the last returned unit. */
  static final Duration GATE_WITHIN = Duration.ofMillis(200);

  private static final Set<String> FOR_LACK = Set.of("SOLD_OUT", "ALL_HELD", "NOT_ENOUGH");

  /** A claim as recorded. */
  record Row(UUID claim, UUID person, int quantity, boolean live, long sequence) {}

  /**
   * What was recorded, at rest.
   *
   * @param lastReturn nanoseconds after the opening at which the last unit came back; lowest value
   *     when none did
   * @param ledgerFindings what the check of the ledger, the tables and the witness found
   * @param retrievable claims whose holder can read them, of those whose answer nobody saw
   */
  record Recorded(
      List<Row> rows,
      int capacity,
      int perMember,
      int waiting,
      long lastReturn,
      List<String> ledgerFindings,
      Set<UUID> retrievable) {}

  /** An invariant and its first counterexample, empty when it holds. */
  record Verdict(String invariant, String counterexample) {
    boolean holds() {
      return counterexample.isEmpty();
    }
  }

  private final Crowd crowd;
  private final List<Line> lines;
  private final Recorded recorded;
  private final Map<UUID, Row> byClaim = new HashMap<>();

  HistoryChecker(Crowd crowd, List<Line> lines, Recorded recorded) {
    this.crowd = crowd;
    this.lines = lines;
    this.recorded = recorded;
    recorded.rows().forEach(row -> byClaim.put(row.claim(), row));
  }

  List<Verdict> check() {
    Map<String, String> found = new LinkedHashMap<>();
    found.put("the ledger, the tables and the witness agree", ledger());
    found.put("never more units out than there are", capacity());
    found.put("sequence numbers are unique and without a gap", sequences());
    found.put("nobody holds more than a person may", limit());
    found.put("every yes is in the database, to its own person, under its own number", yes());
    found.put("every recorded claim was answered or can be read by its holder", answered());
    found.put("one key, one claim", keys());
    found.put("who was answered before another asked has the lower number", order());
    found.put(
        "free units at rest: nobody waits, nobody was refused 200 ms after the last return",
        rest());
    List<Verdict> verdicts = new ArrayList<>();
    found.forEach(
        (invariant, counterexample) -> verdicts.add(new Verdict(invariant, counterexample)));
    return verdicts;
  }

  private String ledger() {
    return recorded.ledgerFindings().isEmpty() ? "" : recorded.ledgerFindings().getFirst();
  }

  private String capacity() {
    int live = recorded.rows().stream().filter(Row::live).mapToInt(Row::quantity).sum();
    return live <= recorded.capacity()
        ? ""
        : "%d units are out of %d".formatted(live, recorded.capacity());
  }

  private String sequences() {
    Set<Long> seen = new HashSet<>();
    long max = 0;
    for (Row row : recorded.rows()) {
      if (!seen.add(row.sequence())) {
        return "number %d was given twice".formatted(row.sequence());
      }
      max = Math.max(max, row.sequence());
    }
    return max == seen.size() ? "" : "%d numbers up to %d".formatted(seen.size(), max);
  }

  private String limit() {
    Map<UUID, Integer> held = new HashMap<>();
    for (Row row : recorded.rows()) {
      if (row.live()
          && held.merge(row.person(), row.quantity(), Integer::sum) > recorded.perMember()) {
        return "%s holds %d".formatted(row.person(), held.get(row.person()));
      }
    }
    return "";
  }

  private String yes() {
    for (Line line : lines) {
      if (line.granted()) {
        Row row = line.claim() == null ? null : byClaim.get(line.claim());
        if (row == null) {
          return "claim %s was answered yes and is not there".formatted(line.claim());
        }
        boolean same =
            row.sequence() == line.sequence() && row.person().equals(crowd.id(line.member()));
        if (!same) {
          return "claim %s was answered as number %d, recorded as %d"
              .formatted(line.claim(), line.sequence(), row.sequence());
        }
      }
    }
    return "";
  }

  private String answered() {
    Set<UUID> told = new HashSet<>(recorded.retrievable());
    lines.stream().filter(Line::granted).forEach(line -> told.add(line.claim()));
    for (Row row : recorded.rows()) {
      if (!told.contains(row.claim())) {
        return "claim %s was never answered and cannot be read".formatted(row.claim());
      }
    }
    return "";
  }

  private String keys() {
    Map<Integer, UUID> first = new HashMap<>();
    for (Line line : lines) {
      UUID claim = line.claim();
      if (line.granted() && claim != null) {
        UUID before = first.putIfAbsent(line.member(), claim);
        if (before != null && !before.equals(claim)) {
          return "member %d got claims %s and %s for one key"
              .formatted(line.member(), before, claim);
        }
      }
    }
    return "";
  }

  /** Only first answers count: a replay repeats an old number, and that is right. */
  private String order() {
    List<Line> first =
        lines.stream()
            .filter(line -> line.kind() == Kind.CLAIM && line.status() == 201)
            .sorted(Comparator.comparingLong(Line::sent))
            .toList();
    var answered = new PriorityQueue<Line>(Comparator.comparingLong(Line::received));
    Line latest = null;
    for (Line line : first) {
      while (!answered.isEmpty() && answered.peek().received() < line.sent()) {
        Line done = answered.remove();
        latest = latest == null || done.sequence() > latest.sequence() ? done : latest;
      }
      if (latest != null && latest.sequence() > line.sequence()) {
        return "number %d was answered before number %d was asked for"
            .formatted(latest.sequence(), line.sequence());
      }
      answered.add(line);
    }
    return "";
  }

  private String rest() {
    int live = recorded.rows().stream().filter(Row::live).mapToInt(Row::quantity).sum();
    if (live >= recorded.capacity()) {
      return "";
    }
    if (recorded.waiting() > 0) {
      return "%d units are free and %d wait"
          .formatted(recorded.capacity() - live, recorded.waiting());
    }
    long from =
        recorded.lastReturn() == Long.MIN_VALUE
            ? Long.MIN_VALUE
            : recorded.lastReturn() + GATE_WITHIN.toNanos();
    for (Line line : lines) {
      if (line.kind() == Kind.CLAIM && line.sent() > from && FOR_LACK.contains(line.code())) {
        return "member %d was told %s %d ms after the last return"
            .formatted(
                line.member(), line.code(), (line.sent() - recorded.lastReturn()) / 1_000_000);
      }
    }
    return "";
  }
}
