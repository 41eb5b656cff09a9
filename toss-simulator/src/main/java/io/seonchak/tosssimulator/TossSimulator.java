package io.seonchak.tosssimulator;

import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import java.time.Duration;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.FullyQualifiedAnnotationBeanNameGenerator;

/**
 * The simulator's wiring. It refuses to start beside live keys. Needs a {@code DataSource} and a
 * {@code Clock}.
 */
@Configuration(proxyBeanMethods = false)
@ComponentScan(nameGenerator = FullyQualifiedAnnotationBeanNameGenerator.class)
public class TossSimulator {

  static final String SCHEMA = "toss_simulator";

  @Bean
  SimulatorSettings simulatorSettings(
      @Value("${TOSS_SECRET_KEY:" + SimulatorSettings.KEY + "}") String secretKey,
      @Value("${TOSS_CLIENT_KEY:}") String clientKey,
      @Value("${seonchak.toss-simulator.webhook-url:}") String webhookUrl,
      @Value("${seonchak.toss-simulator.webhook-minute:60s}") Duration webhookMinute,
      @Value("${seonchak.toss-simulator.background:true}") boolean background) {
    return new SimulatorSettings(secretKey, clientKey, webhookUrl, webhookMinute, background);
  }

  @Bean
  ContextSchema tossSimulatorSchema(DataSource source) {
    return ContextSchema.migrated(source, SCHEMA, "classpath:db/toss_simulator");
  }

  /** The gateway's paths look at the secret key themselves; the window is everybody's. */
  @Bean
  AccessRules tossSimulatorRules() {
    return requests -> requests.requestMatchers("/toss-simulator/**").permitAll();
  }
}
