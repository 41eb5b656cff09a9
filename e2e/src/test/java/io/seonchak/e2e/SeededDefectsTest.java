package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code ./seonchak defects} puts these into a copy, one by one, and sees each caught. That takes
 * minutes; whether each still fits and says what it is takes none.
 */
class SeededDefectsTest {

  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  static List<Path> defects() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("defects"))) {
      return files.filter(file -> file.toString().endsWith(".patch")).sorted().toList();
    }
  }

  @ParameterizedTest
  @MethodSource("defects")
  void aDefectFitsWhatIsThereAndNamesWhoCatchesIt(Path defect) throws Exception {
    assertThat(Files.readAllLines(defect))
        .anyMatch(line -> line.startsWith("Defect: "))
        .anyMatch(line -> line.startsWith("Module: "))
        .anyMatch(line -> line.startsWith("Tests: ") && !line.contains("*"));

    Process git =
        new ProcessBuilder("git", "apply", "--check", defect.toAbsolutePath().toString())
            .directory(ROOT.toFile())
            .redirectErrorStream(true)
            .start();
    String said = new String(git.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(git.waitFor()).as(said).isZero();
  }
}
