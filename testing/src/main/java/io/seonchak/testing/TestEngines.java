package io.seonchak.testing;

import io.seonchak.engines.Engine;
import io.seonchak.engines.Home;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.BiFunction;

/** An engine of this test process, in a home of its own that goes with the process. */
final class TestEngines {

  private TestEngines() {}

  /**
   * Starts one.
   *
   * @param start makes it from its home and the folder its programs are unpacked in
   */
  static <E extends Engine> E start(BiFunction<Path, Path, E> start) {
    try {
      Path home = Files.createTempDirectory("seonchak-test");
      Path programs = Path.of(System.getProperty("java.io.tmpdir"), "seonchak-test-engines");
      E started = start.apply(home, programs);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    started.close();
                    Home.delete(home);
                  }));
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
