package io.seonchak.stock;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ClaimsSettings;
import io.seonchak.claims.Consequences;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.LedgerSigner;
import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.store.ContextSchema;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Base64;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.HttpMethod;

/** The stock context's wiring. */
@BoundedContext(role = Role.STOCK, calls = Role.CATALOG)
public class StockContext {

  static final String SCHEMA = "stock";

  private static final int COMMITTER_CONNECTIONS = 8;
  private static final int CONNECTION_TIMEOUT_MILLIS = 500;

  @Bean
  ContextSchema stockSchema(DataSource source) {
    return ContextSchema.migrated(source, SCHEMA, "classpath:db/claims", "classpath:db/stock");
  }

  /** Connections of the kernel's own, so that no page view can starve a claim. */
  @Bean(defaultCandidate = false)
  HikariDataSource committerConnections(
      @Value("${spring.datasource.url}") String url,
      @Value("${spring.datasource.username}") String username,
      @Value("${spring.datasource.password}") String password) {
    var config = new HikariConfig();
    config.setPoolName("committer");
    config.setJdbcUrl(url);
    config.setUsername(username);
    config.setPassword(password);
    config.setMaximumPoolSize(COMMITTER_CONNECTIONS + 2);
    config.setMinimumIdle(COMMITTER_CONNECTIONS / 2);
    config.setConnectionTimeout(CONNECTION_TIMEOUT_MILLIS);
    config.addDataSourceProperty("options", Claims.connectionOptions());
    config.addDataSourceProperty("prepareThreshold", "1");
    config.addDataSourceProperty("socketTimeout", "5");
    config.addDataSourceProperty("connectTimeout", "2");
    return new HikariDataSource(config);
  }

  @Bean
  LedgerSigner ledgerSigner(Secrets secrets) {
    String[] pair = secrets.text("ledger-key", StockContext::newLedgerKey).split("\n", -1);
    return LedgerSigner.of(
        Base64.getDecoder().decode(pair[0]), Base64.getDecoder().decode(pair[1]));
  }

  @Bean
  FileSink ledgerSink(@Value("${seonchak.home}") Path home) throws IOException {
    return new FileSink(home.resolve("sink").resolve(SCHEMA));
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  Claims claims(
      @Qualifier("committerConnections") HikariDataSource committer,
      @Qualifier("stockSchema") ContextSchema schema,
      LedgerSigner signer,
      FileSink sink)
      throws SQLException {
    return new Claims(ClaimsSettings.of(committer, schema.name(), signer, sink, Consequences.NONE));
  }

  /** Ahead of everything, so that a refusal costs no more than reading the request's head. */
  @Bean
  FilterRegistrationBean<ClaimDoor> claimDoorFirst(ClaimDoor door) {
    var registration = new FilterRegistrationBean<>(door);
    registration.addUrlPatterns("/api/drops/*");
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    registration.setAsyncSupported(true);
    return registration;
  }

  @Bean
  AccessRules stockRules() {
    return requests -> {
      requests
          .requestMatchers(
              HttpMethod.GET,
              "/api/drops",
              "/api/drops/*",
              "/api/drops/*/ledger",
              "/api/drops/*/events",
              "/.well-known/seonchak/keys")
          .permitAll();
      requests.requestMatchers(HttpMethod.POST, "/api/drops").hasAnyRole("SELLER", "OPERATOR");
      requests.requestMatchers(HttpMethod.PATCH, "/api/drops/*").hasAnyRole("SELLER", "OPERATOR");
      requests.requestMatchers(HttpMethod.POST, "/api/drops/*/ticket").authenticated();
      // These take a ticket as well as a token, so they look themselves.
      requests.requestMatchers("/api/drops/*/waiting-list", "/api/drops/*/claims/*").permitAll();
    };
  }

  private static String newLedgerKey() {
    LedgerSigner made = LedgerSigner.generate();
    return Base64.getEncoder().encodeToString(made.privateKey())
        + "\n"
        + Base64.getEncoder().encodeToString(made.publicKey());
  }
}
