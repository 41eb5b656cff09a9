package io.seonchak.order.store;

/**
 * Where goods go.
 *
 * @param zip five digits
 * @param line2 empty where there is none
 * @param memo for whoever brings it; empty where there is none
 */
public record ShipTo(
    String name, String phone, String zip, String line1, String line2, String memo) {

  /** Names and addresses do not get into logs. */
  @Override
  public String toString() {
    return "ShipTo[…]";
  }
}
