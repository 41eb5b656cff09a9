package io.seonchak.stock;

import io.seonchak.claims.Claims;
import io.seonchak.claims.ClaimsUnavailable;
import io.seonchak.claims.PoolView;
import io.seonchak.counter.ClaimMeter;
import io.seonchak.counter.Counter;
import io.seonchak.counter.PoolFigures;
import io.seonchak.counter.PoolState;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.http.MediaType;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * What is left of a drop, as it changes: server-sent events, at most four a second, less often when
 * many read, so that those who look never slow down those who claim. Ends when the drop closes. Its
 * seller also sees how it runs, as far as this instance answers.
 */
@RestController
class DropEvents implements InitializingBean, DisposableBean {

  /** Readers at once. */
  static final int READERS_MAX = 2_000;

  private static final int READERS_MANY = 200;
  private static final int ROUNDS_WHEN_MANY = 4;
  private static final long LIFE_MILLIS = 5 * 60_000L;
  private static final long EVERY_MILLIS = 250;
  private static final long QUIET_NANOS = Duration.ofSeconds(15).toNanos();
  private static final long SLOW_NANOS = Duration.ofSeconds(5).toNanos();
  private static final long FIGURES_NANOS = Duration.ofSeconds(1).toNanos();
  private static final Logger log = LoggerFactory.getLogger(DropEvents.class);

  private final Drops drops;
  private final Claims claims;
  private final ClaimMeter meter;
  private final Map<UUID, Set<DropReader>> readers = new ConcurrentHashMap<>();
  private final Map<UUID, Run> runs = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("drop-events").daemon().factory());
  private long round;
  private volatile boolean ended;
  private volatile @Nullable Future<?> running;

  DropEvents(Drops drops, @Qualifier("stockCounter") Counter counter) {
    this.drops = drops;
    this.claims = counter.claims();
    this.meter = counter.meter();
  }

  /** How a drop ran in the last second, and the figures that second ended with. */
  private record Run(PoolFigures.Seen until, String json) {}

  @GetMapping(path = "/api/drops/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter events(@PathVariable UUID id, @AuthenticationPrincipal @Nullable Identity identity) {
    Drop drop = drops.byId(id).orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
    if (ended || count.incrementAndGet() > READERS_MAX) {
      count.decrementAndGet();
      throw Problem.of(CommonProblem.BUSY);
    }
    var emitter = new SseEmitter(LIFE_MILLIS);
    boolean seller = identity != null && identity.mayActFor(drop.seller());
    var reader = new DropReader(emitter, seller, his -> leave(id, his));
    Runnable gone = () -> leave(id, reader);
    emitter.onCompletion(gone);
    emitter.onTimeout(gone);
    emitter.onError(fault -> gone.run());
    readers.compute(
        id,
        (key, all) -> {
          Set<DropReader> here = all == null ? ConcurrentHashMap.newKeySet() : all;
          here.add(reader);
          return here;
        });
    tell(drop, Set.of(reader));
    return emitter;
  }

  @Override
  public void afterPropertiesSet() {
    running =
        ticker.scheduleWithFixedDelay(
            this::tellOnce, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Tells each reader what he does not know yet. */
  void tellOnce() {
    round++;
    if (count.get() > READERS_MANY && round % ROUNDS_WHEN_MANY != 0) {
      return;
    }
    try {
      readers.forEach((id, here) -> drops.byId(id).ifPresent(drop -> tell(drop, here)));
      runs.keySet().retainAll(readers.keySet());
    } catch (RuntimeException e) {
      // Whoever reads keeps his connection and is told when the database is back.
      log.debug("readers are not told now", e);
    }
  }

  @Override
  public void destroy() {
    ended = true;
    Future<?> ticking = running;
    if (ticking != null) {
      ticking.cancel(false);
    }
    ticker.shutdownNow();
    readers.values().forEach(all -> Set.copyOf(all).forEach(DropReader::leave));
  }

  private void tell(Drop drop, Set<DropReader> to) {
    Optional<PoolView> known;
    try {
      known = claims.view(drop.pool());
    } catch (ClaimsUnavailable e) {
      known = Optional.empty();
    }
    if (known.isEmpty()) {
      return;
    }
    PoolView pool = known.get();
    PoolState state = PoolState.of(pool, claims.now());
    boolean last = state == PoolState.CLOSED;
    String news = news(pool, state);
    for (DropReader reader : to) {
      String his = reader.seller ? news + "," + run(drop.id()) + "}" : news + "}";
      reader.tell(his, last, QUIET_NANOS, SLOW_NANOS);
    }
  }

  private static String news(PoolView pool, PoolState state) {
    return "{\"state\":\"%s\",\"remaining\":%d,\"held\":%d,\"waiting\":%d,\"sequence\":%d"
        .formatted(state, Math.max(0, pool.free()), pool.held(), pool.waiting(), pool.sequence());
  }

  private String run(UUID drop) {
    long now = System.nanoTime();
    return runs.compute(
            drop,
            (id, before) ->
                before != null && now - before.until().nanos() < FIGURES_NANOS
                    ? before
                    : runUntil(meter.of(id).see(now), before))
        .json();
  }

  private static Run runUntil(PoolFigures.Seen now, @Nullable Run before) {
    PoolFigures.Seen then = before == null ? now : before.until();
    String json =
        String.format(
            Locale.ROOT,
            "\"rate\":%d,\"refusals\":%d,\"p99\":%.1f",
            now.grantsPerSecond(then),
            now.refusalsPerSecond(then),
            now.p99Millis(then));
    return new Run(now, json);
  }

  private void leave(UUID drop, DropReader reader) {
    readers.computeIfPresent(
        drop,
        (id, all) -> {
          if (all.remove(reader)) {
            count.decrementAndGet();
          }
          return all.isEmpty() ? null : all;
        });
  }
}
