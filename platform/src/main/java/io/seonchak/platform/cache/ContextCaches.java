package io.seonchak.platform.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import io.micrometer.core.instrument.MeterRegistry;
import io.seonchak.platform.cache.ChangeLog.Change;
import io.seonchak.platform.time.Repeating;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.context.SmartLifecycle;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * The caches of a context and the watch over them. The watch asks the database several times a
 * second what has changed and drops it, in Redis and here; while it cannot, Redis is not believed
 * and what is in memory counts for less than a second. May be used by many threads at once.
 */
public final class ContextCaches implements SmartLifecycle {

  /** Nothing older than this is told. */
  public static final Duration STALE_MAX = Duration.ofMillis(900);

  /** How often the watch looks. */
  static final Duration EVERY = Duration.ofMillis(250);

  private static final Duration FORGET_EVERY = Duration.ofMinutes(1);
  private static final Duration FORGOTTEN_BY_REDIS = Duration.ofMinutes(1);
  private static final Duration KNOWN_FOR = Duration.ofMinutes(2);
  private static final int KNOWN_MAX = 100_000;
  private static final int OWED_MAX = 10_000;
  private static final int DROPPED_AT_ONCE = 500;

  private final String schema;
  private final ChangeLog changes;
  private final CacheParts parts;
  private final Map<String, TwoLevelCache<?, ?>> caches = new ConcurrentHashMap<>();

  /** Changes that were dropped here and in Redis before the watch saw them. */
  private final Cache<Long, Boolean> known =
      Caffeine.newBuilder().maximumSize(KNOWN_MAX).expireAfterWrite(KNOWN_FOR).build();

  /** What could not be dropped in Redis yet, by its key there; nobody reads it there meanwhile. */
  private final Map<String, SharedLevel.Drop> owed = new ConcurrentHashMap<>();

  private final ReentrantLock looking = new ReentrantLock();
  private final Repeating watch;
  private volatile long trueAt;
  private volatile long sharedAgainAt;
  private volatile boolean believed;
  private volatile long connectionsSeen;
  private long forgotAt;

  /** The caches of the context whose schema that is; it needs {@code classpath:db/cache}. */
  public ContextCaches(JdbcClient jdbc, String schema, CacheParts parts) {
    this.schema = schema;
    this.changes = new ChangeLog(jdbc, schema);
    this.parts = parts;
    this.trueAt = parts.ticker().read() - STALE_MAX.toNanos() - 1;
    this.sharedAgainAt = trueAt;
    this.forgotAt = trueAt;
    this.watch = new Repeating("cache-" + schema, EVERY, this::lookOnce);
    parts.shared().listen(channel(), this::hinted);
  }

  /** A cache of that kind; there is one for a name. */
  public <K, V> TwoLevelCache<K, V> cache(CacheSpec<K, V> spec) {
    var cache = new TwoLevelCache<>(spec, this);
    if (caches.putIfAbsent(spec.name(), cache) != null) {
      throw new IllegalStateException(
          "cache: '%s' is there twice (expected: once)".formatted(spec.name()));
    }
    return cache;
  }

  /** One look at what has changed. */
  public void lookOnce() {
    looking.lock();
    try {
      long began = parts.ticker().read();
      if (began - trueAt > ChangeLog.KEPT.toNanos() / 2) {
        // Asleep for so long that changes may have been forgotten.
        caches.values().forEach(TwoLevelCache::forgetAll);
      }
      dropNews();
      trueAt = began;
      believed = true;
      payOwed();
      forgetOld(began);
    } finally {
      looking.unlock();
    }
  }

  private void dropNews() {
    try {
      connectedAgain();
      drop(changes.news().stream().filter(this::unknown).toList());
    } catch (RuntimeException e) {
      changes.startOver();
      throw e;
    }
  }

  /** A Redis that was restarted, or another in its place, may not know of the last drops. */
  private void connectedAgain() {
    long connections = parts.shared().connections();
    if (connections != connectionsSeen) {
      drop(changes.recent(FORGOTTEN_BY_REDIS), ":" + UUID.randomUUID());
      connectionsSeen = connections;
    }
  }

  private void drop(List<Change> all) {
    drop(all, "");
  }

  /** Drops first in Redis, then here: whoever reads Redis meanwhile keeps nothing of it. */
  private void drop(List<Change> all, String again) {
    for (int i = 0; i < all.size(); i += DROPPED_AT_ONCE) {
      List<Change> some = all.subList(i, Math.min(all.size(), i + DROPPED_AT_ONCE));
      List<SharedLevel.Drop> drops = new ArrayList<>();
      for (Change change : some) {
        TwoLevelCache<?, ?> cache = caches.get(change.cache());
        if (cache != null) {
          drops.add(cache.drop(change, again, channel()));
        }
      }
      dropShared(drops);
      some.forEach(this::forgetHere);
    }
  }

  private boolean unknown(Change change) {
    return known.getIfPresent(change.id()) == null;
  }

  private void dropShared(List<SharedLevel.Drop> drops) {
    if (drops.isEmpty() || parts.shared().drop(drops)) {
      return;
    }
    drops.forEach(drop -> owed.put(drop.key(), drop));
    if (owed.size() > OWED_MAX) {
      // After that time Redis holds nothing of what is owed.
      sharedAgainAt = parts.ticker().read() + CacheSpec.LIFE_MAX.toNanos();
      owed.clear();
    }
  }

  private void payOwed() {
    List<SharedLevel.Drop> debts = owed.values().stream().limit(DROPPED_AT_ONCE).toList();
    if (!debts.isEmpty() && parts.shared().drop(debts)) {
      debts.forEach(debt -> owed.remove(debt.key(), debt));
    }
  }

  /** Forgets, and only then calls it known: a look meanwhile drops it again and misses nothing. */
  private void forgetHere(Change change) {
    forgetCached(change);
    known.put(change.id(), true);
  }

  private void forgetCached(Change change) {
    TwoLevelCache<?, ?> cache = caches.get(change.cache());
    if (cache != null) {
      cache.forget(change.key());
    }
  }

  private void forgetOld(long now) {
    if (now - forgotAt > FORGET_EVERY.toNanos()) {
      forgotAt = now;
      changes.forget();
    }
  }

  /**
   * An instance has dropped something in Redis, after its commit. What this one did itself is known
   * and not read again.
   */
  private void hinted(String message) {
    String[] words = message.split(" ", 3);
    if (words.length == 3 && words[0].matches("[0-9]{1,18}")) {
      var change = new Change(Long.parseLong(words[0]), words[1], words[2]);
      // In one step: whoever calls it known meanwhile goes on only after it was forgotten.
      var _ =
          known.get(
              change.id(),
              _ -> {
                forgetCached(change);
                return true;
              });
    }
  }

  void changed(TwoLevelCache<?, ?> cache, Set<String> keys) {
    if (!TransactionSynchronizationManager.isSynchronizationActive()) {
      throw new IllegalStateException(
          "cache %s: changed outside a transaction (expected: in the one that changes it)"
              .formatted(cache.name()));
    }
    if (keys.isEmpty()) {
      return;
    }
    List<Change> recorded = changes.record(cache.name(), keys);
    // Only what surely is committed; of the rest the watch will hear.
    TransactionSynchronizationManager.registerSynchronization(
        new TransactionSynchronization() {
          @Override
          public void afterCommit() {
            drop(recorded);
          }
        });
  }

  boolean fresh(long entryTrueAt) {
    long now = parts.ticker().read();
    return now - entryTrueAt <= STALE_MAX.toNanos()
        || (believed && now - trueAt <= STALE_MAX.toNanos());
  }

  /** Whether what Redis says of a key may be believed. */
  boolean shareable(String key) {
    long now = parts.ticker().read();
    return believed
        && now - trueAt <= STALE_MAX.toNanos()
        && now - sharedAgainAt >= 0
        && connectionsSeen == parts.shared().connections()
        && !owed.containsKey(key);
  }

  long trueAt() {
    return trueAt;
  }

  long millis() {
    return parts.clock().millis();
  }

  boolean off() {
    return parts.off();
  }

  Ticker ticker() {
    return parts.ticker();
  }

  SharedLevel shared() {
    return parts.shared();
  }

  /** Under which everything of this context lies in Redis. */
  String prefix() {
    return parts.namespace() + ":cache:" + schema;
  }

  private String channel() {
    return prefix();
  }

  void bindTo(MeterRegistry registry) {
    caches.forEach((name, cache) -> cache.figures().bindTo(registry, schema + "." + name));
  }

  /** Before the first request comes. */
  @Override
  public int getPhase() {
    return 0;
  }

  @Override
  public void start() {
    lookOnce();
    watch.start();
  }

  @Override
  public void stop() {
    watch.stop();
  }

  @Override
  public boolean isRunning() {
    return watch.isRunning();
  }
}
