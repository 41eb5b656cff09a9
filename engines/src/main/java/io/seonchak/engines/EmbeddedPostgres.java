package io.seonchak.engines;

import io.seonchak.platform.security.Secrets;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 18 as a child process, durable: fsync, synchronous_commit and full_page_writes are on,
 * and that is checked at every start. It listens on the loopback address only, with a password that
 * stands in its home. A postmaster left over from a killed owner is stopped, then its data is used.
 * Not thread-safe.
 */
public final class EmbeddedPostgres implements AutoCloseable {

  /** The one role of the embedded database. */
  public static final String USER = "seonchak";

  /** The database made at the first start. */
  public static final String DATABASE = "postgres";

  /** Connections it takes at most. */
  public static final int CONNECTIONS_MAX = 160;

  private static final Duration START_WITHIN = Duration.ofSeconds(60);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(30);
  private static final String LOOPBACK = "127.0.0.1";

  private final Path data;
  private final Path log;
  private final Path programs;
  private final String password;
  private int port;
  private @Nullable Process process;

  private EmbeddedPostgres(Path home, Path programs, String password) {
    this.data = home.resolve("postgres");
    this.log = home.resolve("logs").resolve("postgres.log");
    this.programs = programs;
    this.password = password;
  }

  /**
   * Starts the database of a home, on the port of last time if that is free.
   *
   * @param home the folder its data and log lie in
   * @param programs where PostgreSQL itself is unpacked; several homes may share it
   * @throws EngineException when it does not start
   */
  public static EmbeddedPostgres start(Path home, Path programs) {
    try {
      Files.createDirectories(home.resolve("logs"));
    } catch (IOException e) {
      throw new EngineException("no folder for logs in " + home, e);
    }
    var postgres =
        new EmbeddedPostgres(
            home, PostgresFiles.unpackInto(programs), new Secrets(home).text("postgres-password"));
    postgres.initialise();
    postgres.stopLeftOver();
    postgres.start();
    postgres.requireDurable();
    return postgres;
  }

  /** The address of its own database. */
  public String url() {
    return url(DATABASE);
  }

  /** The address of a database on it. */
  public String url(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(LOOPBACK, port, database);
  }

  /** The password of {@link #USER}. */
  public String password() {
    return password;
  }

  /** The postmaster's process id. */
  public long pid() {
    return running().pid();
  }

  /** Opens a connection of its own. */
  public Connection connect(String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    return DriverManager.getConnection(url(database), properties);
  }

  /** SIGKILL to the postmaster, as a crash would. */
  public void kill() {
    running().destroyForcibly();
    ChildProcess.await(() -> !running().isAlive(), STOP_WITHIN);
  }

  /** Stops the postmaster and its processes where they are. */
  public void suspend() {
    signalAll("STOP");
  }

  /** Lets them go on. */
  public void resume() {
    signalAll("CONT");
  }

  /** Starts it again after {@link #kill()}, on the same port. */
  public void restart() {
    stopLeftOver();
    start();
  }

  /** Ends it in order: open transactions are rolled back, everything is written. */
  @Override
  public void close() {
    Process now = process;
    if (now != null && now.isAlive()) {
      ChildProcess.signal(now.pid(), "INT");
      if (!ChildProcess.await(() -> !now.isAlive(), STOP_WITHIN)) {
        now.destroyForcibly();
      }
    }
  }

  private void initialise() {
    port = freePort(rememberedPort());
    if (Files.exists(data.resolve("PG_VERSION"))) {
      return;
    }
    Path passwordFile = data.resolveSibling("initdb-password");
    try {
      Home.delete(data);
      Files.writeString(passwordFile, password);
      Files.setPosixFilePermissions(passwordFile, PosixFilePermissions.fromString("rw-------"));
      Path beside = data.resolveSibling("postgres-initialising");
      Home.delete(beside);
      ChildProcess.run(
          asOrdinaryUser(
              program("initdb"),
              "--pgdata=" + beside,
              "--username=" + USER,
              "--pwfile=" + passwordFile,
              "--auth=scram-sha-256",
              "--encoding=UTF8",
              "--locale=C",
              "--no-instructions"),
          log,
          START_WITHIN);
      Files.move(beside, data);
    } catch (IOException e) {
      throw new EngineException("PostgreSQL's data cannot be made in " + data, e);
    } finally {
      passwordFile.toFile().delete();
    }
  }

  /** A zombie or a dying backend may hold the data for a moment, so a start is tried again. */
  private void start() {
    long end = System.nanoTime() + START_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      Process started = launch();
      process = started;
      if (ChildProcess.await(() -> !started.isAlive() || answers(), START_WITHIN)
          && started.isAlive()) {
        return;
      }
    }
    throw new EngineException(
        "PostgreSQL did not start within %s; see %s".formatted(START_WITHIN, log));
  }

  private Process launch() {
    try {
      Files.writeString(data.resolveSibling("postgres.port"), Integer.toString(port));
      return ChildProcess.builder(
              asOrdinaryUser(
                  program("postgres"),
                  "-D",
                  data.toString(),
                  "-c",
                  "port=" + port,
                  "-c",
                  "listen_addresses=" + LOOPBACK,
                  "-c",
                  "unix_socket_directories=",
                  "-c",
                  "max_connections=" + CONNECTIONS_MAX,
                  "-c",
                  "shared_buffers=256MB",
                  "-c",
                  "wal_buffers=16MB",
                  "-c",
                  "max_wal_size=4GB",
                  "-c",
                  "checkpoint_timeout=15min",
                  "-c",
                  "checkpoint_completion_target=0.9",
                  "-c",
                  "fsync=on",
                  "-c",
                  "synchronous_commit=on",
                  "-c",
                  "full_page_writes=on"),
              log)
          .start();
    } catch (IOException e) {
      throw new EngineException("PostgreSQL cannot be started", e);
    }
  }

  private boolean answers() {
    try (Connection connection = connect(DATABASE)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  private void requireDurable() {
    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      try (Connection connection = connect(DATABASE);
          Statement statement = connection.createStatement();
          ResultSet shown = statement.executeQuery("SHOW " + setting)) {
        shown.next();
        if (!shown.getString(1).equals("on")) {
          close();
          throw new EngineException(
              "PostgreSQL runs with %s = %s (expected: on)".formatted(setting, shown.getString(1)));
        }
      } catch (SQLException e) {
        throw new EngineException("PostgreSQL does not show " + setting, e);
      }
    }
  }

  private void stopLeftOver() {
    ChildProcess.leftOver(data.resolve("postmaster.pid"), data.toString())
        .ifPresent(
            old -> {
              ChildProcess.signal(old.pid(), "INT");
              if (!ChildProcess.await(() -> !ChildProcess.lives(old), STOP_WITHIN)) {
                throw new EngineException(
                    "a left-over PostgreSQL, process %d, does not stop (expected: end it, then start again)"
                        .formatted(old.pid()));
              }
            });
  }

  private void signalAll(String name) {
    running().descendants().forEach(child -> ChildProcess.signal(child.pid(), name));
    ChildProcess.signal(running().pid(), name);
  }

  private Process running() {
    if (process == null) {
      throw new IllegalStateException("PostgreSQL was not started");
    }
    return process;
  }

  private String program(String name) {
    return programs.resolve("bin").resolve(name).toString();
  }

  /**
   * PostgreSQL refuses to run as root. In a user namespace of its own the process is nobody in
   * particular, while its files stay root's. A session of its own keeps Ctrl-C at the terminal from
   * reaching the engine before the application is done with it.
   */
  private static List<String> asOrdinaryUser(String... command) {
    List<String> line = new ArrayList<>();
    if (Files.isExecutable(Path.of("/usr/bin/setsid"))) {
      line.add("setsid");
    }
    if (System.getProperty("user.name").equals("root")) {
      line.addAll(List.of("unshare", "--user"));
    }
    line.addAll(List.of(command));
    return line;
  }

  private int rememberedPort() {
    Path file = data.resolveSibling("postgres.port");
    try {
      return Files.exists(file) ? Integer.parseInt(Files.readString(file).strip()) : 0;
    } catch (IOException | NumberFormatException e) {
      throw new EngineException("port file %s cannot be read".formatted(file), e);
    }
  }

  private static int freePort(int wanted) {
    try (var socket = new ServerSocket()) {
      socket.setReuseAddress(true);
      socket.bind(new java.net.InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), wanted));
      return socket.getLocalPort();
    } catch (IOException e) {
      if (wanted != 0) {
        return freePort(0);
      }
      throw new EngineException("no free port on the loopback address", e);
    }
  }
}
