package io.seonchak.counter;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ledger.HttpWitness;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ToDoubleFunction;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The kernels' work and the answers to claims as meters, by context; their names are in
 * docs/operations.md.
 */
final class CounterMeters implements MeterBinder {

  private static final String CONTEXT = "context";

  private final List<Counter> counters;
  private final ObjectProvider<HttpWitness> witness;

  CounterMeters(List<Counter> counters, ObjectProvider<HttpWitness> witness) {
    this.counters = counters;
    this.witness = witness;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Counter counter : counters) {
      new Kernel(registry, counter).bind();
      counter
          .meter()
          .each(
              (outcome, count) ->
                  FunctionCounter.builder("seonchak.claims", count, LongAdder::sum)
                      .description("answers to claims")
                      .tag(CONTEXT, counter.context())
                      .tag("outcome", outcome)
                      .register(registry));
    }
    witness.ifAvailable(
        far -> {
          Gauge.builder("seonchak.witness.away", far, w -> w.away() ? 1 : 0)
              .description("1 while the witness does not answer")
              .register(registry);
          Gauge.builder("seonchak.witness.waiting", far, HttpWitness::waiting)
              .description("headers on their way")
              .register(registry);
        });
  }

  private record Kernel(MeterRegistry registry, Counter of) {

    void bind() {
      counter("commits", "transactions committed", c -> c.work().commits());
      counter("decided", "commands decided", c -> c.work().decided());
      counter("busy", "commands not decided for want of time", c -> c.work().busy());
      counter("refused", "claims refused from memory", c -> c.work().refused());
      gauge("waiting", "commands that wait now", c -> c.work().waiting());
      gauge("unsafe", "1 while nothing is granted", c -> c.objection().isPresent() ? 1 : 0);
      gauge("expires", "1 while holds expire", c -> c.expires() ? 1 : 0);
    }

    private void counter(String name, String what, ToDoubleFunction<Claims> value) {
      FunctionCounter.builder("seonchak.kernel." + name, of.claims(), value)
          .description(what)
          .tag(CONTEXT, of.context())
          .register(registry);
    }

    private void gauge(String name, String what, ToDoubleFunction<Claims> value) {
      Gauge.builder("seonchak.kernel." + name, of.claims(), value)
          .description(what)
          .tag(CONTEXT, of.context())
          .register(registry);
    }
  }
}
