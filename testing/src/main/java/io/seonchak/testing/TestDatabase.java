package io.seonchak.testing;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.engines.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A new, empty database on the one real PostgreSQL of this test process, which is started with the
 * first and stopped with the process. Durable, as in production.
 */
public final class TestDatabase {

  private static final AtomicInteger NEXT = new AtomicInteger();
  private static @Nullable EmbeddedPostgres postgres;

  private final String name;

  private TestDatabase(String name) {
    this.name = name;
  }

  /** Makes one. */
  public static TestDatabase fresh() {
    String name = "test_" + NEXT.incrementAndGet();
    try (Connection connection = postgres().connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("no test database", e);
    }
    return new TestDatabase(name);
  }

  /** The PostgreSQL itself, for tests that hurt it. */
  public static synchronized EmbeddedPostgres postgres() {
    EmbeddedPostgres running = postgres;
    if (running == null) {
      running = TestEngines.start(EmbeddedPostgres::start);
      postgres = running;
    }
    return running;
  }

  /** JDBC address. */
  public String url() {
    return postgres().url(name);
  }

  /** The user. */
  public String username() {
    return EmbeddedPostgres.USER;
  }

  /** His password. */
  public String password() {
    return postgres().password();
  }

  /** Opens a connection of its own. */
  public Connection connect() throws SQLException {
    return postgres().connect(name);
  }

  /** Changes rows as somebody would whom neither triggers nor foreign keys stop. */
  public void forge(String... changes) {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute("SET session_replication_role = replica");
      for (String change : changes) {
        statement.execute(change);
      }
    } catch (SQLException e) {
      throw new IllegalStateException("not forged", e);
    }
  }

  /**
   * A pool of connections.
   *
   * @param options of the server for each connection, for example {@code -c lock_timeout=1s}
   */
  public HikariDataSource pool(int size, String options) {
    var config = new HikariConfig();
    config.setJdbcUrl(url());
    config.setUsername(username());
    config.setPassword(password());
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(1_000);
    config.addDataSourceProperty("options", options);
    config.addDataSourceProperty("prepareThreshold", "1");
    return new HikariDataSource(config);
  }
}
