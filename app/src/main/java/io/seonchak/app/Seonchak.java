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
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
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
    var stops = new Stops();
    Runtime.getRuntime().addShutdownHook(new Thread(stops::run, "stop"));
    try {
      start(Options.parse(args, System.getenv()), stops);
    } catch (Options.Unusable e) {
      System.err.println("seonchak: " + e.getMessage());
      System.exit(MISUSED);
    } catch (EngineException e) {
      fail(stops, e.getMessage());
    } catch (RuntimeException e) {
      Throwable cause = e;
      while (cause.getCause() != null) {
        cause = cause.getCause();
      }
      fail(stops, "it did not start: " + cause.getMessage());
    }
  }

  private static void start(Options options, Stops stops) {
    long begin = System.nanoTime();
    Map<String, Object> settings = new HashMap<>();
    if (options.enginesOnly()) {
      EmbeddedPostgres postgres = embed(options.home(), settings, stops);
      enginesReady(options.home(), postgres, seconds(begin));
      stops.await();
      return;
    }
    requireFree(options.port());
    settings.put("server.port", options.port());
    settings.put("seonchak.roles", options.roles());
    settings.put("seonchak.home", options.home().toAbsolutePath().toString());
    boolean embedded = System.getenv("SEONCHAK_POSTGRES_URL") == null;
    boolean empty = embedded && !Files.exists(options.home().resolve("secrets"));
    if (embedded) {
      embed(options.home(), settings, stops);
    }
    int port = run(settings, options, stops);
    OUT.printf("ready in %.1f s: http://127.0.0.1:%d%n", seconds(begin), port);
    welcome(options.home(), port, empty && options.samples() && options.roles().isEmpty());
    OUT.println("stop: Ctrl-C");
  }

  private static double seconds(long since) {
    return (System.nanoTime() - since) / 1e9;
  }

  /** Starts the application; the port it listens on. */
  private static int run(Map<String, Object> settings, Options options, Stops stops) {
    var application = new SpringApplication(Application.class);
    application.setRegisterShutdownHook(false);
    application.setDefaultProperties(settings);
    // Known before it is refreshed, so that who stops us meanwhile closes it, too.
    application.addInitializers(context -> stops.add(context::close));
    var context = application.run(commandLine(settings));
    return context instanceof WebServerApplicationContext web
        ? Objects.requireNonNull(web.getWebServer()).getPort()
        : options.port();
  }

  /** Settings given here win over those of the packaged file. */
  private static String[] commandLine(Map<String, Object> settings) {
    return settings.entrySet().stream()
        .filter(setting -> !setting.getKey().contains("password"))
        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
        .toArray(String[]::new);
  }

  private static EmbeddedPostgres embed(Path folder, Map<String, Object> settings, Stops stops) {
    Home home = Home.take(folder);
    stops.add(home::close);
    OUT.println("starting PostgreSQL …");
    EmbeddedPostgres postgres =
        EmbeddedPostgres.start(
            home.folder(),
            home.folder().resolve("engines"),
            starting -> stops.add(starting::close));
    settings.put("seonchak.postgres.url", postgres.url());
    settings.put("seonchak.postgres.username", EmbeddedPostgres.USER);
    settings.put("seonchak.postgres.password", postgres.password());
    return postgres;
  }

  private static void enginesReady(Path home, EmbeddedPostgres postgres, double seconds) {
    OUT.printf("ready in %.1f s: engines only%n", seconds);
    OUT.printf(
        "SEONCHAK_POSTGRES_URL=%s SEONCHAK_POSTGRES_USERNAME=%s, password in %s%n",
        postgres.url(),
        EmbeddedPostgres.USER,
        home.resolve("secrets").resolve("postgres-password"));
    OUT.println("stop: Ctrl-C");
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

  /** What is said once: the operator's generated password, and what an empty home was given. */
  private static void welcome(Path home, int port, boolean samples) {
    Path generated = home.resolve("secrets").resolve("operator-password");
    Path told = home.resolve("secrets").resolve("operator-password-told");
    String email =
        System.getenv().getOrDefault("SEONCHAK_OPERATOR_EMAIL", "operator@seonchak.local");
    try {
      if (Files.exists(generated) && !Files.exists(told)) {
        OUT.printf(
            "operator: %s, password: %s (shown once; kept in %s)%n",
            email, Files.readString(generated).strip(), generated);
        Files.createFile(told);
      }
      if (samples) {
        String given = System.getenv("SEONCHAK_OPERATOR_PASSWORD");
        String password = given == null ? Files.readString(generated).strip() : given;
        OUT.println(new Samples(port).make(email, password));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      OUT.println("the first words could not all be said: " + e.getMessage());
    }
  }

  /** Who was told to stop while starting has not failed. */
  private static void fail(Stops stops, @Nullable String message) {
    if (stops.begun()) {
      return;
    }
    System.err.println("seonchak: " + message);
    System.exit(FAILED);
  }
}
