package io.seonchak.catalog.offender;

import io.seonchak.platform.role.Role;
import io.seonchak.stock.StockContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reaches into another context, asks for roles and leaks, so that the rules are seen to bite. */
class CatalogOffender {
  Class<?> others() {
    return StockContext.class;
  }

  boolean besideTheStock(String roles) {
    return Role.parse(roles).contains(Role.STOCK);
  }

  long leaked(JdbcClient jdbc) {
    return jdbc.sql("SELECT 1").query(Long.class).stream().count();
  }
}
