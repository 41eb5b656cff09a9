package io.seonchak.platform.audit;

import java.time.Instant;
import java.util.List;

/** What one audit of a process has brought. */
public record Report(Instant at, List<Result> results) {

  /**
   * What one check has brought.
   *
   * @param looksAt what was looked at, {@code rows} of them
   * @param findings how many there are
   * @param first the first of them
   * @param unchecked what could not be checked, and why; then the rest proves less
   */
  public record Result(
      String context,
      String check,
      String looksAt,
      long rows,
      long findings,
      List<Finding> first,
      List<String> unchecked,
      long millis) {

    static Result of(Check check, Looked looked, long millis) {
      return new Result(
          check.context(),
          check.name(),
          check.looksAt(),
          looked.rows(),
          looked.count(),
          looked.first(),
          looked.unchecked(),
          millis);
    }
  }
}
