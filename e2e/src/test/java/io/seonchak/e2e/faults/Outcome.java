package io.seonchak.e2e.faults;

import java.time.Duration;
import java.util.List;

/** What a run showed. */
sealed interface Outcome {

  /**
   * It was done.
   *
   * @param granted units, as recorded
   * @param lost what was answered with yes and is not recorded
   * @param doubled what somebody has more often than he may
   * @param recovered how long it took once the fault was over; zero when nothing was away
   * @param broken expectations that did not hold; none: it passed
   */
  record Ran(long granted, long lost, long doubled, Duration recovered, List<String> broken)
      implements Outcome {

    public Ran {
      broken = List.copyOf(broken);
    }

    boolean passed() {
      return broken.isEmpty();
    }
  }

  /** The machine cannot do it, so nothing is known. */
  record NotRun(String why) implements Outcome {}
}
