package io.seonchak.points;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.Events;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.role.BoundedContext;
import io.seonchak.platform.role.Role;
import io.seonchak.platform.security.AccessRules;
import io.seonchak.platform.store.ContextSchema;
import javax.sql.DataSource;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpMethod;

/** The points' wiring. */
@BoundedContext(role = Role.POINTS)
public class PointsContext {

  static final String SCHEMA = "points";

  @Bean
  ContextSchema pointsSchema(DataSource source) {
    return ContextSchema.migrated(source, SCHEMA, "classpath:db/event", "classpath:db/points");
  }

  @Bean
  ContextEvents pointsEvents(
      Events events, DataSource source, @Qualifier("pointsSchema") ContextSchema schema) {
    return events.of(schema.name(), source);
  }

  @Bean
  Outbox<PointsEvent> pointsOutbox(@Qualifier("pointsEvents") ContextEvents events) {
    return events.tells(PointsEvent.class);
  }

  @Bean
  PointsRules pointsShopRules(
      @Value("${seonchak.points.earn-percent:1}") int earnPercent,
      @Value("${seonchak.points.life-days:365}") int lifeDays) {
    return new PointsRules(earnPercent, lifeDays);
  }

  @Bean
  SmartInitializingSingleton pointsHearOrders(
      @Qualifier("pointsEvents") ContextEvents events, OrderSteps steps) {
    return () -> events.hears(OrderEvent.class, OrderSteps.HEARD, steps::hear);
  }

  @Bean
  AccessRules pointsRules() {
    return requests -> {
      requests.requestMatchers(HttpMethod.GET, "/api/points").authenticated();
      requests.requestMatchers("/api/operations/points/**").hasRole("OPERATOR");
    };
  }
}
