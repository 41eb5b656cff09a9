package io.seonchak.app;

import io.seonchak.claims.ledger.WitnessServer;
import io.seonchak.claims.verify.Verify;
import io.seonchak.engines.EmbeddedKafka;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EmbeddedRedis;
import io.seonchak.engines.EngineException;
import io.seonchak.engines.Engines;
import io.seonchak.engines.Home;
import io.seonchak.rehearsal.Rehearse;
import io.seonchak.rehearsal.Training;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;

/** Starts what was asked for: a tool, or the application with the engines nobody configured. */
public final class Seonchak {

  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final PrintStream OUT = System.out;
  private static final Set<String> SECRET =
      Set.of("seonchak.postgres.password", "seonchak.redis.url");

  private Seonchak() {}

  /** The one entry. */
  public static void main(String[] args) throws Exception {
    if (tool(args)) {
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

  private static void rotateTokenKey(String[] args) {
    try {
      RotateTokenKey.run(args, System.getenv());
    } catch (Options.Unusable e) {
      System.err.println("seonchak: " + e.getMessage());
      System.exit(MISUSED);
    }
  }

  /** Runs a tool, if one was asked for. */
  private static boolean tool(String[] args) throws Exception {
    String[] rest = args.length == 0 ? args : Arrays.copyOfRange(args, 1, args.length);
    switch (args.length == 0 ? "" : args[0]) {
      case "verify" -> Verify.main(rest);
      case "rehearse" -> Rehearse.main(rest);
      case "train" -> Training.main(rest);
      case "witness" -> WitnessServer.main(rest);
      case "roles" -> RoleList.lines().forEach(OUT::println);
      case "rotate-token-key" -> rotateTokenKey(rest);
      case "audit" -> System.exit(Audit.run(rest, System.getenv(), OUT));
      default -> {
        return false;
      }
    }
    return true;
  }

  private static void start(Options options, Stops stops) {
    long begin = System.nanoTime();
    if (options.enginesOnly()) {
      Engines engines = embed(options.home(), EnumSet.allOf(Engines.Kind.class), stops);
      engines.awaitReady();
      enginesReady(options.home(), engines, seconds(begin));
      stops.await();
      return;
    }
    requireFree(options.port());
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", options.port());
    settings.put("seonchak.roles", options.roles());
    settings.put("seonchak.home", options.home().toAbsolutePath().toString());
    Set<Engines.Kind> wanted = notConfigured();
    boolean empty =
        wanted.contains(Engines.Kind.POSTGRES) && !Files.exists(options.home().resolve("secrets"));
    Engines engines = embed(options.home(), wanted, stops);
    settings.putAll(engines.settings());
    int port = run(settings, options, stops);
    engines.awaitReady();
    OUT.printf("ready in %.1f s: http://127.0.0.1:%d%n", seconds(begin), port);
    welcome(options.home(), port, empty && options.samples() && options.roles().isEmpty());
    OUT.println("stop: Ctrl-C");
  }

  private static Set<Engines.Kind> notConfigured() {
    return Arrays.stream(Engines.Kind.values())
        .filter(kind -> System.getenv(kind.variable()) == null)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(Engines.Kind.class)));
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

  /** Settings given here win over those of the packaged file, which has none of the secret ones. */
  private static String[] commandLine(Map<String, Object> settings) {
    return settings.entrySet().stream()
        .filter(setting -> !SECRET.contains(setting.getKey()))
        .map(setting -> "--" + setting.getKey() + "=" + setting.getValue())
        .toArray(String[]::new);
  }

  /** A home is taken only by who runs engines in it; others share it. */
  private static Engines embed(Path folder, Set<Engines.Kind> wanted, Stops stops) {
    if (wanted.isEmpty()) {
      return new Engines(folder, folder, wanted);
    }
    Home home = Home.take(folder);
    stops.add(home::close);
    var engines = new Engines(home.folder(), home.folder().resolve("engines"), wanted);
    stops.add(engines::close);
    OUT.printf("starting %s …%n", engines);
    engines.start();
    return engines;
  }

  /** What another process needs to share them; passwords only by where they lie. */
  private static void enginesReady(Path home, Engines engines, double seconds) {
    Path secrets = home.resolve("secrets");
    OUT.printf("ready in %.1f s: engines only%n", seconds);
    OUT.printf(
        "SEONCHAK_POSTGRES_URL=%s SEONCHAK_POSTGRES_USERNAME=%s, password in %s%n",
        engines.get(EmbeddedPostgres.class).url(),
        EmbeddedPostgres.USER,
        secrets.resolve(EmbeddedPostgres.SECRET));
    OUT.printf(
        "SEONCHAK_REDIS_URL=%s, PASSWORD in %s%n",
        engines.get(EmbeddedRedis.class).url("PASSWORD"), secrets.resolve(EmbeddedRedis.SECRET));
    OUT.printf("SEONCHAK_KAFKA_SERVERS=%s%n", engines.get(EmbeddedKafka.class).servers());
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
