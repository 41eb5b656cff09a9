package io.seonchak.e2e.faults;

import java.util.List;

/** The fault table: its rows, their runs and what is printed of them. */
public final class FaultTable {

  private FaultTable() {}

  /** Every row there is, in the order in which they are printed. */
  static List<FaultRow> rows() {
    return List.of();
  }
}
