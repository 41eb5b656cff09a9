package io.seonchak.order.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Where an order stands.
 *
 * @param since when it came there
 * @param reason why it is {@link Status#CANCELLED}; else null
 * @param payBy until when it may be paid; null before it could be
 */
public record Stand(
    Status status, Instant since, @Nullable String reason, @Nullable Instant payBy) {

  Stand now(Status next, Instant at) {
    return new Stand(next, at, null, payBy);
  }
}
