package io.seonchak.platform.problem;

/** Refusals that every endpoint may give. */
public enum CommonProblem implements ProblemCode {
  /** Fields that are missing, of a wrong type or out of range. */
  INVALID(
      400,
      "요청을 이해할 수 없습니다. 표시된 항목을 고쳐 다시 보내 주세요.",
      "The request is not valid. Mend the fields named and send it again."),
  /** No token, or none that counts. */
  UNAUTHENTICATED(401, "로그인이 필요합니다.", "Please log in."),
  /** Known, but not allowed. */
  FORBIDDEN(403, "이 작업을 할 권한이 없습니다.", "You may not do this."),
  /** There is no such thing, or it is somebody else's. */
  NOT_FOUND(404, "찾을 수 없습니다.", "There is no such thing."),
  /** The path has no such method. */
  METHOD_NOT_ALLOWED(405, "이 주소에서 쓸 수 없는 방식입니다.", "This address does not take that method."),
  /** Changed by another at the same time. */
  CONFLICT(
      409,
      "다른 요청과 겹쳤습니다. 새로 읽고 다시 시도해 주세요.",
      "It was changed meanwhile. Read it again and repeat."),
  /** The body is too large. */
  TOO_LARGE(413, "요청 본문이 너무 큽니다.", "The body is too large."),
  /** Not JSON in UTF-8. */
  UNSUPPORTED_MEDIA_TYPE(415, "JSON(UTF-8) 본문만 받습니다.", "Only JSON in UTF-8 is taken."),
  /** The idempotency key was used with another body. */
  KEY_REUSED(
      422,
      "같은 Idempotency-Key가 다른 내용으로 이미 쓰였습니다.",
      "This Idempotency-Key was used with another body."),
  /** Too many tries. */
  TOO_MANY_TRIES(429, "시도가 너무 많습니다. 잠시 뒤에 다시 시도해 주세요.", "Too many tries. Wait a little."),
  /** A fault of ours. */
  INTERNAL(
      500, "서버에 문제가 생겼습니다. 추적 번호를 알려 주세요.", "Something went wrong here. Tell us the trace id."),
  /** Too much at once; nothing was done. */
  BUSY(
      503,
      "요청이 몰렸습니다. 같은 키로 잠시 뒤에 다시 보내 주세요.",
      "Too much at once. Send it again shortly, with the same key."),
  /** Something it needs is away or unsafe; nothing was done. */
  UNAVAILABLE(
      503,
      "지금은 처리할 수 없습니다. 같은 키로 잠시 뒤에 다시 보내 주세요.",
      "Not possible just now. Send it again later, with the same key.");

  private final int status;
  private final String korean;
  private final String english;

  CommonProblem(int status, String korean, String english) {
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
