package io.seonchak.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PageTest {

  @Test
  void aBrokenInvariantIsSaidOnSheetAndPageWithItsCounterexample() {
    var history = new History();
    history.rows.removeFirst();
    Sheet sheet = sheet(history);
    assertThat(sheet.text()).endsWith("FAIL\n").contains("FAIL  every yes is recorded");
    assertThat(new Page(sheet).html()).contains("실패 · FAIL", "was answered yes and is not there");
  }

  @Test
  void aGoodHistoryPasses() {
    Sheet sheet = sheet(new History());
    assertThat(sheet.text()).endsWith("PASS\n").contains("ALL_HELD");
    assertThat(new Page(sheet).html()).contains("통과 · PASS").doesNotContain("NaN");
  }

  @Test
  void thePageNeedsNothingFromElsewhereAndEscapesWhatItTells() {
    var history = new History();
    history.ledgerFindings.add("<script>alert(1)</script>");
    String html = new Page(sheet(history)).html();
    assertThat(html).doesNotContain("<script", "http://", "https://", "src=", "url(");
  }

  @Test
  void whoWasAnsweredBeforeTheOpeningCountsToo() {
    var history = new History();
    history.told(Line.Kind.CLAIM, 8, -500, 409, "NOT_OPEN_YET");
    assertThat(sheet(history).refusals().count()).isEqualTo(3);
  }

  @Test
  void anEmptyHistoryHasAPageToo() {
    var sheet = new Sheet(List.of(), List.of(), Map.of(), new long[0], List.of(), List.of());
    assertThat(new Page(sheet).html()).doesNotContain("NaN", "Infinity");
  }

  private static Sheet sheet(History history) {
    var ledger = new LedgerHistory(history.entries);
    return new Sheet(
        history.lines,
        history.check(),
        Map.of("members", "10"),
        ledger.grantsAtMicros(),
        ledger.remaining(),
        List.of(new Faults.Mark("SIGKILL <PostgreSQL>", 1_000_000_000, 2_000_000_000)));
  }
}
