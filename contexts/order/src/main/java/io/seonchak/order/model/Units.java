package io.seonchak.order.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an order's units.
 *
 * @param grantedAt null until they are held
 * @param until the deadline they were granted with; null until they are held, or where there is
 *     none
 * @param over whether they came back without the order's doing
 */
public record Units(
    boolean held, @Nullable Instant grantedAt, @Nullable Instant until, boolean over) {

  /** Not held yet. */
  public static final Units ASKED = new Units(false, null, null, false);

  Units lost() {
    return new Units(held, grantedAt, until, true);
  }
}
