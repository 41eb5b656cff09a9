package io.seonchak.platform.audit;

import java.util.ArrayList;
import java.util.List;

/** Gathers what one look finds; counts all of it and keeps the first. Not thread-safe. */
public final class Findings {

  /** Findings of one check that are kept. */
  public static final int KEPT_MAX = 100;

  private final List<Finding> first = new ArrayList<>();
  private final List<String> unchecked = new ArrayList<>();
  private long rows;
  private long count;

  /** Nothing yet. */
  public Findings() {}

  /** So many more were looked at. */
  public void looked(long more) {
    rows += more;
  }

  /** One more. */
  public void add(Finding finding) {
    count++;
    keep(finding);
  }

  /** Some of many more. */
  void add(List<Finding> some, long all) {
    count += all;
    some.forEach(this::keep);
  }

  private void keep(Finding finding) {
    if (first.size() < KEPT_MAX) {
      first.add(finding);
    }
  }

  /** Something could not be checked. */
  public void unchecked(String what) {
    unchecked.add(what);
  }

  /** What was gathered. */
  public Looked done() {
    return new Looked(rows, count, List.copyOf(first), List.copyOf(unchecked));
  }
}
