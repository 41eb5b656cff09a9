package io.seonchak.stock;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.contracts.catalog.CatalogEvent;
import io.seonchak.contracts.catalog.CatalogEvent.ProductAdded;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.counter.ClaimDoor;
import io.seonchak.counter.Counter;
import io.seonchak.counter.CounterParts;
import io.seonchak.counter.CounterWiring;
import io.seonchak.counter.LedgerKeys;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.Events;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.schedule.Timetable;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.transaction.PlatformTransactionManager;

/** The stock context's wiring. */
@BoundedContext(role = Role.STOCK, calls = Role.CATALOG)
@Import(CounterWiring.class)
public class StockContext {

  static final String SCHEMA = "stock";

  /** Holds do not expire while events wait longer than this: nobody could have paid. */
  private static final Duration LAG_MAX = Duration.ofSeconds(10);

  @Bean
  ContextSchema stockSchema(DataSource source) {
    return ContextSchema.migrated(
        source,
        SCHEMA,
        "classpath:db/claims",
        "classpath:db/event",
        "classpath:db/schedule",
        "classpath:db/stock");
  }

  /** Connections of the kernel's own, so that no page view can starve a claim. */
  @Bean(defaultCandidate = false)
  HikariDataSource committerConnections(CounterParts parts) {
    return parts.connections(SCHEMA);
  }

  @Bean(defaultCandidate = false)
  FileSink stockSink(CounterParts parts) throws IOException {
    return parts.sink(SCHEMA);
  }

  @Bean(defaultCandidate = false)
  LedgerKeys stockKeys(CounterParts parts) {
    return parts.keys("ledger-key");
  }

  @Bean
  ContextEvents stockEvents(
      Events events, DataSource source, @Qualifier("stockSchema") ContextSchema schema) {
    return events.of(schema.name(), source);
  }

  @Bean
  Outbox<StockEvent> stockOutbox(@Qualifier("stockEvents") ContextEvents events) {
    return events.tells(StockEvent.class);
  }

  @Bean
  Timetable stockTimetable(
      @Qualifier("stockSchema") ContextSchema schema,
      DataSource source,
      PlatformTransactionManager transactions,
      Clock clock) {
    return new Timetable(schema.name(), source, transactions, clock);
  }

  /**
   * Nobody loses what he could not have paid: because nobody was told of his claim, or because
   * nobody could tell the stock that he may pay now.
   */
  @Bean(initMethod = "start", destroyMethod = "close")
  Claims claims(
      CounterParts parts,
      @Qualifier("committerConnections") HikariDataSource committer,
      @Qualifier("stockSchema") ContextSchema schema,
      @Qualifier("stockKeys") LedgerKeys keys,
      @Qualifier("stockSink") FileSink sink,
      Outbox<StockEvent> outbox,
      @Qualifier("stockEvents") ContextEvents events)
      throws SQLException {
    return parts.claims(
        schema.name(),
        committer,
        sink,
        keys,
        new ClaimsTold(outbox),
        () -> events.relay().steady() && events.relay().lag().compareTo(LAG_MAX) < 0);
  }

  @Bean
  Counter stockCounter(CounterParts parts, Claims claims, @Qualifier("stockKeys") LedgerKeys keys) {
    return parts.counter(SCHEMA, claims, keys);
  }

  /**
   * Everyday stock is decided by the kernel, so its transactions are on the kernel's connections.
   */
  @Bean
  SmartInitializingSingleton stockHearsCatalog(
      @Qualifier("stockEvents") ContextEvents events,
      @Qualifier("committerConnections") HikariDataSource committer,
      EverydayStock stock) {
    return () ->
        events.hears(CatalogEvent.class, Set.of(ProductAdded.class), committer, stock::keep);
  }

  @Bean
  SmartInitializingSingleton stockHearsOrders(
      @Qualifier("stockEvents") ContextEvents events,
      @Qualifier("committerConnections") HikariDataSource committer,
      OrderSteps steps) {
    return () -> events.hears(OrderEvent.class, OrderSteps.HEARD, committer, steps::hear);
  }

  @Bean
  FilterRegistrationBean<ClaimDoor> stockDoor(
      DropOffer offer, @Qualifier("stockCounter") Counter counter, Ids ids) {
    return ClaimDoor.first("/api/drops/", offer, counter, ids);
  }

  @Bean
  AccessRules stockRules() {
    return requests -> {
      requests
          .requestMatchers(
              HttpMethod.GET,
              "/api/drops",
              "/api/drops/*",
              "/api/drops/*/ledger",
              "/api/drops/*/events",
              "/api/stock/*")
          .permitAll();
      requests.requestMatchers(HttpMethod.POST, "/api/drops").hasAnyRole("SELLER", "OPERATOR");
      requests
          .requestMatchers(HttpMethod.PATCH, "/api/drops/*", "/api/stock/*")
          .hasAnyRole("SELLER", "OPERATOR");
      requests.requestMatchers(HttpMethod.POST, "/api/drops/*/ticket").authenticated();
      // These take a ticket as well as a token, so they look themselves.
      requests.requestMatchers("/api/drops/*/waiting-list", "/api/drops/*/claims/*").permitAll();
    };
  }
}
