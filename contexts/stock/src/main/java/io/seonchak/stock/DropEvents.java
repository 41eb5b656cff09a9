package io.seonchak.stock;

import io.seonchak.claims.Claims;
import io.seonchak.claims.PoolId;
import io.seonchak.claims.PoolView;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** What is left of a drop, as it changes: server-sent events, at most four a second. */
@RestController
class DropEvents implements InitializingBean, DisposableBean {

  static final int READERS_MAX = 2_000;

  private static final long LIFE_MILLIS = 5 * 60_000L;
  private static final long EVERY_MILLIS = 250;

  private final Drops drops;
  private final Claims claims;
  private final Map<UUID, Set<SseEmitter>> readers = new ConcurrentHashMap<>();
  private final Map<UUID, PoolView> news = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();
  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().name("drop-events").daemon().factory());
  private volatile boolean ended;
  private volatile @Nullable Future<?> running;

  DropEvents(Drops drops, Claims claims) {
    this.drops = drops;
    this.claims = claims;
  }

  record Left(int remaining, int held, int waiting, long sequence) {

    static Left of(PoolView pool) {
      return new Left(pool.free(), pool.held(), pool.waiting(), pool.sequence());
    }
  }

  @GetMapping(path = "/api/drops/{id}/events", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
  SseEmitter events(@PathVariable UUID id) throws IOException {
    if (drops.byId(id).isEmpty()) {
      throw Problem.of(CommonProblem.NOT_FOUND);
    }
    if (ended || count.incrementAndGet() > READERS_MAX) {
      count.decrementAndGet();
      throw Problem.of(CommonProblem.BUSY);
    }
    var emitter = new SseEmitter(LIFE_MILLIS);
    Set<SseEmitter> here = readers.computeIfAbsent(id, drop -> ConcurrentHashMap.newKeySet());
    here.add(emitter);
    Runnable gone = () -> leave(id, emitter);
    emitter.onCompletion(gone);
    emitter.onTimeout(gone);
    emitter.onError(fault -> gone.run());
    PoolView now = claims.view(new PoolId(id)).orElse(null);
    if (now != null) {
      emitter.send(Left.of(now), MediaType.APPLICATION_JSON);
    }
    return emitter;
  }

  @Override
  public void afterPropertiesSet() {
    claims.addListener(
        view -> {
          if (readers.containsKey(view.pool().value())) {
            news.put(view.pool().value(), view);
          }
        });
    running =
        ticker.scheduleWithFixedDelay(
            this::tellOnce, EVERY_MILLIS, EVERY_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Tells all readers what is new; one that cannot be told is dropped. */
  void tellOnce() {
    for (UUID drop : Set.copyOf(news.keySet())) {
      PoolView view = news.remove(drop);
      if (view != null) {
        for (SseEmitter reader : readers.getOrDefault(drop, Set.of())) {
          tell(drop, reader, Left.of(view));
        }
      }
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
    readers.values().forEach(all -> Set.copyOf(all).forEach(SseEmitter::complete));
  }

  private void tell(UUID drop, SseEmitter reader, Left left) {
    try {
      reader.send(left, MediaType.APPLICATION_JSON);
    } catch (IOException | IllegalStateException e) {
      leave(drop, reader);
    }
  }

  private void leave(UUID drop, SseEmitter reader) {
    Set<SseEmitter> here = readers.get(drop);
    if (here != null && here.remove(reader)) {
      count.decrementAndGet();
      readers.computeIfPresent(drop, (id, all) -> all.isEmpty() ? null : all);
    }
  }
}
