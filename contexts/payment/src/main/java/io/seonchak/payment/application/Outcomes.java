package io.seonchak.payment.application;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.seonchak.payment.store.Repairs.Figures;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.springframework.stereotype.Component;

/** What came of attempts and refunds, as meters; their names are in docs/payments.md. */
@Component
class Outcomes implements MeterBinder {

  private final Map<Kind, LongAdder> counts = new EnumMap<>(Kind.class);
  private volatile Figures figures = Figures.NONE;

  Outcomes() {
    for (Kind kind : Kind.values()) {
      counts.put(kind, new LongAdder());
    }
  }

  /** What came of one. */
  enum Kind {
    PAID,
    FREE,
    WAITING,
    FAILED,
    /** Not known at first; it counts again as what it becomes. */
    UNKNOWN,
    CANCELLED,
    CANCEL_REFUSED,
    /** A second capture of one order, found. */
    STRAY,
    WEBHOOK,
    WEBHOOK_FORGED
  }

  void count(Kind kind) {
    Objects.requireNonNull(counts.get(kind)).increment();
  }

  /** How much rests now. */
  void rests(Figures now) {
    figures = now;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    counts.forEach(
        (kind, count) ->
            FunctionCounter.builder("seonchak.payment.outcomes", count, LongAdder::sum)
                .description("what came of attempts, refunds and webhooks since the start")
                .tag("outcome", kind.name().toLowerCase(Locale.ROOT))
                .register(registry));
    gauge(registry, "unknown", "attempts whose end is not known", Figures::unknown);
    gauge(registry, "unknown.age", "seconds, of the oldest of them", Figures::unknownSeconds);
    gauge(registry, "cancels", "refunds that are not done", Figures::cancels);
    gauge(registry, "cancels.age", "seconds, of the oldest of them", Figures::cancelSeconds);
    gauge(registry, "repairs", "what people have to look at", Figures::repairs);
  }

  private void gauge(
      MeterRegistry registry, String name, String what, ToDoubleFunction<Figures> value) {
    Gauge.builder("seonchak.payment." + name, this, each -> value.applyAsDouble(each.figures))
        .description(what)
        .register(registry);
  }
}
