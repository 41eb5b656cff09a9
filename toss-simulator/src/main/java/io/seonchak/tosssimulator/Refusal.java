package io.seonchak.tosssimulator;

import org.jspecify.annotations.Nullable;

/** Ends a request with a code. What was written before it is kept: a refused payment is aborted. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1;

  private final Code code;
  private final @Nullable String detail;

  private Refusal(Code code, @Nullable String detail) {
    super(code.name(), null, false, false);
    this.code = code;
    this.detail = detail;
  }

  static Refusal of(Code code) {
    return new Refusal(code, null);
  }

  static Refusal invalid(String detail) {
    return new Refusal(Code.INVALID_REQUEST, detail);
  }

  Code code() {
    return code;
  }

  String message(boolean english) {
    return detail == null ? code.message(english) : code.message(english) + " (" + detail + ")";
  }
}
