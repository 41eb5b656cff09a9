package io.seonchak.rehearsal;

import io.seonchak.claims.ledger.Entry;
import io.seonchak.rehearsal.Line.Kind;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
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

  /** How old a state may be from which a refusal is spoken, and how long a commit may take. */
  static final Duration LEASE = Duration.ofMillis(700);

  /** The same while processes are paused: a commit may stand still that long. */
  static final Duration LEASE_IN_FAULTS = Duration.ofSeconds(6);

  private static final long NEVER = Long.MIN_VALUE;
  private static final long CLOCKS_APART_MICROS = 5_000;
  private static final Set<String> FOR_LACK = Set.of("SOLD_OUT", "ALL_HELD", "NOT_ENOUGH");

  /** A claim as recorded. */
  record Row(UUID claim, UUID person, int quantity, boolean live, long sequence) {}

  /**
   * An event on the topic.
   *
   * @param id a repetition has the same
   * @param type its wire name
   */
  record Told(UUID id, UUID claim, String type) {}

  /**
   * What was recorded, at rest.
   *
   * @param entries the pool's ledger
   * @param rows its claims
   * @param waited everybody who ever stood in the waiting list
   * @param waiting how many stand there now
   * @param openingMicros the opening, microseconds since 1970
   * @param closingMicros the closing, microseconds since 1970
   * @param lease how old a state a refusal may rest on
   * @param ledgerFindings what the check of the ledger, the tables and the witness found
   * @param told the events on the topic, in its order; those of other drops, too
   * @param claimsOfAllDrops every claim there is, those of the warm-up, too
   */
  record Recorded(
      List<Entry> entries,
      List<Row> rows,
      Set<UUID> waited,
      int waiting,
      int capacity,
      int perMember,
      long openingMicros,
      long closingMicros,
      Duration lease,
      List<String> ledgerFindings,
      List<Told> told,
      Set<UUID> claimsOfAllDrops) {}

  /**
   * What was asked once more when all was over.
   *
   * @param retrievable claims their holder got again by the same key, or can read
   * @param refused claims that were asked for again and not given, with the answer
   * @param receiptFindings receipts that do not prove their claim
   */
  record AskedAgain(
      Set<UUID> retrievable, Map<UUID, String> refused, List<String> receiptFindings) {}

  /** An invariant and its first counterexample, empty when it holds. */
  record Verdict(Invariant invariant, String counterexample) {
    boolean holds() {
      return counterexample.isEmpty();
    }
  }

  private final Crowd crowd;
  private final List<Line> lines;
  private final Recorded recorded;
  private final AskedAgain asked;
  private final LedgerHistory ledger;
  private final Map<UUID, Row> byClaim = new HashMap<>();

  HistoryChecker(Crowd crowd, List<Line> lines, Recorded recorded, AskedAgain asked) {
    this.crowd = crowd;
    this.lines = lines;
    this.recorded = recorded;
    this.asked = asked;
    this.ledger = new LedgerHistory(recorded.entries());
    recorded.rows().forEach(row -> byClaim.put(row.claim(), row));
  }

  /** Every invariant of claims, in the order of {@link Invariant}. */
  List<Verdict> check() {
    List<Verdict> verdicts = new ArrayList<>();
    for (Invariant invariant : Invariant.ofClaims()) {
      verdicts.add(new Verdict(invariant, counterexample(invariant)));
    }
    return verdicts;
  }

  private String counterexample(Invariant invariant) {
    return switch (invariant) {
      case LEDGER_INTACT -> first(recorded.ledgerFindings());
      case RECEIPTS_VALID -> first(asked.receiptFindings());
      case ENTRIES_NUMBERED -> ledger.numbers();
      case NEVER_MORE_THAN_THERE_ARE -> ledger.bounds();
      case GRANTS_NUMBERED -> sequences();
      case ONE_LIFE -> ledger.lives();
      case CLAIMS_AS_RECORDED -> ledger.claims(byClaim);
      case LIMIT_PER_PERSON -> limit();
      case HEAD_OF_THE_LINE -> ledger.line();
      case EVERY_YES -> yes();
      case EVERY_RETURN -> returns();
      case EVERY_PLACE -> places();
      case EVERY_CLAIM_ANSWERED -> answered();
      case ONE_KEY_ONE_CLAIM -> keys();
      case ORDER_OF_ANSWERS -> order();
      case REFUSED_FOR_CAUSE -> refusals();
      case AT_REST -> rest();
      case TOLD_ONCE -> new ToldHistory(recorded.told()).onceAndInOrder(recorded.rows());
      case TOLD_OF_NOTHING_ELSE ->
          new ToldHistory(recorded.told()).ofNothingElse(recorded.claimsOfAllDrops());
      default -> throw new IllegalArgumentException(invariant + " is none of claims");
    };
  }

  private static String first(List<String> findings) {
    return findings.isEmpty() ? "" : findings.getFirst();
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
      int holds = row.live() ? held.merge(row.person(), row.quantity(), Integer::sum) : 0;
      if (holds > recorded.perMember()) {
        return "%s holds %d (expected: at most %d)"
            .formatted(row.person(), holds, recorded.perMember());
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
          return "claim %s was answered to %s as number %d, recorded of %s as %d"
              .formatted(
                  line.claim(),
                  crowd.id(line.member()),
                  line.sequence(),
                  row.person(),
                  row.sequence());
        }
      }
    }
    return "";
  }

  private String returns() {
    for (Line line : lines) {
      boolean told = line.kind() == Kind.RETURN && line.status() / 100 == 2;
      Row row = told && line.claim() != null ? byClaim.get(line.claim()) : null;
      if (row != null && row.live()) {
        return "claim %s was given back, and is still held".formatted(line.claim());
      }
    }
    return "";
  }

  private String places() {
    for (Line line : lines) {
      boolean told = line.kind() == Kind.WAIT && line.status() / 100 == 2;
      if (told && !recorded.waited().contains(crowd.id(line.member()))) {
        return "member %d was told a place in the waiting list, and stands nowhere"
            .formatted(line.member());
      }
    }
    return "";
  }

  private String answered() {
    if (!asked.refused().isEmpty()) {
      Map.Entry<UUID, String> first = asked.refused().entrySet().iterator().next();
      return "claim %s, asked for again by its key, was answered %s"
          .formatted(first.getKey(), first.getValue());
    }
    Set<UUID> told = new HashSet<>(asked.retrievable());
    lines.stream().filter(Line::granted).forEach(line -> told.add(line.claim()));
    for (Row row : recorded.rows()) {
      if (!told.contains(row.claim())) {
        return "claim %s was never answered and cannot be had again".formatted(row.claim());
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

  /**
   * Only first answers count: a replay repeats an old number, and that is right. A request counts
   * from the first time its key was sent without a refusal, for it may have been decided then.
   */
  private String order() {
    Map<Integer, Long> asked = firstAsked();
    List<Line> first =
        lines.stream()
            .filter(line -> line.kind() == Kind.CLAIM && line.status() == 201)
            .sorted(Comparator.comparingLong(line -> asked.getOrDefault(line.member(), 0L)))
            .toList();
    var answered = new PriorityQueue<Line>(Comparator.comparingLong(Line::received));
    Line latest = null;
    for (Line line : first) {
      long sent = asked.getOrDefault(line.member(), line.sent());
      while (!answered.isEmpty() && answered.peek().received() < sent) {
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

  private Map<Integer, Long> firstAsked() {
    Map<Integer, Long> asked = new HashMap<>();
    for (Line line : lines) {
      boolean undecided = line.status() == 0 || line.status() >= 500 || line.status() == 201;
      if (line.kind() == Kind.CLAIM && undecided) {
        asked.merge(line.member(), line.sent(), Math::min);
      }
    }
    return asked;
  }

  /** A refusal is right if it was true at some moment while it was on its way. */
  private String refusals() {
    long lease = recorded.lease().toNanos() / 1_000;
    for (Line line : lines) {
      if (line.kind() == Kind.CLAIM && FOR_LACK.contains(line.code())) {
        long sent = recorded.openingMicros() + line.sent() / 1_000;
        long received = recorded.openingMicros() + line.received() / 1_000;
        if (!ledger.shutWithin(sent - lease, received + CLOCKS_APART_MICROS)) {
          return "member %d was told %s %d ms after the opening, when units were free"
              .formatted(line.member(), line.code(), line.received() / 1_000_000);
        }
      }
    }
    return "";
  }

  private String rest() {
    int live = recorded.rows().stream().filter(Row::live).mapToInt(Row::quantity).sum();
    // What comes back after the closing is nobody's any more.
    if (live >= recorded.capacity() || ledger.freeAt(recorded.closingMicros()) == 0) {
      return "";
    }
    if (recorded.waiting() > 0) {
      return "%d units are free and %d wait"
          .formatted(recorded.capacity() - live, recorded.waiting());
    }
    long last = lastReturn();
    for (Line line : lines) {
      boolean late = last == NEVER || line.sent() > last + GATE_WITHIN.toNanos();
      if (line.kind() == Kind.CLAIM && late && FOR_LACK.contains(line.code())) {
        return "member %d was told %s %s"
            .formatted(
                line.member(),
                line.code(),
                last == NEVER
                    ? "and units are free, though none came back"
                    : (line.sent() - last) / 1_000_000 + " ms after the last return");
      }
    }
    return "";
  }

  /** The last answer to a return stands for the return: it is later by the answer's way. */
  private long lastReturn() {
    long answered =
        lines.stream()
            .filter(line -> line.kind() == Kind.RETURN)
            .mapToLong(line -> Math.max(line.received(), line.sent()))
            .max()
            .orElse(NEVER);
    boolean otherwise = recorded.rows().stream().anyMatch(row -> !row.live());
    return answered == NEVER && otherwise ? Long.MAX_VALUE / 2 : answered;
  }
}
