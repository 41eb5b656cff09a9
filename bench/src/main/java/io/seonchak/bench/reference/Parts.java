package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.id.Ids;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.Map;

/**
 * What a design is made of. Nothing is opened before it is asked for.
 *
 * @param environment where the engines are, as the product reads it
 */
public record Parts(Map<String, String> environment, Ids ids) {

  /** Those of this environment. */
  public Parts(Map<String, String> environment) {
    this(environment, new Ids(Clock.systemUTC()));
  }

  private static final long WAITS_MILLIS = 30_000;

  /**
   * Connections to PostgreSQL, and the tables there. Whoever waits for one waits long: a refused
   * request would count as none.
   */
  HikariDataSource database(int size) throws SQLException {
    var config = new HikariConfig();
    config.setJdbcUrl(text("SEONCHAK_POSTGRES_URL"));
    config.setUsername(text("SEONCHAK_POSTGRES_USERNAME"));
    config.setPassword(text("SEONCHAK_POSTGRES_PASSWORD"));
    config.setMaximumPoolSize(size);
    config.setConnectionTimeout(WAITS_MILLIS);
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty("reWriteBatchedInserts", "true");
    var source = new HikariDataSource(config);
    try (Connection connection = source.getConnection()) {
      Tables.create(connection);
    }
    return source;
  }

  /** Redis, with its password. */
  URI redis() {
    return URI.create(text("SEONCHAK_REDIS_URL"));
  }

  /** Kafka, as host and port. */
  String kafka() {
    return text("SEONCHAK_KAFKA_SERVERS");
  }

  /** What the names of keys and topics begin with. */
  String namespace() {
    return text("SEONCHAK_NAMESPACE");
  }

  private String text(String name) {
    String value = environment.get(name);
    if (value == null) {
      throw new IllegalStateException(name + " is missing");
    }
    return value;
  }
}
