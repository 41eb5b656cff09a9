package io.seonchak.order.application;

import io.seonchak.order.store.ShipTo;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * What a member wants to order, as it was sent and found to be of the right form.
 *
 * @param lines may be empty where the wishlist says what is ordered
 * @param points in won
 * @param expectedTotal what the member was shown, in won; null where he does not say
 */
public record Wish(
    List<Item> lines,
    @Nullable UUID coupon,
    long points,
    @Nullable ShipTo shipTo,
    @Nullable Long expectedTotal) {

  /** Lines one order has at most. */
  public static final int LINES_MAX = 20;

  /** Lines an order of a wishlist has at most. */
  public static final int WISHES_MAX = 50;

  /** Units one line has at most. */
  public static final int QUANTITY_MAX = 999;

  /**
   * So many of a product.
   *
   * @param variant which of its variants; null where it has only one
   */
  public record Item(UUID product, @Nullable UUID variant, int quantity) {}
}
