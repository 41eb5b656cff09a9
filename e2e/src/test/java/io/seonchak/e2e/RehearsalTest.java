package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A small rehearsal with real processes: two instances, one PostgreSQL, a crowd. */
class RehearsalTest {

  private static final Path JAR = Path.of("../app/target/seonchak.jar");
  private static final int WITHIN_SECONDS = 180;

  @TempDir Path folder;

  @Test
  void anUnknownArgumentIsOneClearLineAndExitCode2() throws Exception {
    assertThat(run("-jar", JAR.toString(), "rehearse", "--memers", "5")).isEqualTo(2);
    assertThat(Files.readAllLines(said())).hasSize(1).first().asString().contains("expected");
  }

  @Test
  void aCrowdOfTwoThousandPassesOnTwoInstancesAndLeavesSheetPageAndLog() throws Exception {
    Path extracted = folder.resolve("run");
    assertThat(
            run(
                "-Djarmode=tools",
                "-jar",
                JAR.toString(),
                "extract",
                "--destination",
                extracted.toString()))
        .isZero();

    int exit =
        run(
            "-jar",
            extracted.resolve("seonchak.jar").toString(),
            "rehearse",
            "--members",
            "2000",
            "--stock",
            "100",
            "--returns",
            "0%",
            "--instances",
            "2",
            "--seed",
            "1",
            "--out",
            folder.resolve("out").toString());

    String sheet = Files.readString(said());
    assertThat(sheet).endsWith("PASS\n").contains("durable grants", "0 ≤ granted");
    assertThat(exit).isZero();
    try (Stream<Path> kept = Files.list(folder.resolve("out"))) {
      assertThat(kept.map(path -> path.getFileName().toString().replaceAll("[0-9-]+", "")))
          .containsExactlyInAnyOrder("rehearsal.html", "rehearsal.log.gz");
    }
  }

  private Path said() {
    return folder.resolve("said.txt");
  }

  private int run(String... args) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Dfile.encoding=UTF-8",
            "-Dstdout.encoding=UTF-8",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of(args));
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(said().toFile())
            .start();
    assertThat(process.waitFor(WITHIN_SECONDS, TimeUnit.SECONDS)).isTrue();
    return process.exitValue();
  }
}
