package io.seonchak.member.model;

import io.seonchak.platform.problem.ProblemCode;

/** Refusals of the member context. */
public enum MemberProblem implements ProblemCode {
  /** The address has not been verified. */
  EMAIL_NOT_VERIFIED(403, "이메일 인증이 필요합니다.", "Verify your e-mail address first."),
  /** Wrong address or password; which of them is not said. */
  WRONG_CREDENTIALS(401, "이메일 또는 비밀번호가 맞지 않습니다.", "The address or the password is wrong."),
  /** The code is not the one that was sent. */
  WRONG_CODE(400, "인증 번호가 맞지 않습니다.", "The code is not the one we sent."),
  /** The code is too old. */
  CODE_EXPIRED(410, "인증 번호의 유효 시간이 지났습니다. 다시 받아 주세요.", "The code has expired. Ask for a new one."),
  /** Logged in, but the password that was asked for again is not his. */
  WRONG_PASSWORD(403, "비밀번호가 맞지 않습니다.", "The password is wrong."),
  /** What cannot be undone needs the password, or a log-in of just now. */
  RECENT_LOG_IN_REQUIRED(
      403, "비밀번호를 함께 보내거나 다시 로그인한 뒤에 시도해 주세요.", "Send your password, or log in again first."),
  /** Somebody must be left who can grant roles. */
  LAST_OPERATOR(
      409, "마지막 운영자입니다. 다른 운영자를 먼저 지정해 주세요.", "He is the last operator. Make another one first."),
  /** One human being, one account. */
  PERSON_HAS_ACCOUNT(
      409, "이미 다른 계정에서 본인 확인을 하셨습니다.", "You have shown who you are with another account."),
  /** No agency is connected. */
  PHONE_VERIFICATION_OFF(
      409, "지금은 휴대전화 본인 확인을 쓸 수 없습니다.", "Verification by phone is not offered here.");

  private final int status;
  private final String korean;
  private final String english;

  MemberProblem(int status, String korean, String english) {
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
