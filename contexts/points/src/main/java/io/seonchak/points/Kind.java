package io.seonchak.points;

/** What happens to points. The names are in the tables and on the wire, for good. */
enum Kind {
  /** An operator grants some. */
  GRANT(Side.GRANTED, Side.AVAILABLE),
  /** A paid order earns some. */
  EARN(Side.EARNED, Side.AVAILABLE),
  /** An order holds some until it is paid or over. */
  HOLD(Side.AVAILABLE, Side.HELD),
  /** An order holds them no longer. */
  RELEASE(Side.HELD, Side.AVAILABLE),
  /** A paid order spends what it held. */
  SPEND(Side.HELD, Side.SPENT),
  /** A refund gives back what was spent. */
  RESTORE(Side.SPENT, Side.AVAILABLE),
  /** A refund takes back what was earned. */
  CLAW_BACK(Side.AVAILABLE, Side.CLAWED_BACK),
  /** Their day has come. */
  EXPIRE(Side.AVAILABLE, Side.EXPIRED);

  private final Side from;
  private final Side to;

  Kind(Side from, Side to) {
    this.from = from;
    this.to = to;
  }

  Side from() {
    return from;
  }

  Side to() {
    return to;
  }

  /** What it adds to a side, in amounts: 1, −1 or 0. */
  int sign(Side side) {
    return side == to ? 1 : side == from ? -1 : 0;
  }
}
