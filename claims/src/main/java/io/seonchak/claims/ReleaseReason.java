package io.seonchak.claims;

/** Why units came back. The code is written into the ledger and never reused. */
public enum ReleaseReason {
  /** The claimant gave them back. */
  RETURNED(1),
  /** The deadline passed before the claim was confirmed. */
  EXPIRED(2),
  /** The order behind the claim was cancelled or refunded. */
  CANCELLED(3),
  /** An operator took them back. */
  OPERATOR(4);

  private final int code;

  ReleaseReason(int code) {
    this.code = code;
  }

  /** The number that stands for this reason in the ledger's bytes. */
  public int code() {
    return code;
  }

  /** The reason a ledger's byte stands for; throws on an unknown one. */
  public static ReleaseReason of(int code) {
    for (ReleaseReason reason : values()) {
      if (reason.code == code) {
        return reason;
      }
    }
    throw new IllegalArgumentException("release reason: " + code + " (expected: 1 to 4)");
  }
}
