package io.seonchak.e2e;

import java.time.Duration;
import java.util.List;

/**
 * What a fault on a shop showed.
 *
 * @param granted units, as recorded
 * @param lost what was answered with yes and is not recorded
 * @param doubled what somebody has, or paid, more often than he may
 * @param recovered the longest it took until something was right again
 * @param broken expectations that did not hold
 */
public record Shown(
    long granted, long lost, long doubled, Duration recovered, List<String> broken) {

  /** Its list is its own. */
  public Shown {
    broken = List.copyOf(broken);
  }
}
