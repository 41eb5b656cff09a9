package io.seonchak.member;

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
  CODE_EXPIRED(410, "인증 번호의 유효 시간이 지났습니다. 다시 받아 주세요.", "The code has expired. Ask for a new one.");

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
