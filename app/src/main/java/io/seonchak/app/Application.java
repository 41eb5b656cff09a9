package io.seonchak.app;

import io.seonchak.catalog.CatalogContext;
import io.seonchak.coupon.CouponContext;
import io.seonchak.member.MemberContext;
import io.seonchak.order.OrderContext;
import io.seonchak.payment.PaymentContext;
import io.seonchak.platform.id.Ids;
import io.seonchak.points.PointsContext;
import io.seonchak.stock.StockContext;
import io.seonchak.tosssimulator.EmbeddedTossSimulator;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The table of contents: one line a context. */
@SpringBootApplication(scanBasePackages = "io.seonchak.platform")
@Import({
  MemberContext.class,
  CatalogContext.class,
  StockContext.class,
  OrderContext.class,
  CouponContext.class,
  PointsContext.class,
  PaymentContext.class,
  EmbeddedTossSimulator.class,
  ApiDescription.class
})
public class Application {

  @Bean
  Clock clock() {
    return Clock.systemUTC();
  }

  @Bean
  Ids ids(Clock clock) {
    return new Ids(clock);
  }

  @Bean
  SecureRandom random() {
    return new SecureRandom();
  }
}
