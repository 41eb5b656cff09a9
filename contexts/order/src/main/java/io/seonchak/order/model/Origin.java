package io.seonchak.order.model;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * What never changes of an order.
 *
 * @param id its claim's, too
 * @param payWithin how long the member may take to pay, once he can
 */
public record Origin(UUID id, UUID member, Source source, Duration payWithin, Instant placedAt) {

  /** How long a member may take to pay an everyday order. */
  public static final Duration EVERYDAY = Duration.ofMinutes(30);
}
