package io.seonchak.rehearsal;

import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;
import org.HdrHistogram.Histogram;

/** Times from the intended moment to the answer, of the lines that were answered. */
public final class Latency {

  private static final double MICROS_PER_MILLI = 1_000;

  private final Histogram micros = new Histogram(3);

  /** The times of those lines that {@code which} takes. */
  public Latency(List<Line> lines, Predicate<Line> which) {
    for (Line line : lines) {
      if (line.answered() && which.test(line)) {
        micros.recordValue(Math.max(0, (line.received() - line.intended()) / 1_000));
      }
    }
  }

  long count() {
    return micros.getTotalCount();
  }

  /** At most so long took {@code percentile} of a hundred. */
  public double millis(double percentile) {
    return micros.getValueAtPercentile(percentile) / MICROS_PER_MILLI;
  }

  double maxMillis() {
    return micros.getMaxValue() / MICROS_PER_MILLI;
  }

  /** How many answers took {@code from} to {@code to} milliseconds. */
  long between(double from, double to) {
    long low = (long) (from * MICROS_PER_MILLI);
    long high = (long) (to * MICROS_PER_MILLI) - 1;
    return high < low || low > micros.getMaxValue() ? 0 : micros.getCountBetweenValues(low, high);
  }

  String text() {
    return String.format(
        Locale.ROOT,
        "p50 %,.1f  p90 %,.1f  p99 %,.1f  max %,.1f ms",
        millis(50),
        millis(90),
        millis(99),
        maxMillis());
  }
}
