package io.seonchak.platform.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.lettuce.core.RedisURI;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Clock;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What the caches of a process share, by the settings. */
@Configuration(proxyBeanMethods = false)
class CacheWiring {

  @Bean
  SharedLevel sharedLevel(@Value("${spring.data.redis.url:}") String address) {
    return address.isEmpty() ? SharedLevel.none() : new RedisLevel(RedisURI.create(address));
  }

  /** Contexts need not know of meters. */
  @Bean
  MeterBinder cacheMeters(SharedLevel shared, ObjectProvider<ContextCaches> contexts) {
    return meters -> {
      contexts.forEach(context -> context.bindTo(meters));
      if (shared instanceof RedisLevel redis) {
        TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(redis.circuits()).bindTo(meters);
      }
    };
  }

  @Bean
  CacheParts cacheParts(
      SharedLevel shared,
      Clock clock,
      @Value("${seonchak.namespace:seonchak}") String namespace,
      @Value("${seonchak.cache.off:false}") boolean off) {
    return new CacheParts(namespace, shared, clock, Ticker.systemTicker(), off);
  }
}
