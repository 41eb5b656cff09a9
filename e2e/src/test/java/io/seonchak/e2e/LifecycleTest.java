package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built jar as a real process: started, killed, started again, stopped. */
class LifecycleTest {

  private static final Path JAR = Path.of("../app/target/seonchak.jar");

  @TempDir Path folder;
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stopAll() throws Exception {
    for (Process process : started) {
      process.destroy();
      process.waitFor(30, TimeUnit.SECONDS);
    }
  }

  @Test
  void wrongArgumentsAreOneClearLineAndExitCode2() throws Exception {
    for (String[] args :
        new String[][] {{"--port", "many"}, {"--what"}, {"--roles", "cook"}, {"nonsense", "x"}}) {
      Run run = new Run(args);

      assertThat(run.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(run.process.exitValue()).isEqualTo(2);
      assertThat(run.rest()).hasSize(1).first().asString().contains("expected");
    }
  }

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      Run run = new Run("--port", Integer.toString(taken.getLocalPort()), "--home", home("a"));

      assertThat(run.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(run.process.exitValue()).isEqualTo(1);
      assertThat(run.rest()).hasSize(1).first().asString().contains("is in use");
    }
  }

  @Test
  void whatWasThereIsThereAfterAKillAndNothingRunsAfterAStop() throws Exception {
    Run first = new Run("--port", "0", "--home", home("a"));
    assertThat(first.until("ready in")).anyMatch(line -> line.startsWith("starting"));
    assertThat(first.until("operator:")).isNotEmpty();
    Run second = new Run("--port", "0", "--home", home("a"));
    assertThat(second.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.rest()).last().asString().contains("is in use by process");

    long database = postmaster();
    first.process.destroyForcibly().waitFor();
    assertThat(ProcessHandle.of(database)).isPresent();
    Run third = new Run("--port", "0", "--home", home("a"));
    third.until("ready in");
    assertThat(postmaster()).isNotEqualTo(database);
    assertThat(third.until("stop:")).noneMatch(line -> line.startsWith("operator:"));
    Run beside = new Run("--port", "0", "--home", home("b"));
    beside.until("ready in");

    long last = postmaster();
    third.process.destroy();
    assertThat(third.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ProcessHandle.of(last).filter(ProcessHandle::isAlive)).isEmpty();
    assertThat(beside.process.isAlive()).isTrue();
  }

  @Test
  void whoIsStoppedWhileStartingLeavesNoEngine() throws Exception {
    Run run = new Run("--port", "0", "--home", home("a"));
    run.until("starting");
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pidFile()));

    // By its handle, because a process's own destroy closes what we still want to read.
    run.process.toHandle().destroy();

    assertThat(run.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(run.rest()).noneMatch(line -> line.startsWith("ready"));
    assertThat(pidFile()).doesNotExist();
  }

  @Test
  void theEnginesRunAloneAndStop() throws Exception {
    Run run = new Run("--roles", "engines", "--home", home("a"));
    assertThat(run.until("SEONCHAK_POSTGRES_URL")).anyMatch(line -> line.startsWith("ready in"));

    run.process.destroy();

    assertThat(run.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(pidFile()).doesNotExist();
  }

  private Path pidFile() {
    return folder.resolve("a/postgres/postmaster.pid");
  }

  private String home(String name) {
    return folder.resolve(name).toString();
  }

  private long postmaster() throws IOException {
    return Long.parseLong(Files.readAllLines(pidFile()).getFirst());
  }

  /** A started process and what it says. */
  private final class Run {
    final Process process;
    final BufferedReader said;

    Run(String... args) throws IOException {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(
          List.of(
              "-Xmx512m",
              "--enable-native-access=ALL-UNNAMED",
              "--sun-misc-unsafe-memory-access=allow",
              "-jar",
              JAR.toString()));
      command.addAll(List.of(args));
      var builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().keySet().removeIf(name -> name.startsWith("SEONCHAK_"));
      process = builder.start();
      started.add(process);
      said = process.inputReader();
    }

    /** The lines up to one that begins so. */
    List<String> until(String beginning) throws IOException {
      List<String> lines = new ArrayList<>();
      for (String line = said.readLine(); line != null; line = said.readLine()) {
        lines.add(line);
        if (line.startsWith(beginning)) {
          return lines;
        }
      }
      throw new AssertionError("ended before '" + beginning + "': " + lines);
    }

    List<String> rest() {
      return said.lines().toList();
    }
  }
}
