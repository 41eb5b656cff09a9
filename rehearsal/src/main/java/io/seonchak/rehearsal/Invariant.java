package io.seonchak.rehearsal;

/** What must hold after a drop, in the words of the sheet. */
enum Invariant {
  /** Hash chain, Merkle roots, signatures, tables beside the ledger, the witness outside. */
  LEDGER_INTACT(
      "blocks, paths and signatures are intact; tables and witness agree",
      "묶음·경로·서명이 온전하고, 표와 증인 기록이 장부와 일치한다"),
  /** Receipts handed out for a sample of the claims. */
  RECEIPTS_VALID("every receipt proves its claim", "영수증이 모두 자기 선점을 증명한다"),
  /** Gapless {@code entryNo}. */
  ENTRIES_NUMBERED("ledger entries are numbered without a gap", "장부 번호에 빈틈이 없다"),
  /** The prefix bound. */
  NEVER_MORE_THAN_THERE_ARE(
      "0 ≤ granted − returned ≤ capacity after every entry", "어느 순간에도 수량을 넘겨 내주지 않았다"),
  /** Gapless {@code grantNo}. */
  GRANTS_NUMBERED("sequence numbers are unique and without a gap", "선착 번호가 겹치지도 비지도 않는다"),
  /** Granted once, returned once at most. */
  ONE_LIFE("each claim is granted once and returned at most once", "선점은 한 번 나가고, 많아야 한 번 돌아온다"),
  /** Table against entries. */
  CLAIMS_AS_RECORDED("the claims' table says what the ledger says", "선점 표가 장부와 같다"),
  /** Limit per person. */
  LIMIT_PER_PERSON("nobody holds more than a person may", "한 사람이 한도를 넘겨 갖지 않는다"),
  /** Order of the waiting list. */
  HEAD_OF_THE_LINE(
      "a returned unit went to the head of the waiting list", "돌아온 수량은 대기 명단 맨 앞으로 갔다"),
  /** Durable yes. */
  EVERY_YES(
      "every yes is recorded, for its person, under its number", "“예”라고 답한 것은 모두 본인 이름과 번호로 남아 있다"),
  /** Durable return. */
  EVERY_RETURN("every answered return is recorded", "돌려받았다고 답한 것은 모두 기록되었다"),
  /** Durable place. */
  EVERY_PLACE("everybody told a place stood in the waiting list", "대기 순번을 들은 사람은 모두 명단에 있었다"),
  /** A lost answer can be had again. */
  EVERY_CLAIM_ANSWERED(
      "every recorded claim was answered, or is given again for its key",
      "기록된 선점은 모두 답을 받았거나 같은 키로 다시 받을 수 있다"),
  /** Idempotency. */
  ONE_KEY_ONE_CLAIM("one key, one claim", "키 하나에 선점 하나"),
  /** Real-time order across instances. */
  ORDER_OF_ANSWERS(
      "who was answered before another asked has the lower number", "먼저 답을 받은 사람의 번호가 더 앞선다"),
  /** No false "sold out". */
  REFUSED_FOR_CAUSE("nobody was refused for lack while units were free", "수량이 남아 있을 때 없다고 답하지 않았다"),
  /** Nothing is left lying. */
  AT_REST(
      "units free at the end: nobody waits, nobody was refused 200 ms after the last return",
      "끝났을 때 남은 수량이 있다면 기다리는 사람도, 마지막 반환 200 ms 뒤의 거절도 없다");

  private final String english;
  private final String korean;

  Invariant(String english, String korean) {
    this.english = english;
    this.korean = korean;
  }

  String english() {
    return english;
  }

  String korean() {
    return korean;
  }
}
