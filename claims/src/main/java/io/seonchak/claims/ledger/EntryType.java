package io.seonchak.claims.ledger;

/** What an entry says. The code is the byte in the ledger and is never reused. */
public enum EntryType {
  /** Units were granted. */
  GRANT(1),
  /** A held claim became final. */
  CONFIRM(2),
  /** A hold's deadline moved. */
  EXTEND(3),
  /** Units came back. */
  RELEASE(4),
  /** Someone joined the waiting list. */
  WAIT(5),
  /** Someone left the waiting list without a unit. */
  LEAVE(6),
  /** The pool's capacity is now the entry's quantity; a pool's first entry. */
  CAPACITY(7),
  /** An operator did something out of order; the note says what. */
  OVERRIDE(8),
  /** The ledger goes on from an earlier state than its witness has seen; the note says why. */
  BREAK(9);

  private final int code;

  EntryType(int code) {
    this.code = code;
  }

  /** The byte in the ledger. */
  public int code() {
    return code;
  }

  /** The type a byte stands for; throws on an unknown one. */
  public static EntryType of(int code) {
    if (code < 1 || code > values().length) {
      throw new IllegalArgumentException("entry type: " + code + " (expected: 1 to 9)");
    }
    return values()[code - 1];
  }
}
