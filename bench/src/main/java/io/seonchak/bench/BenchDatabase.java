package io.seonchak.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The PostgreSQL a bench runs on: the product's own, durable, in a home that is thrown away. */
final class BenchDatabase implements AutoCloseable {

  private final Path home;
  private final EmbeddedPostgres postgres;

  private BenchDatabase(Path home, EmbeddedPostgres postgres) {
    this.home = home;
    this.postgres = postgres;
  }

  static BenchDatabase open() throws IOException {
    Path home = Files.createTempDirectory("seonchak-bench").toRealPath();
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "seonchak-bench-engines");
    return new BenchDatabase(home, EmbeddedPostgres.start(home, programs));
  }

  /** Connections opened with {@code options}. */
  HikariDataSource pool(String options, int size) {
    var config = new HikariConfig();
    config.setJdbcUrl(postgres.url());
    config.setUsername(EmbeddedPostgres.USER);
    config.setPassword(postgres.password());
    config.setMaximumPoolSize(size);
    config.addDataSourceProperty("options", options);
    config.addDataSourceProperty("prepareThreshold", "1");
    return new HikariDataSource(config);
  }

  @Override
  public void close() {
    postgres.close();
    Home.delete(home);
  }
}
