package io.seonchak.platform.security;

import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AuthorizeHttpRequestsConfigurer;

/** What a context opens, and to whom. Everything no context names is denied. */
@FunctionalInterface
public interface AccessRules {

  /** Adds the context's rules. */
  void add(
      AuthorizeHttpRequestsConfigurer<HttpSecurity>.AuthorizationManagerRequestMatcherRegistry
          requests);
}
