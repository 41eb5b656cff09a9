package io.seonchak.platform.cache;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seonchak.platform.cache.ChangeLog.Change;
import io.seonchak.platform.cache.SharedLevel.Drop;
import io.seonchak.platform.cache.SharedLevel.Filled;
import io.seonchak.platform.cache.SharedLevel.Found;
import io.seonchak.platform.cache.SharedLevel.Hit;
import io.seonchak.platform.cache.SharedLevel.Lease;
import io.seonchak.platform.cache.SharedLevel.Nothing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.QueryTimeoutException;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Memory in front of Redis in front of the database. What it says was true within the last second
 * ({@link ContextCaches#STALE_MAX}), and after a change by this process is true at once. One miss
 * asks the database once however many ask meanwhile. Inside a transaction it always asks the
 * database. May be used by many threads at once.
 */
public final class TwoLevelCache<K, V> {

  private static final int STRIPES = 1_024;
  private static final Duration LOAD_MAX = Duration.ofSeconds(10);
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final Logger log = LoggerFactory.getLogger(TwoLevelCache.class);

  private final CacheSpec<K, V> spec;
  private final ContextCaches house;
  private final String prefix;
  private final Cache<K, Entry<V>> memory;
  private final Map<K, CompletableFuture<Entry<V>>> loading = new ConcurrentHashMap<>();
  private final AtomicLongArray drops = new AtomicLongArray(STRIPES);
  private final CacheFigures figures = new CacheFigures();

  /**
   * What is known of a key.
   *
   * @param value null when it is known not to exist
   * @param trueAt when this was surely so (nanoTime)
   * @param usableUntil by the wall clock, in ms
   */
  private record Entry<V>(@Nullable V value, long trueAt, long usableUntil) {}

  TwoLevelCache(CacheSpec<K, V> spec, ContextCaches house) {
    this.spec = spec;
    this.house = house;
    this.prefix = "%s:%s.%d:".formatted(house.prefix(), spec.name(), spec.format());
    this.memory =
        Caffeine.newBuilder()
            .ticker(house.ticker())
            .maximumSize(spec.localMax())
            .expireAfterAccess(spec.idle())
            .build();
  }

  /** The value of a key; empty when there is none. */
  public Optional<V> get(K key) {
    Entry<V> known = usable(key);
    if (known != null && !direct()) {
      figures.memory.increment();
      return Optional.ofNullable(known.value());
    }
    return Optional.ofNullable(getAll(List.of(key)).get(key));
  }

  /** The values of keys, in their order; those that do not exist are left out. */
  public Map<K, V> getAll(Collection<K> keys) {
    Set<K> asked = new LinkedHashSet<>(keys);
    if (direct()) {
      return ordered(asked, load(asked));
    }
    Map<K, Entry<V>> known = new HashMap<>();
    Set<K> missing = new LinkedHashSet<>();
    for (K key : asked) {
      Entry<V> entry = usable(key);
      if (entry == null) {
        missing.add(key);
      } else {
        known.put(key, entry);
      }
    }
    figures.memory.add(known.size());
    if (!missing.isEmpty()) {
      known.putAll(fetch(missing));
    }
    Map<K, V> values = new HashMap<>();
    known.forEach(
        (key, entry) -> {
          if (entry.value() != null) {
            values.put(key, entry.value());
          }
        });
    return ordered(asked, values);
  }

  /**
   * Says, in the transaction that changes them, that what is known of these keys is wrong once it
   * has committed. Every instance drops it within a second, this one before the caller goes on.
   *
   * @throws IllegalStateException outside a transaction
   */
  public void changed(Collection<K> keys) {
    house.changed(
        this, keys.stream().map(Object::toString).collect(Collectors.toUnmodifiableSet()));
  }

  String name() {
    return spec.name();
  }

  CacheFigures figures() {
    return figures;
  }

  /** What to drop in Redis for a change. */
  Drop drop(Change change, String again, String channel) {
    return new Drop(
        prefix + change.key(),
        prefix + "once:" + change.id() + again,
        channel,
        change.id() + " " + name() + " " + change.key());
  }

  /** Forgets a key; nobody who began to read before keeps what he finds. */
  void forget(String text) {
    K key = spec.key().apply(text);
    drops.incrementAndGet(stripe(key));
    loading.remove(key);
    memory.invalidate(key);
    figures.drops.increment();
  }

  void forgetAll() {
    for (int i = 0; i < STRIPES; i++) {
      drops.incrementAndGet(i);
    }
    loading.clear();
    memory.invalidateAll();
  }

  /** Whoever has a transaction sees what nobody else may see yet. */
  private boolean direct() {
    return house.off() || TransactionSynchronizationManager.isActualTransactionActive();
  }

  private @Nullable Entry<V> usable(K key) {
    Entry<V> entry = memory.getIfPresent(key);
    boolean good =
        entry != null && house.fresh(entry.trueAt()) && house.millis() < entry.usableUntil();
    return good ? entry : null;
  }

  private Map<K, Entry<V>> fetch(Set<K> keys) {
    Map<K, CompletableFuture<Entry<V>>> own = new LinkedHashMap<>();
    Map<K, CompletableFuture<Entry<V>>> others = new LinkedHashMap<>();
    for (K key : keys) {
      var future = new CompletableFuture<Entry<V>>();
      CompletableFuture<Entry<V>> first = loading.putIfAbsent(key, future);
      (first == null ? own : others).put(key, first == null ? future : first);
    }
    Map<K, Entry<V>> found = new HashMap<>();
    if (!own.isEmpty()) {
      found.putAll(lead(own));
    }
    others.forEach((key, future) -> found.put(key, join(future)));
    figures.joined.add(others.size());
    return found;
  }

  /** Reads for all who wait for these keys. */
  private Map<K, Entry<V>> lead(Map<K, CompletableFuture<Entry<V>>> own) {
    try {
      Map<K, Entry<V>> found = read(own.keySet());
      own.forEach((key, future) -> future.complete(found.get(key)));
      return found;
    } catch (RuntimeException | Error e) {
      own.values().forEach(future -> future.completeExceptionally(e));
      throw e;
    } finally {
      own.forEach(loading::remove);
    }
  }

  private Entry<V> join(CompletableFuture<Entry<V>> future) {
    try {
      return future.get(LOAD_MAX.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException("cache " + name() + ": the read failed", e.getCause());
    } catch (TimeoutException e) {
      throw new QueryTimeoutException("cache %s: no answer in %s".formatted(name(), LOAD_MAX), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new QueryTimeoutException("cache " + name() + ": interrupted", e);
    }
  }

  private Map<K, Entry<V>> read(Set<K> keys) {
    Map<K, Long> before = new HashMap<>();
    keys.forEach(key -> before.put(key, drops.get(stripe(key))));
    Map<K, Entry<V>> found = new HashMap<>();
    for (K key : keys) {
      // Somebody may have read it between our look and our turn.
      Entry<V> entry = usable(key);
      if (entry != null) {
        found.put(key, entry);
      }
    }
    Set<K> rest = without(keys, found.keySet());
    Map<K, String> leases = new HashMap<>();
    found.putAll(fromRedis(rest, leases));
    rest = without(rest, found.keySet());
    if (!rest.isEmpty()) {
      found.putAll(fromDatabase(rest, leases));
    }
    found.forEach((key, entry) -> keep(key, entry, before.getOrDefault(key, -1L)));
    return found;
  }

  private void keep(K key, Entry<V> entry, long before) {
    var _ =
        memory.asMap().compute(key, (_, there) -> drops.get(stripe(key)) == before ? entry : there);
  }

  private Map<K, Entry<V>> fromRedis(Set<K> keys, Map<K, String> leases) {
    List<K> asked = keys.stream().filter(key -> house.shareable(prefix + key)).toList();
    if (asked.isEmpty()) {
      return Map.of();
    }
    long trueAt = house.trueAt();
    List<Found> answers =
        house
            .shared()
            .read(asked.stream().map(key -> prefix + key).toList(), house.millis(), spec.idle())
            .orElse(List.of());
    Map<K, Entry<V>> found = new HashMap<>();
    for (int i = 0; i < answers.size(); i++) {
      K key = asked.get(i);
      switch (answers.get(i)) {
        case Hit hit -> {
          V value = parsed(hit.value());
          if (value != null) {
            found.put(key, new Entry<>(value, trueAt, hit.usableUntil()));
          }
        }
        case Lease lease -> leases.put(key, lease.token());
        case Nothing _ -> {}
      }
    }
    figures.redis.add(found.size());
    return found;
  }

  private @Nullable V parsed(byte[] json) {
    try {
      return JSON.readValue(json, spec.type());
    } catch (JacksonException e) {
      log.warn("cache {}: what Redis holds cannot be read: {}", name(), e.getOriginalMessage());
      return null;
    }
  }

  private Map<K, Entry<V>> fromDatabase(Set<K> keys, Map<K, String> leases) {
    long began = house.ticker().read();
    Map<K, V> loaded = load(keys);
    Instant now = Instant.ofEpochMilli(house.millis());
    Map<K, Entry<V>> found = new HashMap<>();
    for (K key : keys) {
      V value = loaded.get(key);
      found.put(key, new Entry<>(value, began, usableUntil(value, now)));
    }
    share(found, leases, now.toEpochMilli());
    return found;
  }

  private Map<K, V> load(Set<K> keys) {
    figures.loads.increment();
    figures.database.add(keys.size());
    return spec.load().apply(keys);
  }

  private long usableUntil(@Nullable V value, Instant now) {
    Instant latest = now.plus(value == null ? CacheSpec.ABSENT_MAX : CacheSpec.LIFE_MAX);
    if (value == null) {
      return latest.toEpochMilli();
    }
    Instant wished = spec.until().apply(value, now);
    return (wished.isBefore(latest) ? wished : latest).toEpochMilli();
  }

  /** What exists goes to Redis; what does not is known here only. */
  private void share(Map<K, Entry<V>> found, Map<K, String> leases, long now) {
    List<Filled> values = new ArrayList<>();
    List<String> unusedKeys = new ArrayList<>();
    List<String> unusedTokens = new ArrayList<>();
    leases.forEach(
        (key, token) -> {
          Entry<V> entry = found.get(key);
          long left =
              entry == null ? 0 : Math.min(entry.usableUntil() - now, spec.idle().toMillis());
          if (entry == null || entry.value() == null || left <= 0) {
            unusedKeys.add(prefix + key);
            unusedTokens.add(token);
          } else {
            values.add(filled(key, token, entry, Duration.ofMillis(left)));
          }
        });
    if (!values.isEmpty()) {
      house.shared().write(values);
    }
    if (!unusedKeys.isEmpty()) {
      house.shared().release(unusedKeys, unusedTokens);
    }
  }

  private Filled filled(K key, String token, Entry<V> entry, Duration first) {
    return new Filled(
        prefix + key, token, JSON.writeValueAsBytes(entry.value()), entry.usableUntil(), first);
  }

  private Map<K, V> ordered(Set<K> keys, Map<K, V> values) {
    Map<K, V> all = new LinkedHashMap<>();
    for (K key : keys) {
      V value = values.get(key);
      if (value != null) {
        all.put(key, value);
      }
    }
    return all;
  }

  private static <K> Set<K> without(Set<K> keys, Set<K> those) {
    Set<K> rest = new HashSet<>(keys);
    rest.removeAll(those);
    return rest;
  }

  private int stripe(K key) {
    int hash = key.hashCode();
    return (hash ^ (hash >>> 16)) & (STRIPES - 1);
  }
}
