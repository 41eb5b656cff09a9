package io.seonchak.app;

import io.seonchak.catalog.CatalogContext;
import io.seonchak.member.MemberContext;
import io.seonchak.platform.id.Ids;
import io.seonchak.stock.StockContext;
import java.security.SecureRandom;
import java.time.Clock;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;

/** The table of contents: one line a context. */
@SpringBootApplication(scanBasePackages = "io.seonchak.platform")
@Import({MemberContext.class, CatalogContext.class, StockContext.class})
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
