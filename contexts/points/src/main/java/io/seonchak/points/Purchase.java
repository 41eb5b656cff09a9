package io.seonchak.points;

import java.util.HashSet;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What is known of an order, while its row is locked. Changed by {@link PointsBook} only. */
final class Purchase {

  /** What a refund gives back. */
  record Refund(UUID id, long cash, long points) {}

  final UUID order;
  final UUID member;
  int revision;
  long asked;
  @Nullable Long lacked;
  long held;
  boolean over;
  @Nullable Long paidAmount;
  int earnPercent;
  long spent;
  long earned;
  long restored;
  long clawedBack;
  long refundedCash;
  final Set<Refund> refunds = new HashSet<>();

  Purchase(UUID order, UUID member) {
    this.order = order;
    this.member = member;
  }

  boolean paid() {
    return paidAmount != null;
  }
}
