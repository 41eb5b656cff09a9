package io.seonchak.counter;

import io.seonchak.platform.problem.ProblemCode;

/** Refusals of those who claim; most of them are the business, not an accident. */
public enum ClaimProblem implements ProblemCode {
  /** All units are sold or given out; nothing comes back by itself. */
  SOLD_OUT(409, "모두 소진되었습니다.", "Sold out."),
  /** All units are held by others; some may come back. */
  ALL_HELD(
      409, "남은 수량을 다른 분들이 결제하고 있습니다. 취소되면 다시 나옵니다.", "Others hold all units. Some may come back."),
  /** Fewer are free than were asked for. */
  NOT_ENOUGH(409, "남은 수량이 부족합니다.", "Fewer are left than you asked for."),
  /** This member holds all he may. */
  ALREADY_HELD(409, "이미 선점하셨습니다.", "You already hold yours."),
  /** More than one member may have. */
  LIMIT_REACHED(409, "한 사람이 가질 수 있는 수량을 넘었습니다.", "That is more than one person may have."),
  /** Before the opening. */
  NOT_OPEN_YET(409, "아직 열리지 않았습니다.", "Not open yet."),
  /** After the closing; the API's word for it, whatever the pool is. */
  DROP_CLOSED(409, "종료되었습니다.", "It is over."),
  /** The waiting room is open and this member has no pass. */
  PASS_REQUIRED(409, "대기실을 거쳐 들어와 주세요.", "Please enter through the waiting room."),
  /** Units are free: claim one. */
  NOTHING_TO_WAIT_FOR(409, "남은 수량이 있습니다. 바로 신청해 주세요.", "Units are free: claim one."),
  /** No more people may wait. */
  WAITING_LIST_FULL(409, "대기 명단이 가득 찼습니다.", "The waiting list is full."),
  /** Fewer than are held or sold. */
  CAPACITY_BELOW_LIVE(409, "이미 나간 수량보다 적게 줄일 수 없습니다.", "More than that are held or sold."),
  /** A BREAK is recorded only where something broke. */
  NOT_BROKEN(409, "끊어진 원장이 아닙니다.", "This ledger is not broken."),
  /** The claim is over. */
  CLAIM_OVER(409, "이미 끝난 선점입니다.", "That claim is over.");

  private final int status;
  private final String korean;
  private final String english;

  ClaimProblem(int status, String korean, String english) {
    this.status = status;
    this.korean = korean;
    this.english = english;
  }

  @Override
  public int status() {
    return status;
  }

  @Override
  public String korean() {
    return korean;
  }

  @Override
  public String english() {
    return english;
  }
}
