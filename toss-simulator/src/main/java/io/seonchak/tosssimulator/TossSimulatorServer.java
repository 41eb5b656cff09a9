package io.seonchak.tosssimulator;

import io.seonchak.platform.security.AccessRules;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;

/**
 * The simulator alone, on a port of its own of this machine: for tests, and for rehearsals in which
 * the application is killed and the gateway is not.
 */
public final class TossSimulatorServer implements AutoCloseable {

  /** The secret key it takes when none is configured. */
  public static final String SECRET_KEY = SimulatorSettings.KEY;

  private final ConfigurableApplicationContext context;

  /** No component, so that the simulator's own scan passes by. */
  @EnableAutoConfiguration
  @ComponentScan("io.seonchak.platform.web")
  @Import(TossSimulator.class)
  static class Alone {

    /** The house's rules without the house's people: here nobody logs in. */
    @Bean
    SecurityFilterChain chain(HttpSecurity http, List<AccessRules> contexts) {
      return http.csrf(csrf -> csrf.disable())
          .httpBasic(basic -> basic.disable())
          .formLogin(form -> form.disable())
          .logout(logout -> logout.disable())
          .requestCache(cache -> cache.disable())
          .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
          .authorizeHttpRequests(
              requests -> {
                contexts.forEach(rules -> rules.add(requests));
                requests.anyRequest().denyAll();
              })
          .build();
    }

    @Bean
    UserDetailsService nobody() {
      return name -> {
        throw new UsernameNotFoundException("nobody logs in here");
      };
    }
  }

  private TossSimulatorServer(ConfigurableApplicationContext context) {
    this.context = context;
  }

  /**
   * Starts one.
   *
   * @param port 0 takes a free one
   * @param url JDBC address of the database that holds its schema
   * @param clock by which payments run out
   * @param more further settings, as on a command line without dashes
   */
  public static TossSimulatorServer start(
      int port, String url, String user, String password, Clock clock, String... more) {
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", port);
    settings.put("server.address", "127.0.0.1");
    settings.put("spring.datasource.url", url);
    settings.put("spring.datasource.username", user);
    settings.put("spring.datasource.password", password);
    settings.put("spring.flyway.enabled", "false");
    settings.put("spring.main.banner-mode", "off");
    settings.put("spring.threads.virtual.enabled", "true");
    settings.put("spring.web.resources.add-mappings", "false");
    settings.put("logging.level.root", "warn");
    for (String each : more) {
      settings.put(each.substring(0, each.indexOf('=')), each.substring(each.indexOf('=') + 1));
    }
    var application = new SpringApplication(Alone.class);
    application.setDefaultProperties(settings);
    application.addInitializers(
        context ->
            ((GenericApplicationContext) context).registerBean("clock", Clock.class, () -> clock));
    return new TossSimulatorServer(application.run());
  }

  /** Its address, without {@code /v1}. */
  public URI address() {
    int port =
        Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
    return URI.create("http://127.0.0.1:" + port + "/toss-simulator");
  }

  /** Takes one round of what else happens by itself: payments run out, webhooks go out. */
  public int round() {
    return context.getBean(Rounds.class).once();
  }

  @Override
  public void close() {
    context.close();
  }
}
