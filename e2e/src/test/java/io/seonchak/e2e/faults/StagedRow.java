package io.seonchak.e2e.faults;

/** A row that plays on the shared stage. */
record StagedRow(
    String name, String fault, String expected, boolean quick, Stage stage, Stage.Deed deed)
    implements FaultRow {

  @Override
  public Outcome run(long seed) throws Exception {
    return stage.play(deed, seed);
  }
}
