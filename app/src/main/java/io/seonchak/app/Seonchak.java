package io.seonchak.app;

import io.seonchak.claims.verify.Verify;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EngineException;
import io.seonchak.engines.Home;
import io.seonchak.rehearsal.Rehearse;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** Starts what was asked for: a tool, or the application with the engines nobody configured. */
public final class Seonchak {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final PrintStream OUT = System.out;

  private Seonchak() {}

  /** The one entry. */
  public static void main(String[] args) throws Exception {
    if (args.length > 0 && args[0].equals("verify")) {
      Verify.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    if (args.length > 0 && args[0].equals("rehearse")) {
      Rehearse.main(Arrays.copyOfRange(args, 1, args.length));
      return;
    }
    Deque<Runnable> stops = new ArrayDeque<>();
    var stopped = new CountDownLatch(1);
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  synchronized (stops) {
                    stops.forEach(Runnable::run);
                  }
                  stopped.countDown();
                },
                "stop"));
    try {
      start(Options.parse(args, System.getenv()), stops);
    } catch (Options.Unusable e) {
      fail(MISUSED, e.getMessage());
    } catch (EngineException e) {
      fail(FAILED, e.getMessage());
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      fail(FAILED, "it did not start: " + cause.getMessage());
    }
  }

  private static void start(Options options, Deque<Runnable> stops) {
    long begin = System.nanoTime();
    requireFree(options.port());
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", options.port());
    settings.put("seonchak.roles", options.roles());
    settings.put("seonchak.home", options.home().toAbsolutePath().toString());
    if (System.getenv("SEONCHAK_POSTGRES_URL") == null) {
      embed(options.home(), settings, stops);
    }
    var application = new SpringApplication(Application.class);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(settings);
    var context = application.run(commandLine(settings));
    push(stops, context::close);
    int port =
        context instanceof WebServerApplicationContext web
            ? java.util.Objects.requireNonNull(web.getWebServer()).getPort()
            : options.port();
    ready(options.home(), port, (System.nanoTime() - begin) / 1e9, options.samples());
  }

  /** Settings given here win over those of the packaged file. */
  private static String[] commandLine(Map<String, Object> settings) {
    return settings.entrySet().stream()
        .filter(setting -> !setting.getKey().contains("password"))
        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
        .toArray(String[]::new);
  }

  private static void embed(Path folder, Map<String, Object> settings, Deque<Runnable> stops) {
    Home home = Home.take(folder);
    push(stops, home::close);
    OUT.println("starting PostgreSQL …");
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(home.folder(), home.folder().resolve("engines"));
    push(stops, postgres::close);
    settings.put("seonchak.postgres.url", postgres.url());
    settings.put("seonchak.postgres.username", EmbeddedPostgres.USER);
    settings.put("seonchak.postgres.password", postgres.password());
  }

  /** What was started last is stopped first. */
  private static void push(Deque<Runnable> stops, Runnable stop) {
    synchronized (stops) {
      stops.push(stop);
    }
  }

  private static void requireFree(int port) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port));
    } catch (IOException e) {
      throw new EngineException(
          "port %d is in use (expected: a free one; choose another with --port)".formatted(port));
    }
  }

  private static void ready(Path home, int port, double seconds, boolean samples) {
    OUT.printf("ready in %.1f s: http://127.0.0.1:%d%n", seconds, port);
    Path password = home.resolve("secrets").resolve("operator-password");
    Path told = home.resolve("secrets").resolve("operator-password-told");
    try {
      if (Files.exists(password) && !Files.exists(told)) {
        OUT.printf(
            "operator: %s, password: %s (shown once; kept in %s)%n",
            System.getenv().getOrDefault("SEONCHAK_OPERATOR_EMAIL", "operator@seonchak.local"),
            Files.readString(password).strip(),
            password);
        if (samples && port != 0) {
          String email =
              System.getenv().getOrDefault("SEONCHAK_OPERATOR_EMAIL", "operator@seonchak.local");
          OUT.println(new Samples(port).make(email, Files.readString(password).strip()));
        }
        Files.createFile(told);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      OUT.println("the first words could not all be said: " + e.getMessage());
    }
    OUT.println("stop: Ctrl-C");
  }

  private static void fail(int code, @Nullable String message) {
    System.err.println("seonchak: " + message);
    System.exit(code);
  }
}
