package io.seonchak.member;

import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;

/** The member context's wiring. */
@BoundedContext(role = Role.MEMBER)
public class MemberContext {

  static final String SCHEMA = "member";

  @Bean
  ContextSchema memberSchema(DataSource source) {
    return ContextSchema.migrated(source, SCHEMA, "classpath:db/member");
  }

  @Bean
  AccessRules memberRules() {
    return requests -> {
      requests
          .requestMatchers(
              HttpMethod.POST,
              "/api/members",
              "/api/members/verify",
              "/api/members/verify/resend",
              "/api/sessions",
              "/api/sessions/refresh")
          .permitAll();
      requests.requestMatchers("/api/members/me", "/api/sessions/**").authenticated();
      requests.requestMatchers(HttpMethod.DELETE, "/api/sessions").authenticated();
      requests.requestMatchers(HttpMethod.PUT, "/api/members/*/roles/*").hasRole("OPERATOR");
    };
  }
}
