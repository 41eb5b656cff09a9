package io.seonchak.platform.audit;

import java.time.Clock;
import java.time.LocalTime;
import java.time.format.DateTimeParseException;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The audit of a process, by the settings. */
@Configuration(proxyBeanMethods = false)
class AuditWiring {

  private static final String TIME = "seonchak.audit.time";
  private static final String NEVER = "off";

  /**
   * A look at everything takes longer than a page view may, so it has a connection of its own,
   * which cannot write.
   */
  private static final String OPTIONS =
      "-c default_transaction_read_only=on -c statement_timeout=10min -c lock_timeout=2s"
          + " -c idle_in_transaction_session_timeout=1min";

  @Bean
  Snapshots snapshots(
      @Value("${spring.datasource.url}") String url,
      @Value("${spring.datasource.username}") String username,
      @Value("${spring.datasource.password}") String password) {
    var source = new DriverManagerDataSource(url, username, password);
    var properties = new Properties();
    properties.setProperty("options", OPTIONS);
    properties.setProperty("connectTimeout", "2");
    properties.setProperty("tcpKeepAlive", "true");
    source.setConnectionProperties(properties);
    return new Snapshots(source);
  }

  @Bean
  Auditor auditor(ObjectProvider<Checks> offered, Snapshots snapshots, Clock clock) {
    return new Auditor(offered, snapshots, clock);
  }

  @Bean
  Nightly nightlyAudit(Auditor auditor, @Value("${" + TIME + ":04:00}") String time, Clock clock) {
    return new Nightly(auditor, time(time), clock);
  }

  private static @Nullable LocalTime time(String text) {
    try {
      return text.equals(NEVER) ? null : LocalTime.parse(text);
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "%s: '%s' (expected: a time of day as 04:00, or %s)".formatted(TIME, text, NEVER), e);
    }
  }
}
