package io.seonchak.e2e.faults;

import io.seonchak.rehearsal.FaultGround;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Where the rows play: two instances on engines of their own, started by the first that needs them
 * and shared by those after it. What a failure left nobody plays on: the next row gets a new one.
 */
final class Stage implements AutoCloseable {

  /** How many application processes there are. */
  static final int INSTANCES = 2;

  private @Nullable FaultGround ground;

  /** What a row does on it. */
  @FunctionalInterface
  interface Deed {
    Outcome run(FaultGround ground, long seed) throws Exception;
  }

  /** Does it; it leaves everything running and whole, or nothing. */
  Outcome play(Deed deed, long seed) throws Exception {
    boolean whole = false;
    try {
      Outcome outcome = deed.run(ground(), seed);
      whole = !(outcome instanceof Outcome.Ran ran) || ran.passed();
      return outcome;
    } finally {
      if (!whole) {
        close();
      }
    }
  }

  private FaultGround ground() throws IOException, InterruptedException {
    FaultGround there = ground;
    if (there == null) {
      there = FaultGround.start(INSTANCES);
      ground = there;
    }
    return there;
  }

  @Override
  public void close() {
    FaultGround there = ground;
    ground = null;
    if (there != null) {
      there.close();
    }
  }
}
