package io.seonchak.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** The PostgreSQL a bench runs on. */
final class BenchDatabase implements AutoCloseable {

  private final String url;
  private final String user;
  private final String password;

  private BenchDatabase(String url, String user, String password) {
    this.url = url;
    this.user = user;
    this.password = password;
  }

  static BenchDatabase open() {
    return new BenchDatabase(
        System.getProperty("bench.url", "jdbc:postgresql://127.0.0.1:54999/postgres"),
        "postgres",
        "");
  }

  /** Connections opened with {@code options}. */
  HikariDataSource pool(String options, int size) {
    var config = new HikariConfig();
    config.setJdbcUrl(url);
    config.setUsername(user);
    config.setPassword(password);
    config.setMaximumPoolSize(size);
    config.addDataSourceProperty("options", options);
    config.addDataSourceProperty("prepareThreshold", "1");
    return new HikariDataSource(config);
  }

  @Override
  public void close() {}
}
