package io.seonchak.platform.audit;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToDoubleFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs all checks of the contexts this process hosts, one after the other and one audit at a time;
 * says what they find in the log and by meters. Thread-safe.
 */
public final class Auditor implements MeterBinder {

  private static final Logger log = LoggerFactory.getLogger(Auditor.class);

  private final Iterable<Checks> offered;
  private final Snapshots snapshots;
  private final Clock clock;
  private final ReentrantLock underWay = new ReentrantLock();
  private final Map<String, Last> last = new ConcurrentHashMap<>();

  /** What a check brought when it was run last. */
  private record Last(Report.Result result, Instant at) {}

  /** One that asks {@code offered} for the checks each time. */
  public Auditor(Iterable<Checks> offered, Snapshots snapshots, Clock clock) {
    this.offered = offered;
    this.snapshots = snapshots;
    this.clock = clock;
  }

  /** Runs them all; empty when another audit is under way here. */
  public Optional<Report> run() {
    if (!underWay.tryLock()) {
      return Optional.empty();
    }
    try {
      Instant at = clock.instant();
      List<Report.Result> results = checks().stream().map(this::run).toList();
      log.info(
          "audit: {} checks, {} findings, {} could not be checked",
          results.size(),
          results.stream().mapToLong(Report.Result::findings).sum(),
          results.stream().filter(each -> !each.unchecked().isEmpty()).count());
      return Optional.of(new Report(at, results));
    } finally {
      underWay.unlock();
    }
  }

  private List<Check> checks() {
    List<Check> all = new ArrayList<>();
    offered.forEach(each -> all.addAll(each.checks()));
    return all;
  }

  private Report.Result run(Check check) {
    long begin = System.nanoTime();
    Looked looked = look(check);
    long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
    Report.Result result = Report.Result.of(check, looked, millis);
    last.put(key(check), new Last(result, clock.instant()));
    tell(result);
    return result;
  }

  /** One that fails has found nothing and cleared nobody. */
  private Looked look(Check check) {
    try {
      return check.look().at(snapshots);
    } catch (SQLException | IOException | RuntimeException e) {
      log.warn("audit: {} {} failed", check.context(), check.name(), e);
      return Looked.not("it failed: %s, see the log".formatted(e.getClass().getSimpleName()));
    }
  }

  private static void tell(Report.Result result) {
    for (Finding finding : result.first()) {
      log.warn(
          "audit: {} {}: {}: {}; {}",
          result.context(),
          result.check(),
          finding.where(),
          finding.what(),
          finding.suggestion());
    }
    if (result.findings() > result.first().size()) {
      log.warn(
          "audit: {} {}: {} findings, of which the first {} are told",
          result.context(),
          result.check(),
          result.findings(),
          result.first().size());
    }
    for (String why : result.unchecked()) {
      log.warn("audit: {} {} could not be checked: {}", result.context(), result.check(), why);
    }
  }

  private static String key(Check check) {
    return check.context() + " " + check.name();
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    for (Check check : checks()) {
      gauge(registry, check, "findings", "of the last audit", each -> each.result().findings());
      gauge(
          registry,
          check,
          "unchecked",
          "1 when the last audit could not check it all",
          each -> each.result().unchecked().isEmpty() ? 0 : 1);
      gauge(
          registry,
          check,
          "ran",
          "when it was last run, in seconds since 1970",
          each -> each.at().getEpochSecond());
    }
  }

  /** Not a number before the first audit: nobody knows. */
  private void gauge(
      MeterRegistry registry, Check check, String name, String what, ToDoubleFunction<Last> value) {
    String key = key(check);
    Gauge.builder(
            "seonchak.audit." + name,
            this,
            auditor -> {
              Last known = auditor.last.get(key);
              return known == null ? Double.NaN : value.applyAsDouble(known);
            })
        .description(what)
        .tag("context", check.context())
        .tag("check", check.name())
        .register(registry);
  }
}
