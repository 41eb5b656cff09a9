package io.seonchak.platform.security;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.web.ProblemAdvice;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.CacheControl;
import org.springframework.http.HttpMethod;
import org.springframework.http.ResponseEntity;
import org.springframework.security.authentication.AbstractAuthenticationToken;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.authority.SimpleGrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * The chain every request but a claim passes: a token is checked, and what no rule allows is
 * denied.
 */
@Configuration(proxyBeanMethods = false)
class SecurityChain {

  @Bean
  Secrets secrets(
      @Value("${seonchak.home}") Path home, @Value("${seonchak.secrets:}") String folder) {
    return new Secrets(home, folder);
  }

  @Bean
  Revocations revocations() {
    return new Revocations();
  }

  @Bean
  TokenKeys tokenKeys(Secrets secrets, Clock clock) {
    return new TokenKeys(secrets, clock);
  }

  @Bean
  AccessTokens accessTokens(TokenKeys keys, Clock clock, Revocations revocations) {
    return new AccessTokens(keys, clock, revocations);
  }

  @Bean
  Tickets tickets(Secrets secrets) {
    return new Tickets(secrets.text(Tickets.SECRET));
  }

  @Bean
  SecurityFilterChain chain(
      HttpSecurity http, AccessTokens tokens, ObjectProvider<AccessRules> contexts) {
    return bare(http)
        .addFilterBefore(new Bearer(tokens), AuthorizationFilter.class)
        .authorizeHttpRequests(
            requests -> {
              requests
                  .dispatcherTypeMatchers(DispatcherType.ASYNC, DispatcherType.ERROR)
                  .permitAll();
              requests
                  .requestMatchers(
                      HttpMethod.GET,
                      "/api/time",
                      "/api/openapi.json",
                      "/.well-known/jwks.json",
                      "/actuator/health/**")
                  .permitAll();
              contexts.orderedStream().forEach(rules -> rules.add(requests));
              requests.anyRequest().denyAll();
            })
        .build();
  }

  /** A chain without sessions and forms, whose refusals look like all others. */
  static HttpSecurity bare(HttpSecurity http) {
    return http.csrf(csrf -> csrf.disable())
        .httpBasic(basic -> basic.disable())
        .formLogin(form -> form.disable())
        .logout(logout -> logout.disable())
        .requestCache(cache -> cache.disable())
        .anonymous(anonymous -> {})
        .sessionManagement(s -> s.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
        .exceptionHandling(
            errors ->
                errors
                    .authenticationEntryPoint(
                        (request, response, e) ->
                            ProblemAdvice.write(
                                Problem.of(CommonProblem.UNAUTHENTICATED), request, response))
                    .accessDeniedHandler(
                        (request, response, e) ->
                            ProblemAdvice.write(
                                Problem.of(CommonProblem.FORBIDDEN), request, response)));
  }

  /** There are no passwords in this chain; without this bean the framework would invent one. */
  @Bean
  UserDetailsService nobody() {
    return name -> {
      throw new UsernameNotFoundException("log in at /api/sessions");
    };
  }

  @RestController
  static class PublicKeys {

    /** Shorter than a new key is shown before it signs. */
    private static final Duration KEPT = TokenKeys.LEAD.dividedBy(2);

    private final TokenKeys keys;

    PublicKeys(TokenKeys keys) {
      this.keys = keys;
    }

    @GetMapping("/.well-known/jwks.json")
    ResponseEntity<PublicKeySet> keys() {
      return ResponseEntity.ok().cacheControl(CacheControl.maxAge(KEPT)).body(keys.publicKeys());
    }
  }

  /** Who a checked token says he is. */
  static final class Checked extends AbstractAuthenticationToken {

    private static final long serialVersionUID = 1;
    private final transient Identity identity;

    Checked(Identity identity) {
      super(
          identity.roles().stream()
              .map(role -> new SimpleGrantedAuthority("ROLE_" + role.name()))
              .toList());
      this.identity = identity;
      setAuthenticated(true);
    }

    @Override
    public Object getCredentials() {
      return "";
    }

    @Override
    public Identity getPrincipal() {
      return identity;
    }

    @Override
    public boolean equals(@org.jspecify.annotations.Nullable Object other) {
      return other instanceof Checked checked && checked.identity.equals(identity);
    }

    @Override
    public int hashCode() {
      return identity.hashCode();
    }
  }

  private static final class Bearer extends OncePerRequestFilter {

    private final AccessTokens tokens;

    Bearer(AccessTokens tokens) {
      this.tokens = tokens;
    }

    @Override
    protected void doFilterInternal(
        HttpServletRequest request, HttpServletResponse response, FilterChain chain)
        throws ServletException, IOException {
      Optional<Identity> identity = tokens.fromAuthorization(request.getHeader("Authorization"));
      identity.ifPresent(
          known -> SecurityContextHolder.getContext().setAuthentication(new Checked(known)));
      chain.doFilter(request, response);
    }

    @Override
    protected boolean shouldNotFilterAsyncDispatch() {
      return false;
    }
  }
}
