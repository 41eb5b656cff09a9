package io.seonchak.engines;

import io.seonchak.platform.security.Secrets;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * PostgreSQL 18 as a child process, durable: fsync, synchronous_commit and full_page_writes are on,
 * and that is checked at every start. It listens on the loopback address only, with a password that
 * stands in its home. Stopped in order it rolls open transactions back.
 */
public final class EmbeddedPostgres extends Engine {

  /** The one role of the embedded database. */
  public static final String USER = "seonchak";

  /** The database made at the first start. */
  public static final String DATABASE = "postgres";

  /** Connections it takes at most. */
  public static final int CONNECTIONS_MAX = 160;

  private static final String UNFINISHED = "postgres-initialising";

  /** The secret of its home that is its password. */
  public static final String SECRET = "postgres-password";

  private final Path programs;
  private Path unpacked;
  private String password = "";
  private int port;

  EmbeddedPostgres(Path home, Path programs, RunAs runAs) {
    super("PostgreSQL", home, "postgres", "INT", runAs);
    this.programs = programs;
    this.unpacked = programs;
  }

  /**
   * Starts the database of a home, on the port of last time if that is free.
   *
   * @param home the folder its data and log lie in
   * @param programs where PostgreSQL itself is unpacked; several homes may share it
   * @throws EngineException when it does not start
   */
  public static EmbeddedPostgres start(Path home, Path programs) {
    return start(home, programs, RunAs.chosen());
  }

  static EmbeddedPostgres start(Path home, Path programs, RunAs runAs) {
    var postgres = new EmbeddedPostgres(home, programs, runAs);
    postgres.prepare();
    postgres.up();
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

  @Override
  public Map<String, String> settings() {
    return Map.of(
        "seonchak.postgres.url",
        url(),
        "seonchak.postgres.username",
        USER,
        "seonchak.postgres.password",
        password);
  }

  /** Opens a connection of its own. */
  public Connection connect(String database) throws SQLException {
    var properties = new Properties();
    properties.setProperty("user", USER);
    properties.setProperty("password", password);
    properties.setProperty("connectTimeout", "2");
    return DriverManager.getConnection(url(database), properties);
  }

  @Override
  String mark() {
    return "-D " + data;
  }

  @Override
  void makeFiles() throws IOException {
    unpacked = PostgresFiles.unpackInto(programs);
    password = new Secrets(home).text(SECRET);
    port = Ports.take(home.resolve("postgres.port"));
    if (!Files.exists(data.resolve("PG_VERSION"))) {
      Home.delete(data);
      Files.move(initialised(), data);
    }
    runAs.own(data);
    deleteUnfinished();
  }

  /** In a folder of a new name, because a killed owner's initdb may still be at work in another. */
  private Path initialised() throws IOException {
    Path beside = Files.createTempDirectory(home, UNFINISHED);
    runAs.own(beside);
    Process initdb =
        launch(
            List.of(
                program("initdb"),
                "--pgdata=" + beside,
                "--username=" + USER,
                "--pwfile=" + home.resolve("secrets").resolve(SECRET),
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
    try (DirectoryStream<Path> unfinished = Files.newDirectoryStream(home, UNFINISHED + "*")) {
      for (Path folder : unfinished) {
        Home.delete(folder);
      }
    } catch (UncheckedIOException e) {
      // It stands in nobody's way until then.
    }
  }

  @Override
  List<String> line() {
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

  @Override
  boolean answers() {
    try (Connection connection = connect(DATABASE)) {
      return connection.isValid(2);
    } catch (SQLException e) {
      return false;
    }
  }

  @Override
  void inspect() {
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

  private String program(String name) {
    return unpacked.resolve("bin").resolve(name).toString();
  }
}
