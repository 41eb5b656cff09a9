package io.seonchak.platform.web;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Tells of {@link Admission}, where there are meters at all. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnClass(MeterBinder.class)
class AdmissionMeters {

  @Bean
  MeterBinder requestsInside(Admission admission, Room claimRoom) {
    return meters -> {
      Gauge.builder("seonchak.requests.inside", admission, Admission::inside).register(meters);
      Gauge.builder("seonchak.claims.inside", claimRoom, Room::inside).register(meters);
      FunctionCounter.builder(
              "seonchak.requests.turned.away", admission, each -> (double) each.turnedAway())
          .register(meters);
    };
  }
}
