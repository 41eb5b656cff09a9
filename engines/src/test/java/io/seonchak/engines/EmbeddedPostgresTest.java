package io.seonchak.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

  private static final Path PROGRAMS = Path.of("target", "engines");

  @TempDir Path home;
  private EmbeddedPostgres postgres;

  @AfterEach
  void stop() {
    if (postgres != null) {
      postgres.close();
    }
  }

  @Test
  void aHomeInUseIsRefusedInOneClearLine() {
    try (Home first = Home.take(home)) {
      assertThat(first.folder()).exists();
      assertThatThrownBy(() -> Home.take(home))
          .isInstanceOf(EngineException.class)
          .hasMessageContaining("is in use by process " + ProcessHandle.current().pid());
    }
  }

  @Test
  void onceClosedNothingIsLaunched() {
    postgres = new EmbeddedPostgres(home, PROGRAMS, RunAs.chosen());
    postgres.close();

    assertThatThrownBy(postgres::prepare)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("stopped while it started");
    assertThat(home.resolve("postgres")).doesNotExist();
  }

  @Test
  void aPortFileCutShortByACrashIsNoObstacle() throws Exception {
    Files.writeString(home.resolve("postgres.port"), "");

    start();

    assertThat(postgres.url()).doesNotContain(":0/");
  }

  @Test
  void theNextStartHasTheSameAddress() {
    start();
    String url = postgres.url();
    postgres.close();

    start();

    assertThat(postgres.url()).isEqualTo(url);
  }

  @Test
  void aHaltedLeftOverIsTakenOver() throws Exception {
    start();
    execute("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)");
    postgres.suspend();

    start();

    assertThat(count()).isEqualTo(1);
  }

  @Test
  void rootStepsAsideEitherWayOnTheSameData() throws Exception {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");
    start(RunAs.NOBODY);
    execute("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)");
    postgres.close();
    start(RunAs.NAMESPACE);
    execute("INSERT INTO kept VALUES (2)");
    postgres.close();

    start(RunAs.NOBODY);

    assertThat(count()).isEqualTo(2);
  }

  @Test
  void nobodyFindsHisProgramsInAFolderThatIsRootsAlone() {
    assumeThat(System.getProperty("user.name")).isEqualTo("root");

    postgres = EmbeddedPostgres.start(home, home.resolve("engines"), RunAs.NOBODY);

    assertThat(postgres.url()).startsWith("jdbc:postgresql://127.0.0.1:");
  }

  @Test
  void whatAKilledInitialisationLeftIsCleanedUp() throws Exception {
    Path left = Files.createDirectory(home.resolve("postgres-initialising1"));
    Files.writeString(left.resolve("PG_VERSION"), "18");

    start();

    assertThat(left).doesNotExist();
  }

  @Test
  void whatIsCommittedIsDurableByItsSettings() throws Exception {
    start();

    for (String setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
      assertThat(shown(setting)).as(setting).isEqualTo("on");
    }
    assertThat(shown("listen_addresses")).isEqualTo("127.0.0.1");
  }

  @Test
  void whatWasCommittedSurvivesAKilledDatabaseAndAnOwnerThatForgotIt() throws Exception {
    start();
    execute("CREATE TABLE kept (n int)", "INSERT INTO kept VALUES (1)");
    postgres.kill();
    postgres.restart();
    execute("INSERT INTO kept VALUES (2)");
    long leftOver = postgres.pid();

    start();

    assertThat(count()).isEqualTo(2);
    assertThat(ProcessHandle.of(leftOver).filter(ChildProcess::lives)).isEmpty();
  }

  @Test
  void afterAStopNothingRuns() {
    start();
    ProcessHandle running = ProcessHandle.of(postgres.pid()).orElseThrow();

    postgres.close();

    assertThat(ChildProcess.lives(running)).isFalse();
  }

  private void start() {
    start(RunAs.chosen());
  }

  private void start(RunAs runAs) {
    postgres = EmbeddedPostgres.start(home, PROGRAMS, runAs);
  }

  private String shown(String setting) throws SQLException {
    try (Connection connection = postgres.connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet shown = statement.executeQuery("SHOW " + setting)) {
      shown.next();
      return shown.getString(1);
    }
  }

  private void execute(String... statements) throws SQLException {
    try (Connection connection = postgres.connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  private int count() throws SQLException {
    try (Connection connection = postgres.connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet counted = statement.executeQuery("SELECT count(*) FROM kept")) {
      counted.next();
      return counted.getInt(1);
    }
  }
}
