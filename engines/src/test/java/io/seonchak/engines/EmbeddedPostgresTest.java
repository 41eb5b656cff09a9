package io.seonchak.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedPostgresTest {

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
    postgres = EmbeddedPostgres.start(home, Path.of("target", "engines"));
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
