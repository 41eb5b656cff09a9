package io.seonchak.catalog;

import io.seonchak.contracts.catalog.CatalogEvent;
import io.seonchak.platform.cache.CacheParts;
import io.seonchak.platform.cache.ContextCaches;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.Events;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.schedule.Timetable;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;

/** The catalog's wiring. */
@BoundedContext(role = Role.CATALOG)
public class CatalogContext {

  static final String SCHEMA = "catalog";

  @Bean
  ContextSchema catalogSchema(DataSource source) {
    return ContextSchema.migrated(
        source,
        SCHEMA,
        "classpath:db/cache",
        "classpath:db/event",
        "classpath:db/schedule",
        "classpath:db/catalog");
  }

  @Bean
  ContextCaches catalogCaches(
      JdbcClient jdbc, @Qualifier("catalogSchema") ContextSchema schema, CacheParts parts) {
    return new ContextCaches(jdbc, schema.name(), parts);
  }

  @Bean
  ContextEvents catalogEvents(
      Events events, DataSource source, @Qualifier("catalogSchema") ContextSchema schema) {
    return events.of(schema.name(), source);
  }

  @Bean
  Outbox<CatalogEvent> catalogOutbox(@Qualifier("catalogEvents") ContextEvents events) {
    return events.tells(CatalogEvent.class);
  }

  @Bean
  Timetable catalogTimetable(
      @Qualifier("catalogSchema") ContextSchema schema,
      DataSource source,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Timetable(schema.name(), source, transactions, clock);
  }

  @Bean
  AccessRules catalogRules() {
    return requests -> {
      requests
          .requestMatchers(HttpMethod.GET, "/api/products", "/api/products/*", "/api/categories")
          .permitAll();
      requests.requestMatchers(HttpMethod.PUT, "/api/categories/*").hasRole("OPERATOR");
      requests.requestMatchers("/api/products/*/wish", "/api/wishlist").authenticated();
      requests
          .requestMatchers(
              "/api/products",
              "/api/products/*",
              "/api/products/*/prices",
              "/api/products/*/discounts",
              "/api/products/*/discounts/*")
          .hasAnyRole("SELLER", "OPERATOR");
      requests.requestMatchers(HttpMethod.GET, "/api/time-sales/feed").hasRole("OPERATOR");
      // These take the feed's key as well as an operator's token, so they look themselves.
      requests.requestMatchers("/api/time-sales/*").permitAll();
    };
  }
}
