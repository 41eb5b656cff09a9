package io.seonchak.platform.audit;

import java.util.List;

/**
 * What a look has brought.
 *
 * @param rows what was looked at, in the check's own units
 * @param count how many findings there are
 * @param first the first of them, at most {@link Findings#KEPT_MAX}
 * @param unchecked what could not be checked, and why
 */
public record Looked(long rows, long count, List<Finding> first, List<String> unchecked) {

  /** Nothing could be checked. */
  public static Looked not(String why) {
    return new Looked(0, 0, List.of(), List.of(why));
  }
}
