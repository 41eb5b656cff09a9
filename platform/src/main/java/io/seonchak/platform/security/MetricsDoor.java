package io.seonchak.platform.security;

import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.HttpMethod;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.core.Authentication;

/**
 * Who may read the meters: an operator, and whoever carries the home's metrics token, which a
 * scraper reads from its file. They say how a drop runs, which is nobody else's business.
 */
@Configuration(proxyBeanMethods = false)
class MetricsDoor {

  /** The name of the token's file among the secrets. */
  static final String SECRET = "metrics-token";

  private static final String PATH = "/actuator/prometheus";

  @Bean
  AccessRules metricsRules(Secrets secrets) {
    byte[] expected = bytes("Bearer " + secrets.text(SECRET));
    return requests ->
        requests
            .requestMatchers(HttpMethod.GET, PATH)
            .access(
                (authentication, context) ->
                    new AuthorizationDecision(
                        carries(context.getRequest(), expected) || operates(authentication.get())));
  }

  private static boolean operates(@Nullable Authentication who) {
    return who != null
        && who.getAuthorities().stream()
            .anyMatch(role -> "ROLE_OPERATOR".equals(role.getAuthority()));
  }

  private static boolean carries(HttpServletRequest request, byte[] expected) {
    String given = request.getHeader("Authorization");
    return given != null && MessageDigest.isEqual(expected, bytes(given));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
