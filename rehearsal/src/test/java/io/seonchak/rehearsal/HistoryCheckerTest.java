package io.seonchak.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.EntryType;
import io.seonchak.rehearsal.HistoryChecker.Row;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.Line.Kind;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HistoryCheckerTest {

  @ParameterizedTest(name = "{0}")
  @MethodSource("falsehoods")
  void aFalseHistoryIsCaughtByTheInvariantItBreaks(
      String what, Invariant broken, Consumer<History> falsify) {
    var history = new History();
    falsify.accept(history);
    assertThat(history.check().stream().filter(verdict -> !verdict.holds()).map(Verdict::invariant))
        .as(what)
        .contains(broken);
  }

  @Test
  void aTrueHistoryHolds() {
    assertThat(new History().check()).allSatisfy(v -> assertThat(v.counterexample()).isEmpty());
  }

  @Test
  void everyInvariantIsSeenToBite() {
    Set<Invariant> bitten =
        falsehoods()
            .map(falsehood -> (Invariant) falsehood.get()[1])
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Invariant.class)));
    assertThat(bitten).containsExactlyElementsOf(Invariant.ofClaims());
  }

  @Test
  void aRefusalWhoseTruthEndedWhileItWasOnItsWayIsRight() {
    var history = new History();
    history.told(Kind.CLAIM, 6, 2_150, 409, "ALL_HELD");
    assertThat(broken(history)).isEmpty();
  }

  @Test
  void aKeyAskedAgainAfterALostAnswerKeepsItsEarlyNumber() {
    var history = new History();
    history.told(Kind.CLAIM, 1, 19, 0, "NO_ANSWER");
    history.lines.replaceAll(line -> line.granted() && line.member() == 1 ? at(line, 900) : line);
    assertThat(broken(history)).isEmpty();
  }

  static Stream<Arguments> falsehoods() {
    return Stream.of(
            ledgerFalsehoods(),
            tableFalsehoods(),
            answerFalsehoods(),
            refusalFalsehoods(),
            toldFalsehoods())
        .flatMap(List::stream);
  }

  private static List<Arguments> ledgerFalsehoods() {
    return List.of(
        falsehood(
            "a forged header",
            Invariant.LEDGER_INTACT,
            h -> h.ledgerFindings.add("pool … block 2: the header's signature is not the key's")),
        falsehood(
            "a receipt of another claim",
            Invariant.RECEIPTS_VALID,
            h -> h.receiptFindings.add("the receipt of claim 1 is that of 2")),
        falsehood("a removed entry", Invariant.ENTRIES_NUMBERED, h -> h.entries.remove(4)),
        falsehood(
            "two entries in each other's place",
            Invariant.ENTRIES_NUMBERED,
            h -> h.entries.set(1, h.entries.set(2, h.entries.get(1)))),
        falsehood(
            "a fourth unit of three",
            Invariant.NEVER_MORE_THAN_THERE_ARE,
            h -> {
              h.granted(6, 2_600);
              h.granted(7, 2_601);
            }),
        falsehood(
            "a unit returned that was never out",
            Invariant.NEVER_MORE_THAN_THERE_ARE,
            h -> h.entries.add(1, new History().entries.get(6))),
        falsehood(
            "a claim released twice",
            Invariant.ONE_LIFE,
            h -> h.enter(EntryType.RELEASE, 0, 1, 0, 2_700)),
        falsehood(
            "a claim confirmed after its end",
            Invariant.ONE_LIFE,
            h -> h.enter(EntryType.CONFIRM, 0, 1, 0, 2_700)),
        falsehood(
            "a returned unit to somebody who did not wait",
            Invariant.HEAD_OF_THE_LINE,
            h -> h.entries.replaceAll(e -> of(e, 3) ? reason(e, Entry.DIRECT) : e)),
        falsehood(
            "a returned unit to the second of the line",
            Invariant.HEAD_OF_THE_LINE,
            h -> {
              h.enter(EntryType.WAIT, 6, 0, 0, 2_800);
              h.enter(EntryType.WAIT, 7, 0, 0, 2_801);
              h.offered(7, 2_802);
            }));
  }

  private static List<Arguments> tableFalsehoods() {
    return List.of(
        falsehood(
            "a number given twice",
            Invariant.GRANTS_NUMBERED,
            h -> h.row(1, row -> numbered(row, 1))),
        falsehood(
            "a number left out", Invariant.GRANTS_NUMBERED, h -> h.row(5, row -> numbered(row, 9))),
        falsehood(
            "a row the ledger does not know",
            Invariant.CLAIMS_AS_RECORDED,
            h -> h.rows.add(new Row(History.claim(8), h.crowd.id(8), 1, true, 6))),
        falsehood(
            "a row still held that the ledger returned",
            Invariant.CLAIMS_AS_RECORDED,
            h -> h.row(2, row -> live(row, true))),
        falsehood(
            "two units to one person",
            Invariant.LIMIT_PER_PERSON,
            h -> h.row(5, row -> of(row, h.crowd.id(3)))),
        falsehood(
            "a grant that was lost",
            Invariant.EVERY_YES,
            h -> h.rows.removeIf(row -> row.claim().equals(History.claim(2)))),
        falsehood(
            "a grant recorded of somebody else",
            Invariant.EVERY_YES,
            h -> h.row(2, row -> of(row, h.crowd.id(9)))),
        falsehood(
            "a return that was lost",
            Invariant.EVERY_RETURN,
            h -> h.row(1, row -> live(row, true))),
        falsehood("a place that was lost", Invariant.EVERY_PLACE, h -> h.waited.clear()));
  }

  private static List<Arguments> answerFalsehoods() {
    return List.of(
        falsehood(
            "a claim nobody was told of",
            Invariant.EVERY_CLAIM_ANSWERED,
            h -> h.lines.removeIf(line -> line.granted() && line.member() == 2)),
        falsehood(
            "a claim refused to its own key",
            Invariant.EVERY_CLAIM_ANSWERED,
            h -> h.refused.put(History.claim(2), "409 SOLD_OUT")),
        falsehood(
            "two claims for one key",
            Invariant.ONE_KEY_ONE_CLAIM,
            h -> h.lines.add(claimed(h, 5, History.claim(8)))),
        falsehood(
            "an early answer with a late number",
            Invariant.ORDER_OF_ANSWERS,
            h -> {
              h.lines.replaceAll(line -> line.member() == 0 ? numbered(line, 2) : line);
              h.lines.replaceAll(
                  line -> line.granted() && line.member() == 1 ? numbered(line, 1) : line);
            }));
  }

  private static List<Arguments> refusalFalsehoods() {
    return List.of(
        falsehood(
            "sold out before it was",
            Invariant.REFUSED_FOR_CAUSE,
            h -> h.told(Kind.CLAIM, 6, 5, 409, "SOLD_OUT")),
        falsehood(
            "a gate that never opened again",
            Invariant.REFUSED_FOR_CAUSE,
            h -> h.told(Kind.CLAIM, 6, 3_500, 409, "ALL_HELD")),
        falsehood(
            "a refusal after the last return",
            Invariant.AT_REST,
            h -> h.told(Kind.CLAIM, 6, 2_400, 409, "ALL_HELD")),
        falsehood("somebody waits beside a free unit", Invariant.AT_REST, h -> h.waiting = 1));
  }

  private static List<Arguments> toldFalsehoods() {
    return List.of(
        falsehood("a grant nobody heard of", Invariant.TOLD_ONCE, h -> h.told.remove(1)),
        falsehood(
            "a grant told twice, as two events",
            Invariant.TOLD_ONCE,
            h -> h.told(2, "stock.claimed.v1")),
        falsehood(
            "a return told before its grant",
            Invariant.TOLD_ONCE,
            h -> h.told.addFirst(h.told.remove(h.told.size() - 2))),
        falsehood(
            "an event sent before its commit, which failed",
            Invariant.TOLD_OF_NOTHING_ELSE,
            h -> h.told(8, "stock.claimed.v1")));
  }

  @Test
  void anEventOfADropIsNoneOfAClaim() {
    var history = new History();
    history.told(8, "stock.drop-opened.v1");
    assertThat(broken(history)).isEmpty();
  }

  @Test
  void anEventSentAgainIsOneEvent() {
    var history = new History();
    history.told.addAll(List.copyOf(history.told));
    assertThat(broken(history)).isEmpty();
  }

  private static Arguments falsehood(String what, Invariant broken, Consumer<History> falsify) {
    return arguments(what, broken, falsify);
  }

  private static List<Invariant> broken(History history) {
    return history.check().stream().filter(v -> !v.holds()).map(Verdict::invariant).toList();
  }

  private static boolean of(Entry entry, int member) {
    return entry.type() == EntryType.GRANT && entry.claim().equals(History.claim(member));
  }

  private static Entry reason(Entry e, int reason) {
    return new Entry(
        e.type(),
        e.entryNo(),
        e.atMicros(),
        e.claim(),
        e.pseudonym(),
        e.grantNo(),
        e.quantity(),
        e.deadlineMicros(),
        reason,
        e.note());
  }

  private static Row numbered(Row row, long sequence) {
    return new Row(row.claim(), row.person(), row.quantity(), row.live(), sequence);
  }

  private static Row live(Row row, boolean live) {
    return new Row(row.claim(), row.person(), row.quantity(), live, row.sequence());
  }

  private static Row of(Row row, UUID person) {
    return new Row(row.claim(), person, row.quantity(), row.live(), row.sequence());
  }

  private static Line claimed(History history, int member, UUID claim) {
    Line line =
        history.lines.stream()
            .filter(known -> known.granted() && known.member() == member)
            .findFirst()
            .orElseThrow();
    return new Line(
        line.kind(),
        line.member(),
        line.instance(),
        line.intended(),
        line.sent(),
        line.received(),
        line.status(),
        line.code(),
        line.sequence(),
        claim);
  }

  private static Line numbered(Line line, long sequence) {
    return new Line(
        line.kind(),
        line.member(),
        line.instance(),
        line.intended(),
        line.sent(),
        line.received(),
        line.status(),
        line.code(),
        sequence,
        line.claim());
  }

  private static Line at(Line line, long millis) {
    return new Line(
        line.kind(),
        line.member(),
        line.instance(),
        millis * 1_000_000,
        millis * 1_000_000,
        (millis + 3) * 1_000_000,
        line.status(),
        line.code(),
        line.sequence(),
        line.claim());
  }
}
