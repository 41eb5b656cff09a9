package io.seonchak.platform.audit;

import java.util.List;

/** What part of the house offers to be checked; its beans are gathered by the {@link Auditor}. */
@FunctionalInterface
public interface Checks {

  /** The checks, the same ones each time. */
  List<Check> checks();
}
