package io.seonchak.order.application;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.seonchak.order.model.Status;
import io.seonchak.order.store.OrderReader;
import io.seonchak.order.store.OrderReader.Resting;
import io.seonchak.platform.time.Repeating;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Looks for orders that rest between two steps longer than any step takes. It mends nothing by
 * itself: it counts, says so in the log, and names them to operators. Thread-safe.
 */
@Component
public class StuckOrders implements SmartLifecycle, MeterBinder {

  /** How often an instance looks. */
  static final Duration EVERY = Duration.ofSeconds(15);

  /** Orders of one state that are counted and named at most. */
  public static final int NAMED_MAX = 100;

  private static final int LOGGED_MAX = 5;
  private static final Logger log = LoggerFactory.getLogger(StuckOrders.class);

  /**
   * Where an order must not rest.
   *
   * @param limit for longer than this
   */
  private record Place(
      String state, Duration limit, BiFunction<Instant, Integer, List<Resting>> found) {}

  private final Clock clock;
  private final List<Place> places;
  private final Repeating turns = new Repeating("stuck-orders", EVERY, this::lookOnce);
  private volatile Map<String, Integer> counts = Map.of();

  StuckOrders(OrderReader reader, Clock clock) {
    this.clock = clock;
    this.places =
        List.of(
            new Place(
                Status.RESERVING.name(),
                Duration.ofMinutes(1),
                (before, max) -> reader.resting(Status.RESERVING, before, max)),
            new Place(Status.AWAITING_PAYMENT.name(), Duration.ofMinutes(5), reader::unpaid),
            new Place(Status.PAYING.name(), Duration.ofMinutes(3), reader::paying),
            new Place(
                Status.REFUNDING.name(),
                Duration.ofMinutes(5),
                (before, max) -> reader.resting(Status.REFUNDING, before, max)),
            new Place("LATE_APPROVAL", Duration.ofMinutes(5), reader::lateRefunds),
            new Place(
                "REFUND_REFUSED", Duration.ZERO, (before, max) -> reader.refusedRefunds(max)));
  }

  /** Those that rest too long now, the oldest of each state first. */
  public List<Resting> found() {
    Instant now = clock.instant();
    return places.stream()
        .flatMap(place -> place.found().apply(now.minus(place.limit()), NAMED_MAX).stream())
        .toList();
  }

  /** Looks once, counts, and says what is new. */
  void lookOnce() {
    Map<String, Integer> counted = new LinkedHashMap<>();
    places.forEach(place -> counted.put(place.state(), 0));
    List<Resting> found = found();
    found.forEach(each -> counted.merge(each.state(), 1, Integer::sum));
    if (!counted.equals(counts) && !found.isEmpty()) {
      log.warn(
          "{} orders rest too long {}: {}; see GET /api/operations/orders/stuck",
          found.size(),
          counted,
          found.stream().limit(LOGGED_MAX).map(each -> each.state() + " " + each.id()).toList());
    }
    counts = counted;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Place place : places) {
      Gauge.builder(
              "seonchak.saga.stuck",
              this,
              watch -> Objects.requireNonNullElse(watch.counts.get(place.state()), 0))
          .description("what rests between two steps for too long, at most " + NAMED_MAX)
          .tag("context", "order")
          .tag("state", place.state())
          .register(registry);
    }
  }

  @Override
  public void start() {
    turns.start();
  }

  @Override
  public void stop() {
    turns.stop();
  }

  @Override
  public boolean isRunning() {
    return turns.isRunning();
  }
}
