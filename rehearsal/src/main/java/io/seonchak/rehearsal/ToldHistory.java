package io.seonchak.rehearsal;

import io.seonchak.rehearsal.HistoryChecker.Row;
import io.seonchak.rehearsal.HistoryChecker.Told;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** What others heard of the claims, repetitions left out. Answers with the first counterexample. */
final class ToldHistory {

  private static final String CLAIMED = "stock.claimed.v1";
  private static final String RELEASED = "stock.released.v1";

  /** The topic has events of drops, too, whose keys are no claims. */
  private static final Set<String> OF_CLAIMS = Set.of(CLAIMED, RELEASED);

  private final Map<UUID, List<String>> byClaim = new HashMap<>();

  ToldHistory(List<Told> told) {
    Set<UUID> heard = new HashSet<>();
    for (Told each : told) {
      if (OF_CLAIMS.contains(each.type()) && heard.add(each.id())) {
        byClaim.computeIfAbsent(each.claim(), claim -> new ArrayList<>()).add(each.type());
      }
    }
  }

  /** Of each claim that it was granted and, if so, that it came back; once each, in that order. */
  String onceAndInOrder(List<Row> rows) {
    for (Row row : rows) {
      List<String> expected = row.live() ? List.of(CLAIMED) : List.of(CLAIMED, RELEASED);
      List<String> heard = byClaim.getOrDefault(row.claim(), List.of());
      if (!heard.equals(expected)) {
        return "of claim %s was told %s (expected: %s)".formatted(row.claim(), heard, expected);
      }
    }
    return "";
  }

  /** Nothing was told that was not committed. */
  String ofNothingElse(Set<UUID> claims) {
    for (UUID claim : byClaim.keySet()) {
      if (!claims.contains(claim)) {
        return "claim %s was told of and is not there".formatted(claim);
      }
    }
    return "";
  }
}
