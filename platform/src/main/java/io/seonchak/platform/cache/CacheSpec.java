package io.seonchak.platform.cache;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What a cache holds and for how long.
 *
 * @param name one word, part of the keys in Redis and of the metrics
 * @param format of the JSON; raise it when {@code type} changes, so that old and new programs run
 *     side by side
 * @param type of the values; read and written as JSON
 * @param key makes a key of its text, which is what {@code toString} says
 * @param load reads values from the database, all at once; what is not in its answer does not exist
 * @param until how long a value may be used at most, seen from the instant it was read, for example
 *     to the end of a sale; never longer than {@link #LIFE_MAX}
 * @param idle an entry that nobody asks for leaves after this
 * @param localMax entries in memory
 */
public record CacheSpec<K, V>(
    String name,
    int format,
    Class<V> type,
    Function<String, K> key,
    Function<Set<K>, Map<K, V>> load,
    BiFunction<V, Instant, Instant> until,
    Duration idle,
    int localMax) {

  /** No entry is used longer than this after it was read from the database. */
  public static final Duration LIFE_MAX = Duration.ofMinutes(10);

  /** How long it is known that something does not exist. */
  public static final Duration ABSENT_MAX = Duration.ofSeconds(5);

  public CacheSpec {
    if (!name.matches("[a-z-]{1,30}") || localMax < 1) {
      throw new IllegalArgumentException(
          "cache: '%s' of %d (expected: a word of 1 to 30 letters, at least one entry)"
              .formatted(name, localMax));
    }
  }

  /** A cache whose values may be used as long as any may. */
  public static <K, V> CacheSpec<K, V> of(
      String name,
      int format,
      Class<V> type,
      Function<String, K> key,
      Function<Set<K>, Map<K, V>> load) {
    return new CacheSpec<>(
        name,
        format,
        type,
        key,
        load,
        (value, now) -> now.plus(LIFE_MAX),
        Duration.ofMinutes(2),
        10_000);
  }

  /** The same with so many entries in memory at most. */
  public CacheSpec<K, V> inMemory(int entries) {
    return new CacheSpec<>(name, format, type, key, load, until, idle, entries);
  }
}
