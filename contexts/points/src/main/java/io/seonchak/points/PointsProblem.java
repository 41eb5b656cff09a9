package io.seonchak.points;

import io.seonchak.platform.problem.ProblemCode;

/** Refusals of the points context. */
public enum PointsProblem implements ProblemCode {
  /** More points than one member may have. */
  POINTS_LIMIT(409, "한 사람이 가질 수 있는 포인트를 넘습니다.", "That is more points than one member may have.");

  private final int status;
  private final String korean;
  private final String english;

  PointsProblem(int status, String korean, String english) {
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
