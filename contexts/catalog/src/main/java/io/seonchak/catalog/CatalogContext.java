package io.seonchak.catalog;

import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;

/** The catalog's wiring. */
@BoundedContext(role = Role.CATALOG)
public class CatalogContext {

  @Bean
  ContextSchema catalogSchema(DataSource source) {
    return ContextSchema.migrated(source, "catalog", "classpath:db/catalog");
  }

  @Bean
  AccessRules catalogRules() {
    return requests -> {
      requests.requestMatchers(HttpMethod.GET, "/api/products", "/api/products/*").permitAll();
      requests.requestMatchers(HttpMethod.POST, "/api/products").hasAnyRole("SELLER", "OPERATOR");
      requests
          .requestMatchers(HttpMethod.PATCH, "/api/products/*")
          .hasAnyRole("SELLER", "OPERATOR");
    };
  }
}
