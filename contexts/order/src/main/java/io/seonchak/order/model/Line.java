package io.seonchak.order.model;

import java.util.UUID;

/**
 * A line of an order, with what was paid for it.
 *
 * @param pool the drop, or the variant of everyday stock
 * @param unitPrice in won, of the instant of the order
 * @param discount the coupon's share, in won
 * @param points the points' share, in won
 * @param cash what is left of its price to pay, in won
 * @param back what was given back of it so far
 */
public record Line(
    UUID id,
    UUID pool,
    UUID product,
    UUID seller,
    String name,
    int quantity,
    long unitPrice,
    long discount,
    long points,
    long cash,
    Back back) {

  /**
   * What was given back.
   *
   * @param points in won
   * @param cash in won
   */
  public record Back(int quantity, long points, long cash) {

    /** Nothing. */
    public static final Back NOTHING = new Back(0, 0, 0);

    Back plus(Part part) {
      return new Back(quantity + part.quantity(), points + part.points(), cash + part.cash());
    }
  }

  public Line {
    if (discount + points + cash != Math.multiplyExact(unitPrice, (long) quantity)) {
      throw new IllegalArgumentException(
          "line %s: %d + %d + %d won (expected: %d × %d)"
              .formatted(id, discount, points, cash, quantity, unitPrice));
    }
    if (back.quantity() > quantity || back.points() > points || back.cash() > cash) {
      throw new IllegalArgumentException(
          "line %s: %s given back (expected: at most %d for %d points and %d won)"
              .formatted(id, back, quantity, points, cash));
    }
  }

  /** A line as it is ordered, before coupon and points. */
  public static Line of(
      UUID id, UUID pool, UUID product, UUID seller, String name, int quantity, long unitPrice) {
    long total = Math.multiplyExact(unitPrice, (long) quantity);
    return new Line(
        id, pool, product, seller, name, quantity, unitPrice, 0, 0, total, Back.NOTHING);
  }

  /** What the goods of the line cost, in won. */
  public long total() {
    return unitPrice * quantity;
  }

  /** Units that were not given back. */
  public int left() {
    return quantity - back.quantity();
  }

  /** Whether nothing of it is left. */
  public boolean over() {
    return left() == 0;
  }

  Line shared(long itsDiscount, long itsPoints) {
    long itsCash = total() - itsDiscount - itsPoints;
    return new Line(
        id,
        pool,
        product,
        seller,
        name,
        quantity,
        unitPrice,
        itsDiscount,
        itsPoints,
        itsCash,
        back);
  }

  /** What is to be given back for {@code count} more units, 1 to {@link #left}. */
  Part part(int count) {
    int upTo = back.quantity() + count;
    return new Part(
        id,
        count,
        Shares.upTo(points, upTo, quantity) - back.points(),
        Shares.upTo(cash, upTo, quantity) - back.cash());
  }

  Line without(Part part) {
    return new Line(
        id,
        pool,
        product,
        seller,
        name,
        quantity,
        unitPrice,
        discount,
        points,
        cash,
        back.plus(part));
  }
}
