package io.seonchak.points;

import java.time.Duration;

/**
 * What the shop decides about points.
 *
 * @param earnPercent of the cash paid for an order, 0 to 100; fractions of a point are dropped
 * @param lifeDays how long points live that came in, 1 to 3,650
 */
record PointsRules(int earnPercent, int lifeDays) {

  /** How long points live at least that a refund gives back, when their day came meanwhile. */
  static final Duration GRACE = Duration.ofDays(30);

  PointsRules {
    if (earnPercent < 0 || earnPercent > 100) {
      throw new IllegalArgumentException(
          "seonchak.points.earn-percent: " + earnPercent + " (expected: 0 to 100)");
    }
    if (lifeDays < 1 || lifeDays > 3_650) {
      throw new IllegalArgumentException(
          "seonchak.points.life-days: " + lifeDays + " (expected: 1 to 3650)");
    }
  }

  Duration life() {
    return Duration.ofDays(lifeDays);
  }

  /** What an amount earns. */
  static long earned(long amount, int percent) {
    return Math.multiplyExact(amount, percent) / 100;
  }
}
