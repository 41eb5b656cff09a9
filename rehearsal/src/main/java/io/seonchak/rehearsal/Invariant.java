package io.seonchak.rehearsal;

import java.util.EnumSet;
import java.util.Set;

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
      "끝났을 때 남은 수량이 있다면 기다리는 사람도, 마지막 반환 200 ms 뒤의 거절도 없다"),
  /** Outbox and relay. */
  TOLD_ONCE(
      "each grant and each return was told to others, in order, repetitions apart once",
      "내준 것과 돌아온 것이 모두 순서대로, 중복을 빼면 한 번씩 알려졌다"),
  /** No event before its commit. */
  TOLD_OF_NOTHING_ELSE("nothing was told that was not recorded", "기록되지 않은 것은 알려지지 않았다"),
  /** The saga: one terminal state for each claim. */
  EVERY_ORDER_ENDED(
      "every claim has one order, which has come to its end", "선점마다 주문이 하나이고, 모두 끝에 이르렀다"),
  /** Stock beside orders. */
  UNITS_AS_ORDERED("units are with those whose orders stand", "수량은 유효한 주문에만 남아 있다"),
  /** One capture or none. */
  ONE_CAPTURE("the gateway took money once for what is paid, else never", "결제된 주문마다 한 번만 출금되었다"),
  /** Payments beside the gateway. */
  MONEY_AS_AT_THE_GATEWAY(
      "orders, our payments and the gateway agree on every won", "주문·결제·결제사의 금액이 1원까지 같다"),
  /** Coupons beside orders. */
  COUPONS_AS_ORDERED("coupons are used for what stands, else back", "쿠폰은 유효한 주문에만 쓰였고, 아니면 돌아왔다"),
  /** Points: double entry, and beside orders. */
  POINTS_AS_ORDERED(
      "points sum to zero and are spent on what stands", "포인트 원장의 합이 0이고, 유효한 주문에만 쓰였다"),
  /** What members saw. */
  TOLD_THE_TRUTH("what members were told is what became of it", "회원에게 알린 결과가 실제와 같다"),
  /** Nobody's time is lost to a fault. */
  TIME_TO_PAY(
      "nobody's order expired before his time to pay was over", "결제할 시간을 다 주지 않고 만료된 주문이 없다");

  /** What holds of claims alone. */
  static Set<Invariant> ofClaims() {
    return EnumSet.range(LEDGER_INTACT, TOLD_OF_NOTHING_ELSE);
  }

  /** What holds of the orders they become. */
  static Set<Invariant> ofOrders() {
    return EnumSet.range(EVERY_ORDER_ENDED, TIME_TO_PAY);
  }

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
