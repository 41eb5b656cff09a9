package io.seonchak.e2e.faults;

import io.seonchak.e2e.CannotBeDone;
import io.seonchak.e2e.Shown;

/** A row that plays on a shop of its own. */
record ShopRow(String name, String fault, String expected, boolean quick, Deed deed)
    implements FaultRow {

  /** What is done. */
  @FunctionalInterface
  interface Deed {
    Shown run(long seed) throws Exception;
  }

  @Override
  public Outcome run(long seed) throws Exception {
    try {
      Shown shown = deed.run(seed);
      return new Outcome.Ran(
          shown.granted(), shown.lost(), shown.doubled(), shown.recovered(), shown.broken());
    } catch (CannotBeDone e) {
      return new Outcome.NotRun(String.valueOf(e.getMessage()));
    }
  }
}
