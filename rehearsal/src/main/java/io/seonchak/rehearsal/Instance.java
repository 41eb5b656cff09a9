package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One application process of the sealed instance. */
final class Instance implements AutoCloseable {

  private static final Duration READY_WITHIN = Duration.ofSeconds(60);
  private static final String MAIN = "io.seonchak.app.Seonchak";

  private final int port;
  private final Path home;
  private final EmbeddedPostgres postgres;
  private final HttpClient http = HttpClient.newHttpClient();
  private Duration cpuOfKilled = Duration.ZERO;
  private @Nullable Process process;

  Instance(int port, Path home, EmbeddedPostgres postgres) {
    this.port = port;
    this.home = home;
    this.postgres = postgres;
  }

  int port() {
    return port;
  }

  void start() throws IOException {
    var builder =
        new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx512m",
                "-XX:+UseParallelGC",
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                MAIN,
                "--port",
                Integer.toString(port),
                "--home",
                home.toString()));
    builder.environment().put("SEONCHAK_POSTGRES_URL", postgres.url());
    builder.environment().put("SEONCHAK_POSTGRES_USERNAME", EmbeddedPostgres.USER);
    builder.environment().put("SEONCHAK_POSTGRES_PASSWORD", postgres.password());
    builder.redirectErrorStream(true);
    Path log = home.resolve("logs").resolve("application-" + port + ".log");
    builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    process = builder.start();
  }

  /** Waits until it answers. */
  void awaitReady() throws InterruptedException {
    long end = System.nanoTime() + READY_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      if (!running().isAlive()) {
        throw new IllegalStateException(
            "an application process ended; see " + home.resolve("logs"));
      }
      try {
        var request = HttpRequest.newBuilder(URI.create(address() + "/api/time")).build();
        if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return;
        }
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new IllegalStateException("an application process is not ready within " + READY_WITHIN);
  }

  String address() {
    return "http://127.0.0.1:" + port;
  }

  long pid() {
    return running().pid();
  }

  void kill() throws InterruptedException {
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
        if (!now.waitFor(15, TimeUnit.SECONDS)) {
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
