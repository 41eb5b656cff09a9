package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

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

  private static final int ENGINES = 3;

  @TempDir Path folder;
  private final List<JarProcess> started = new ArrayList<>();

  @AfterEach
  void stopAll() throws Exception {
    for (JarProcess each : started) {
      each.stop();
    }
  }

  @Test
  void wrongArgumentsAreOneClearLineAndExitCode2() throws Exception {
    for (String[] args :
        new String[][] {{"--port", "many"}, {"--what"}, {"--roles", "cook"}, {"nonsense", "x"}}) {
      JarProcess run = run(args);

      assertThat(run.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(run.process.exitValue()).isEqualTo(2);
      assertThat(run.rest()).hasSize(1).first().asString().contains("expected");
    }
  }

  @Test
  void aPortInUseIsOneClearLine() throws Exception {
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      JarProcess run = run("--port", Integer.toString(taken.getLocalPort()), "--home", home("a"));

      assertThat(run.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
      assertThat(run.process.exitValue()).isEqualTo(1);
      assertThat(run.rest()).hasSize(1).first().asString().contains("is in use");
    }
  }

  @Test
  void whatWasThereIsThereAfterAKillAndNothingRunsAfterAStop() throws Exception {
    JarProcess first = run("--port", "0", "--home", home("a"));
    assertThat(first.until("ready in")).anyMatch(line -> line.startsWith("starting"));
    assertThat(first.until("operator:")).isNotEmpty();
    JarProcess second = run("--port", "0", "--home", home("a"));
    assertThat(second.process.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.rest()).last().asString().contains("is in use by process");

    List<Long> leftOver = engines("a");
    assertThat(leftOver).hasSize(ENGINES);
    first.process.destroyForcibly().waitFor();
    assertThat(engines("a")).containsExactlyInAnyOrderElementsOf(leftOver);
    JarProcess third = run("--port", "0", "--home", home("a"));
    third.until("ready in");
    assertThat(engines("a")).hasSize(ENGINES).doesNotContainAnyElementsOf(leftOver);
    assertThat(third.until("stop:")).noneMatch(line -> line.startsWith("operator:"));
    JarProcess beside = run("--port", "0", "--home", home("b"));
    beside.until("ready in");

    third.process.destroy();
    assertThat(third.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(engines("a")).isEmpty();
    assertThat(beside.process.isAlive()).isTrue();
    assertThat(engines("b")).hasSize(ENGINES);
  }

  @Test
  void whoIsStoppedWhileStartingLeavesNoEngine() throws Exception {
    JarProcess run = run("--port", "0", "--home", home("a"));
    run.until("starting");
    await().atMost(Duration.ofSeconds(30)).until(() -> Files.exists(pidFile()));

    // By its handle, because a process's own destroy closes what we still want to read.
    run.process.toHandle().destroy();

    assertThat(run.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(run.rest()).noneMatch(line -> line.startsWith("ready"));
    assertThat(engines("a")).isEmpty();
  }

  @Test
  void theEnginesRunAloneAndStop() throws Exception {
    JarProcess run = run("--roles", "engines", "--home", home("a"));
    assertThat(run.until("SEONCHAK_POSTGRES_URL")).anyMatch(line -> line.startsWith("ready in"));
    String password = Files.readString(folder.resolve("a/secrets/redis-password"));
    assertThat(run.until("SEONCHAK_REDIS_URL")).noneMatch(line -> line.contains(password));
    run.until("SEONCHAK_KAFKA_SERVERS");
    assertThat(engines("a")).hasSize(ENGINES);

    run.process.destroy();

    assertThat(run.process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(engines("a")).isEmpty();
  }

  private Path pidFile() {
    return folder.resolve("a/postgres/postmaster.pid");
  }

  private String home(String name) {
    return folder.resolve(name).toString();
  }

  /** The engines that run in a home; each has a path in it on its command line. */
  private List<Long> engines(String name) {
    return ProcessHandle.allProcesses()
        .map(ProcessHandle::pid)
        .filter(pid -> commandLine(pid).contains(home(name) + "/"))
        .toList();
  }

  private static String commandLine(long pid) {
    try {
      return Files.readString(Path.of("/proc", Long.toString(pid), "cmdline"));
    } catch (IOException e) {
      return "";
    }
  }

  private JarProcess run(String... args) throws IOException {
    var run = new JarProcess(args);
    started.add(run);
    return run;
  }
}
