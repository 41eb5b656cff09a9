package io.seonchak.coupon;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderEvent;
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
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;

/** The coupon context's wiring. */
@BoundedContext(role = Role.COUPON)
@Import(CounterWiring.class)
public class CouponContext {

  static final String SCHEMA = "coupon";

  @Bean
  ContextSchema couponSchema(DataSource source) {
    return ContextSchema.migrated(
        source, SCHEMA, "classpath:db/claims", "classpath:db/event", "classpath:db/coupon");
  }

  /** Connections of the kernel's own, apart from stock's: a stampede here does not reach there. */
  @Bean(defaultCandidate = false)
  HikariDataSource couponConnections(CounterParts parts) {
    return parts.connections(SCHEMA);
  }

  @Bean(defaultCandidate = false)
  FileSink couponSink(CounterParts parts) throws IOException {
    return parts.sink(SCHEMA);
  }

  @Bean(defaultCandidate = false)
  LedgerKeys couponKeys(CounterParts parts) {
    return parts.keys("coupon-ledger-key");
  }

  @Bean
  ContextEvents couponEvents(
      Events events, DataSource source, @Qualifier("couponSchema") ContextSchema schema) {
    return events.of(schema.name(), source);
  }

  @Bean
  Outbox<CouponEvent> couponOutbox(@Qualifier("couponEvents") ContextEvents events) {
    return events.tells(CouponEvent.class);
  }

  /** Nothing is held here, so nothing expires by the kernel. */
  @Bean(defaultCandidate = false, initMethod = "start", destroyMethod = "close")
  Claims couponClaims(
      CounterParts parts,
      @Qualifier("couponConnections") HikariDataSource committer,
      @Qualifier("couponSchema") ContextSchema schema,
      @Qualifier("couponKeys") LedgerKeys keys,
      @Qualifier("couponSink") FileSink sink,
      Campaigns campaigns,
      Coupons coupons,
      Outbox<CouponEvent> outbox)
      throws SQLException {
    var issued = new CouponsIssued(campaigns, coupons, outbox);
    return parts.claims(schema.name(), committer, sink, keys, issued, () -> true);
  }

  @Bean
  Counter couponCounter(
      CounterParts parts,
      @Qualifier("couponClaims") Claims claims,
      @Qualifier("couponKeys") LedgerKeys keys) {
    return parts.counter(SCHEMA, claims, keys);
  }

  /** The database's time, by which coupons are granted and their days are over. */
  @Bean(defaultCandidate = false)
  InstantSource couponTime(@Qualifier("couponClaims") Claims claims) {
    return claims::now;
  }

  @Bean
  SmartInitializingSingleton couponHearsOrders(
      @Qualifier("couponEvents") ContextEvents events, OrderSteps steps) {
    return () -> events.hears(OrderEvent.class, OrderSteps.HEARD, steps::hear);
  }

  @Bean
  FilterRegistrationBean<ClaimDoor> couponDoor(
      CouponOffer offer, @Qualifier("couponCounter") Counter counter, Ids ids) {
    return ClaimDoor.first("/api/coupon-campaigns/", offer, counter, ids);
  }

  @Bean
  AccessRules couponRules() {
    return requests -> {
      requests
          .requestMatchers(
              HttpMethod.GET,
              "/api/coupon-campaigns",
              "/api/coupon-campaigns/*",
              "/api/coupon-campaigns/*/ledger")
          .permitAll();
      requests
          .requestMatchers(HttpMethod.POST, "/api/coupon-campaigns")
          .hasAnyRole("SELLER", "OPERATOR");
      requests.requestMatchers(HttpMethod.POST, "/api/coupon-campaigns/*/ticket").authenticated();
      requests.requestMatchers(HttpMethod.GET, "/api/coupons").authenticated();
      // These take a ticket as well as a token, so they look themselves.
      requests.requestMatchers("/api/coupon-campaigns/*/waiting-list").permitAll();
    };
  }
}
