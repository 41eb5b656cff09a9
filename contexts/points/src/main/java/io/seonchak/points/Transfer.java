package io.seonchak.points;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Points on their way from one side to another.
 *
 * @param subject what it is for: an order, a grant, or the member whose points ran out
 * @param step which of the subject's steps; with subject and kind it is unique
 * @param amount at least 1
 * @param reason an operator's words; null for what follows from an order
 * @param credit what of it lives until an instant of its own; null where nothing does
 */
record Transfer(
    UUID member,
    Kind kind,
    UUID subject,
    String step,
    long amount,
    @Nullable String reason,
    @Nullable Credit credit) {

  /** Points that came in and live until {@code expiresAt}. */
  record Credit(long amount, Instant expiresAt) {}

  Transfer {
    if (amount < 1) {
      throw new IllegalArgumentException("amount: " + amount + " (expected: at least 1)");
    }
  }
}
