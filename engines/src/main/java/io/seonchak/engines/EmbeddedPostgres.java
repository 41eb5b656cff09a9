package io.seonchak.engines;

import io.seonchak.platform.security.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL 18 as a child process, durable: fsync, synchronous_commit and full_page_writes are on,
 * and that is checked at every start. It listens on the loopback address only, with a password that
 * stands in its home. A postmaster left over from a killed owner is stopped, then its data is used.
 * Only {@link #close()} may come from another thread, at any time: also while it starts.
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
  private static final Duration AGAIN_AFTER = Duration.ofMillis(200);
  private static final String UNFINISHED = "postgres-initialising";
  private static final String SECRET = "postgres-password";
  private static final String LOOPBACK = "127.0.0.1";

  private final Path data;
  private final Path log;
  private final Path programs;
  private final String password;
  private final RunAs runAs;
  private int port;
  private volatile @Nullable Process process;
  private volatile boolean closed;

  private EmbeddedPostgres(Path home, Path programs, String password, RunAs runAs) {
    this.runAs = runAs;
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
    return start(home, programs, postgres -> {});
  }

  /**
   * The same for an owner who may be told to stop meanwhile.
   *
   * @param beforehand gets it before any of its processes runs, to close it
   */
  public static EmbeddedPostgres start(
      Path home, Path programs, Consumer<EmbeddedPostgres> beforehand) {
    return start(home, programs, beforehand, RunAs.chosen());
  }

  static EmbeddedPostgres start(
      Path home, Path programs, Consumer<EmbeddedPostgres> beforehand, RunAs runAs) {
    try {
      Files.createDirectories(home.resolve("logs"));
    } catch (IOException e) {
      throw new EngineException("no folder for logs in " + home, e);
    }
    var postgres =
        new EmbeddedPostgres(
            home, PostgresFiles.unpackInto(programs), new Secrets(home).text(SECRET), runAs);
    beforehand.accept(postgres);
    postgres.stopLeftOver();
    postgres.initialise();
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
    ChildProcess.signalAll("STOP", running().toHandle());
  }

  /** Lets them go on. */
  public void resume() {
    ChildProcess.signalAll("CONT", running().toHandle());
  }

  /** Starts it again after {@link #kill()}, on the same port. */
  public void restart() {
    stopLeftOver();
    start();
  }

  /**
   * Ends it in order: open transactions are rolled back, everything is written. It cannot be
   * started again.
   */
  @Override
  public void close() {
    Process now;
    synchronized (this) {
      closed = true;
      now = process;
    }
    if (now != null && now.isAlive()) {
      stop(now.toHandle());
      if (!ChildProcess.await(() -> !now.isAlive(), STOP_WITHIN)) {
        now.destroyForcibly();
      }
    }
  }

  /** Whoever was halted has to go on to be able to stop. */
  private static void stop(ProcessHandle postmaster) {
    ChildProcess.signalAll("CONT", postmaster);
    ChildProcess.signal("INT", postmaster);
  }

  private void initialise() {
    port = freePort(rememberedPort());
    try {
      if (!Files.exists(data.resolve("PG_VERSION"))) {
        Home.delete(data);
        Files.move(initialised(), data);
      }
      runAs.own(data);
      deleteUnfinished();
    } catch (IOException e) {
      throw new EngineException(
          "PostgreSQL's data cannot be made in %s: %s".formatted(data, e.getMessage()), e);
    }
  }

  /** In a folder of a new name, because a killed owner's initdb may still be at work in another. */
  private Path initialised() throws IOException {
    Path beside = Files.createTempDirectory(data.getParent(), UNFINISHED);
    runAs.own(beside);
    Process initdb =
        launch(
            List.of(
                program("initdb"),
                "--pgdata=" + beside,
                "--username=" + USER,
                "--pwfile=" + data.resolveSibling("secrets").resolve(SECRET),
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--no-instructions"));
    boolean ended = ChildProcess.await(() -> !initdb.isAlive(), START_WITHIN);
    if (!ended || initdb.exitValue() != 0) {
      initdb.destroyForcibly();
      Home.delete(beside);
      throw new EngineException("PostgreSQL's data cannot be made; see " + log);
    }
    return beside;
  }

  /** What a killed owner's initdb left; if it is still at work, the next start deletes it. */
  private void deleteUnfinished() throws IOException {
    try (DirectoryStream<Path> unfinished =
        Files.newDirectoryStream(data.getParent(), UNFINISHED + "*")) {
      for (Path folder : unfinished) {
        Home.delete(folder);
      }
    } catch (UncheckedIOException e) {
      // It stands in nobody's way until then.
    }
  }

  /** A zombie or a dying backend may hold the data for a moment, so a start is tried again. */
  private void start() {
    long end = System.nanoTime() + START_WITHIN.toNanos();
    while (System.nanoTime() < end) {
      rememberPort();
      Process started = launch(serverLine());
      if (ChildProcess.await(() -> !started.isAlive() || answers(), START_WITHIN)
          && started.isAlive()) {
        return;
      }
      ChildProcess.await(() -> closed, AGAIN_AFTER);
    }
    throw new EngineException(
        "PostgreSQL did not start within %s; see %s".formatted(START_WITHIN, log));
  }

  /** Nothing is launched once it is closed. */
  private synchronized Process launch(List<String> command) {
    if (closed) {
      throw new EngineException("PostgreSQL was stopped while it started");
    }
    try {
      Process started = ChildProcess.builder(runAs.line(command), log).start();
      process = started;
      return started;
    } catch (IOException e) {
      throw new EngineException("PostgreSQL cannot be started", e);
    }
  }

  private List<String> serverLine() {
    List<String> line = new ArrayList<>(List.of(program("postgres"), "-D", data.toString()));
    for (String setting :
        List.of(
            "port=" + port,
            "listen_addresses=" + LOOPBACK,
            "unix_socket_directories=",
            "max_connections=" + CONNECTIONS_MAX,
            "shared_buffers=256MB",
            "wal_buffers=16MB",
            "max_wal_size=4GB",
            "checkpoint_timeout=15min",
            "checkpoint_completion_target=0.9",
            "fsync=on",
            "synchronous_commit=on",
            "full_page_writes=on")) {
      line.addAll(List.of("-c", setting));
    }
    return line;
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
              stop(old);
              if (!ChildProcess.await(() -> !ChildProcess.lives(old), STOP_WITHIN)) {
                throw new EngineException(
                    "a left-over PostgreSQL, process %d, does not stop (expected: end it, then start again)"
                        .formatted(old.pid()));
              }
            });
  }

  private Process running() {
    Process now = process;
    if (now == null) {
      throw new IllegalStateException("PostgreSQL was not started");
    }
    return now;
  }

  private String program(String name) {
    return programs.resolve("bin").resolve(name).toString();
  }

  private Path portFile() {
    return data.resolveSibling("postgres.port");
  }

  private void rememberPort() {
    try {
      Files.writeString(portFile(), Integer.toString(port));
    } catch (IOException e) {
      throw new EngineException("port file %s cannot be written".formatted(portFile()), e);
    }
  }

  /** 0, any port, when none is known; a file cut short by a crash is no knowledge. */
  private int rememberedPort() {
    try {
      return Files.exists(portFile()) ? Integer.parseInt(Files.readString(portFile()).strip()) : 0;
    } catch (NumberFormatException e) {
      return 0;
    } catch (IOException e) {
      throw new EngineException("port file %s cannot be read".formatted(portFile()), e);
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
