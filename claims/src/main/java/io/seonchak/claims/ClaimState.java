package io.seonchak.claims;

/** Where a claim stands. The code is the one in the tables. */
public enum ClaimState {
  /** Granted, to be confirmed before its deadline. */
  HELD(1),
  /** Final. */
  CONFIRMED(2),
  /** Its units went back. */
  RELEASED(3);

  private final int code;

  ClaimState(int code) {
    this.code = code;
  }

  /** The number in the tables. */
  public int code() {
    return code;
  }

  /** Whether its units are taken. */
  public boolean live() {
    return this != RELEASED;
  }

  /** The state a table's number stands for; throws on an unknown one. */
  public static ClaimState of(int code) {
    return switch (code) {
      case 1 -> HELD;
      case 2 -> CONFIRMED;
      case 3 -> RELEASED;
      default -> throw new IllegalArgumentException("claim state: " + code + " (expected: 1 to 3)");
    };
  }
}
