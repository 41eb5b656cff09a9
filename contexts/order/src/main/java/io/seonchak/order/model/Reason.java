package io.seonchak.order.model;

/** Why orders are cancelled, in the words that are told. */
public final class Reason {

  /** Units were not to be had. */
  public static final String SOLD_OUT = "SOLD_OUT";

  /** The units are not held any more. */
  public static final String EXPIRED = "EXPIRED";

  /** The member wanted it. */
  public static final String BY_MEMBER = "BY_MEMBER";

  /** An operator took the units. */
  public static final String BY_OPERATOR = "BY_OPERATOR";

  /** The coupon could not be reserved. */
  public static final String COUPON_REFUSED = "COUPON_REFUSED";

  /** The points could not be held. */
  public static final String POINTS_REFUSED = "POINTS_REFUSED";

  /** A payment does not fit the order. */
  public static final String PAYMENT_DIFFERS = "PAYMENT_DIFFERS";

  private Reason() {}

  /** The reason for an order whose units were released for {@code released}. */
  static String ofRelease(String released) {
    return switch (released) {
      case "RETURNED" -> BY_MEMBER;
      case "OPERATOR" -> BY_OPERATOR;
      default -> EXPIRED;
    };
  }
}
