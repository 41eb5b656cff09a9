package io.seonchak.order;

import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.order.messaging.CouponListener;
import io.seonchak.order.messaging.PaymentListener;
import io.seonchak.order.messaging.PointsListener;
import io.seonchak.order.messaging.StockListener;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.Events;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.request.RequestKeys;
import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import java.time.Clock;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The order context's wiring. */
@BoundedContext(
    role = Role.ORDER,
    calls = {Role.CATALOG, Role.STOCK, Role.COUPON})
public class OrderContext {

  static final String CONTEXT = "order";

  /** The context's own name is a word of SQL. */
  static final String SCHEMA = "ordering";

  @Bean
  ContextSchema orderSchema(DataSource source) {
    return ContextSchema.migrated(
        source, SCHEMA, "classpath:db/event", "classpath:db/request", "classpath:db/order");
  }

  @Bean
  ContextEvents orderEvents(
      Events events, DataSource source, @Qualifier("orderSchema") ContextSchema schema) {
    return events.of(CONTEXT, schema.name(), source);
  }

  @Bean
  Outbox<OrderEvent> orderOutbox(@Qualifier("orderEvents") ContextEvents events) {
    return events.tells(OrderEvent.class);
  }

  @Bean
  RequestKeys orderKeys(
      JdbcClient jdbc, @Qualifier("orderSchema") ContextSchema schema, Clock clock) {
    return new RequestKeys(jdbc, schema, clock);
  }

  @Bean
  SmartInitializingSingleton orderHears(
      @Qualifier("orderEvents") ContextEvents events,
      StockListener stock,
      CouponListener coupon,
      PointsListener points,
      PaymentListener payment) {
    return () -> {
      events.hears(StockEvent.class, StockListener.HEARD, stock);
      events.hears(CouponEvent.class, CouponListener.HEARD, coupon);
      events.hears(PointsEvent.class, PointsListener.HEARD, points);
      events.hears(PaymentEvent.class, PaymentListener.HEARD, payment);
    };
  }

  @Bean
  AccessRules orderRules() {
    return requests -> {
      requests.requestMatchers("/api/operations/orders/**").hasRole("OPERATOR");
      requests.requestMatchers(HttpMethod.POST, "/api/wishlist/order").authenticated();
      requests
          .requestMatchers(
              "/api/orders", "/api/orders/*", "/api/orders/*/checkout", "/api/orders/*/cancel")
          .authenticated();
    };
  }
}
