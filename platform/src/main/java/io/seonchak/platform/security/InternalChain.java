package io.seonchak.platform.security;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Clock;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.authority.AuthorityUtils;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.preauth.PreAuthenticatedAuthenticationToken;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * {@code /internal/**}: only for processes of ours. A member's token is not even looked at here,
 * and a service's opens nothing elsewhere.
 */
@Configuration(proxyBeanMethods = false)
class InternalChain {

  private static final String PREFIX = "/internal/";
  private static final String ROLE = "SERVICE";

  @Bean
  ServiceTokens serviceTokens(Secrets secrets, Clock clock) {
    return new ServiceTokens(secrets.text(ServiceTokens.SECRET), clock);
  }

  @Bean
  @Order(1)
  SecurityFilterChain internal(HttpSecurity http, ServiceTokens tokens) {
    return SecurityChain.bare(http.securityMatcher(PREFIX + "**"))
        .addFilterBefore(new Service(tokens), AuthorizationFilter.class)
        .authorizeHttpRequests(requests -> requests.anyRequest().hasRole(ROLE))
        .build();
  }

  private static final class Service extends OncePerRequestFilter {

    private final ServiceTokens tokens;

    Service(ServiceTokens tokens) {
      this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      String service = service(request.getServletPath());
      if (tokens.allows(request.getHeader(HttpHeaders.AUTHORIZATION), service)) {
        SecurityContextHolder.getContext()
            .setAuthentication(
                new PreAuthenticatedAuthenticationToken(
                    "service", "", AuthorityUtils.createAuthorityList("ROLE_" + ROLE)));
      }
      chain.doFilter(request, response);
    }

    /** The service asked: the path's second part. */
    private static String service(String path) {
      int end = path.indexOf('/', PREFIX.length());
      return end < 0 ? "" : path.substring(PREFIX.length(), end);
    }
  }
}
