package io.seonchak.e2e.faults;

/** One row of the fault table. */
interface FaultRow {

  /** What {@code --row} calls it. */
  String name();

  /** What is done, a sentence. */
  String fault();

  /** What is expected then, a sentence. */
  String expected();

  /** Whether the short form runs it; such a one takes less than ten seconds. */
  boolean quick();

  /**
   * Does it once and cleans up all that it started.
   *
   * @param seed of everything drawn by chance
   */
  Outcome run(long seed) throws Exception;
}
