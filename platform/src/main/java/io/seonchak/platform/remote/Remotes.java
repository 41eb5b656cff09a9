package io.seonchak.platform.remote;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.micrometer.tagged.TaggedCircuitBreakerMetrics;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;
import org.springframework.web.service.invoker.HttpExchangeAdapter;

/**
 * All parties this process asks, one {@link Remote} a name, all by the same settings. The state of
 * each breaker is the meter {@code resilience4j.circuitbreaker.state}. Thread-safe.
 */
@Component
public final class Remotes {

  /** How often something repeatable is asked at most. */
  public static final int TRIES_MAX = 2;

  /** How long nobody asks one who is away, before a few try again. */
  public static final Duration OPEN = Duration.ofSeconds(2);

  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);
  private static final double JITTER = 0.5;
  private static final int LAST_CALLS = 20;
  private static final int CALLS_MIN = 5;
  private static final float FAILED_PERCENT = 50;
  private static final int TRIAL_CALLS = 3;
  private static final Logger log = LoggerFactory.getLogger(Remotes.class);

  private final CircuitBreakerRegistry breakers;
  private final RetryRegistry retries;

  Remotes(ObjectProvider<MeterRegistry> meters) {
    breakers =
        CircuitBreakerRegistry.of(
            CircuitBreakerConfig.custom()
                .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                .slidingWindowSize(LAST_CALLS)
                .minimumNumberOfCalls(CALLS_MIN)
                .failureRateThreshold(FAILED_PERCENT)
                .waitDurationInOpenState(OPEN)
                .permittedNumberOfCallsInHalfOpenState(TRIAL_CALLS)
                .recordException(Remote::away)
                .writableStackTraceEnabled(false)
                .build());
    retries =
        RetryRegistry.of(
            RetryConfig.custom()
                .maxAttempts(TRIES_MAX)
                .intervalFunction(IntervalFunction.ofRandomized(BETWEEN_TRIES, JITTER))
                .retryOnException(Remote::away)
                .build());
    breakers.getEventPublisher().onEntryAdded(added -> tell(added.getAddedEntry()));
    meters.ifAvailable(TaggedCircuitBreakerMetrics.ofCircuitBreakerRegistry(breakers)::bindTo);
  }

  /** The party of that name. */
  public Remote of(String name) {
    return new Remote(breakers.circuitBreaker(name), retries.retry(name));
  }

  /** What makes the calls of an {@code @HttpExchange} interface calls to that party. */
  public UnaryOperator<HttpExchangeAdapter> guarding(String name) {
    return exchanges -> new GuardedExchanges(of(name), exchanges);
  }

  private static void tell(CircuitBreaker breaker) {
    breaker
        .getEventPublisher()
        .onStateTransition(
            change ->
                log.warn(
                    "{}: {} (was {})",
                    breaker.getName(),
                    change.getStateTransition().getToState(),
                    change.getStateTransition().getFromState()));
  }
}
