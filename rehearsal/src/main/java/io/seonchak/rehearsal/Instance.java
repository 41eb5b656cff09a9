package io.seonchak.rehearsal;

import io.seonchak.engines.Engines;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One application process of the sealed instance. */
public final class Instance implements AutoCloseable {

  /** Answers 200 only when all that runs at the start, such as the first operator, is done. */
  private static final String READINESS = "/actuator/health/readiness";

  /** Also beside a crowd that has the machine to itself. */
  private static final Duration READY_WITHIN = Duration.ofMinutes(3);

  private static final Duration TRAINED_WITHIN = Duration.ofMinutes(2);

  /**
   * What is run. It takes {@code --port} and {@code --home}, and its engines from the environment.
   *
   * @param cache an AOT cache of it; not used where there is none
   */
  public record Program(String classPath, String main, Path cache) {

    /** The product of that class path, with what {@link Training} left beside it. */
    public static Program product(String classPath) {
      return new Program(
          classPath, "io.seonchak.app.Seonchak", Path.of(classPath).resolveSibling("seonchak.aot"));
    }
  }

  private final Program program;
  private final int port;
  private final Path home;
  private final Engines engines;
  private final String heap;
  private final Map<String, String> more;
  private final HttpClient http = HttpClient.newHttpClient();
  private Duration stopWithin = Duration.ofSeconds(15);
  private Duration cpuOfKilled = Duration.ZERO;
  private @Nullable Process process;

  /**
   * One that is not started.
   *
   * @param heap as {@code -Xmx} takes it
   * @param more of its environment, beside what the engines say
   */
  Instance(int port, Path home, Engines engines, String heap, Map<String, String> more) {
    this(Program.product(ownClassPath()), port, home, engines, heap, more);
  }

  /** The same of another program. */
  public Instance(
      Program program,
      int port,
      Path home,
      Engines engines,
      String heap,
      Map<String, String> more) {
    this.program = program;
    this.port = port;
    this.home = home;
    this.engines = engines;
    this.heap = heap;
    this.more = more;
  }

  /** Where it listens, on the loopback address. */
  public int port() {
    return port;
  }

  /** What a trained run left beside the program; see {@link Training}. */
  static Path startCache() {
    return Program.product(ownClassPath()).cache();
  }

  private static String ownClassPath() {
    return System.getProperty("java.class.path");
  }

  /** Starts it; see {@link #awaitReady()}. */
  public void start() throws IOException {
    Path cache = program.cache();
    start(Files.exists(cache) ? List.of("-XX:AOTCache=" + cache) : List.of());
  }

  /** Starts it so that it writes {@link #startCache()} when it stops. */
  void startTraining() throws IOException {
    stopWithin = TRAINED_WITHIN;
    start(List.of("-XX:AOTCacheOutput=" + startCache()));
  }

  private void start(List<String> options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(
        List.of(
            "-Xmx" + heap,
            "-XX:+UseParallelGC",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-cp",
            program.classPath(),
            program.main(),
            "--port",
            Integer.toString(port),
            "--home",
            home.toString()));
    var builder = new ProcessBuilder(command);
    builder.environment().putAll(engines.environment());
    builder.environment().putAll(more);
    builder.redirectErrorStream(true);
    Path log = home.resolve("logs").resolve("application-" + port + ".log");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process = builder.start();
  }

  /** Waits until it answers. */
  public void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      if (!running().isAlive()) {
        throw new IllegalStateException(
            "an application process ended; see " + home.resolve("logs"));
      }
      try {
        var request = HttpRequest.newBuilder(URI.create(address() + READINESS)).build();
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        // It does not listen yet.
      }
      TimeUnit.MILLISECONDS.sleep(50);
    }
    throw new IllegalStateException("an application process is not ready within " + READY_WITHIN);
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  /** The process id. */
  public long pid() {
    return running().pid();
  }

  /** SIGKILL. */
  public void kill() throws InterruptedException {
    cpuOfKilled = cpu();
    running().destroyForcibly().waitFor();
  }

  /** Of this process and those killed before it. */
  Duration cpu() {
    return cpuOfKilled.plus(running().info().totalCpuDuration().orElse(Duration.ZERO));
  }

  @Override
  public void close() {
    Process now = process;
    if (now != null && now.isAlive()) {
      now.destroy();
      try {
        if (!now.waitFor(stopWithin.toSeconds(), TimeUnit.SECONDS)) {
          now.destroyForcibly();
        }
      } catch (InterruptedException e) {
        now.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("the instance was not started");
    }
    return process;
  }
}
