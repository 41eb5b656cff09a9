package io.seonchak.member;

import io.seonchak.contracts.member.MemberEvent;
import io.seonchak.contracts.member.MemberEvent.ImportChunkTaken;
import io.seonchak.member.application.Mailer;
import io.seonchak.member.application.NoPhoneVerification;
import io.seonchak.member.application.PhoneVerification;
import io.seonchak.member.application.SimulatedPhoneVerification;
import io.seonchak.member.messaging.ImportListener;
import io.seonchak.platform.cache.CacheParts;
import io.seonchak.platform.cache.ContextCaches;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.Events;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.platform.web.StreamedBody;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The member context's wiring. */
@BoundedContext(role = Role.MEMBER)
public class MemberContext {

  static final String SCHEMA = "member";

  /** Which agency says who somebody is. */
  static final String PHONE_VERIFICATION = "seonchak.phone-verification";

  private static final long IMPORT_BYTES_MAX = 4L << 30;

  @Bean
  ContextSchema memberSchema(DataSource source) {
    return ContextSchema.migrated(
        source, SCHEMA, "classpath:db/cache", "classpath:db/event", "classpath:db/member");
  }

  @Bean
  ContextCaches memberCaches(
      JdbcClient jdbc, @Qualifier("memberSchema") ContextSchema schema, CacheParts parts) {
    return new ContextCaches(jdbc, schema.name(), parts);
  }

  @Bean
  ContextEvents memberEvents(
      Events events, DataSource source, @Qualifier("memberSchema") ContextSchema schema) {
    return events.of(schema.name(), source);
  }

  @Bean
  Outbox<MemberEvent> memberOutbox(@Qualifier("memberEvents") ContextEvents events) {
    return events.tells(MemberEvent.class);
  }

  /** What it tells itself, so that any instance does the work, and after a kill another one. */
  @Bean
  SmartInitializingSingleton memberHearsItself(
      @Qualifier("memberEvents") ContextEvents events, ImportListener listener) {
    return () -> events.hears(MemberEvent.class, Set.of(ImportChunkTaken.class), listener);
  }

  @Bean
  StreamedBody membersImported() {
    return new StreamedBody("POST", "/api/members/import", IMPORT_BYTES_MAX);
  }

  @Bean
  PhoneVerification phoneVerification(
      @Value("${" + PHONE_VERIFICATION + ":off}") String agency,
      Mailer mailer,
      Clock clock,
      SecureRandom random) {
    return switch (agency) {
      case "off" -> new NoPhoneVerification();
      case "simulator" -> new SimulatedPhoneVerification(mailer, clock, random);
      default ->
          throw new IllegalArgumentException(
              "%s: '%s' (expected: off or simulator)".formatted(PHONE_VERIFICATION, agency));
    };
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
              "/api/members/password-reset",
              "/api/sessions",
              "/api/sessions/refresh")
          .permitAll();
      requests.requestMatchers(HttpMethod.PUT, "/api/members/password-reset").permitAll();
      requests
          .requestMatchers("/api/members/me", "/api/members/me/*", "/api/sessions/*")
          .authenticated();
      requests.requestMatchers(HttpMethod.GET, "/api/sessions").authenticated();
      requests.requestMatchers(HttpMethod.DELETE, "/api/sessions").authenticated();
      requests.requestMatchers(HttpMethod.GET, "/api/members").hasRole("OPERATOR");
      requests
          .requestMatchers(
              "/api/members/*/roles/*",
              "/api/members/*/audit",
              "/api/members/import",
              "/api/members/imports/*")
          .hasRole("OPERATOR");
    };
  }
}
