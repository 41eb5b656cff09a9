package io.seonchak.tosssimulator;

import io.seonchak.platform.role.Role;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Condition;
import org.springframework.context.annotation.ConditionContext;
import org.springframework.context.annotation.Conditional;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.core.type.AnnotatedTypeMetadata;

/**
 * The embedded default: the simulator in the process that pays, where neither a key nor an address
 * of a gateway is configured. It tells its webhooks to that process. No component, so that the
 * simulator's own scan passes by.
 */
@Conditional(EmbeddedTossSimulator.NoGateway.class)
@Import(TossSimulator.class)
public class EmbeddedTossSimulator {

  /** The process listens where nobody knew before it did. */
  @Bean
  ApplicationListener<WebServerInitializedEvent> webhooksToThisProcess(
      Webhooks webhooks, @Value("${seonchak.toss-simulator.webhook-url:}") String elsewhere) {
    return started -> {
      if (elsewhere.isEmpty()) {
        webhooks.register(
            "http://127.0.0.1:%d/api/webhooks/toss".formatted(started.getWebServer().getPort()));
      }
    };
  }

  /** Whether this process pays, and nobody said by which gateway. */
  static final class NoGateway implements Condition {

    private static final List<String> SETTINGS =
        List.of("TOSS_SECRET_KEY", "TOSS_CLIENT_KEY", "seonchak.toss.url");

    @Override
    public boolean matches(ConditionContext context, AnnotatedTypeMetadata metadata) {
      Environment environment = context.getEnvironment();
      return Role.parse(environment.getProperty(Role.SETTING, "")).contains(Role.PAYMENT)
          && SETTINGS.stream().allMatch(setting -> environment.getProperty(setting, "").isBlank());
    }
  }
}
