package io.seonchak.platform.cache;

import com.github.benmanes.caffeine.cache.Ticker;
import io.lettuce.core.RedisURI;
import io.seonchak.platform.store.ContextSchema;
import io.seonchak.testing.TestRedis;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** One instance: a cache of things over a database and a Redis that it shares with others. */
final class Side implements AutoCloseable {

  final JdbcClient jdbc;
  final TransactionTemplate transactions;
  final ContextCaches caches;
  final TwoLevelCache<String, Thing> things;
  final AtomicInteger loads = new AtomicInteger();

  /** Called with the keys after the database was read, before the value is used. */
  volatile Consumer<Set<String>> afterRead = keys -> {};

  private final SharedLevel shared;

  /** A value with its version. */
  record Thing(long version, long until) {}

  /** Its time stands still: nothing grows old because a machine is slow. */
  Side(DataSource source, String namespace) {
    this(source, namespace, () -> 0L);
  }

  /** As in an application, with its watch. */
  static Side live(DataSource source, String namespace) {
    var side = new Side(source, namespace, Ticker.systemTicker());
    side.caches.start();
    return side;
  }

  private Side(DataSource source, String namespace, Ticker ticker) {
    this(
        source,
        namespace,
        new RedisLevel(RedisURI.create(TestRedis.url())),
        Clock.systemUTC(),
        ticker);
  }

  Side(DataSource source, String namespace, SharedLevel shared, Clock clock, Ticker ticker) {
    this.jdbc = JdbcClient.create(source);
    this.transactions = new TransactionTemplate(new JdbcTransactionManager(source));
    this.shared = shared;
    this.caches =
        new ContextCaches(jdbc, "shop", new CacheParts(namespace, shared, clock, ticker, false));
    this.things =
        caches.cache(
            new CacheSpec<>(
                "thing",
                1,
                Thing.class,
                key -> key,
                this::load,
                (thing, now) -> Instant.ofEpochMilli(thing.until()),
                Duration.ofMinutes(1),
                1_000));
  }

  static void schema(DataSource source) {
    ContextSchema.migrated(source, "shop", "classpath:db/cache");
    JdbcClient.create(source)
        .sql("CREATE TABLE shop.thing (name text PRIMARY KEY, version bigint, until_ms bigint)")
        .update();
  }

  private Map<String, Thing> load(Set<String> keys) {
    loads.incrementAndGet();
    Map<String, Thing> found = new HashMap<>();
    jdbc.sql("SELECT name, version, until_ms FROM shop.thing WHERE name = ANY(?)")
        .param(keys.toArray(String[]::new))
        .query(
            row -> {
              found.put(row.getString(1), new Thing(row.getLong(2), row.getLong(3)));
            });
    afterRead.accept(keys);
    return found;
  }

  void put(String name, long version) {
    put(name, version, Long.MAX_VALUE / 2);
  }

  void put(String name, long version, long until) {
    transactions.executeWithoutResult(
        status -> {
          write(name, version, until);
          things.changed(List.of(name));
        });
  }

  /** Changes the row only; nothing is said of it. */
  void write(String name, long version, long until) {
    jdbc.sql(
            "INSERT INTO shop.thing VALUES (?, ?, ?) ON CONFLICT (name)"
                + " DO UPDATE SET version = excluded.version, until_ms = excluded.until_ms")
        .params(name, version, until)
        .update();
  }

  /** The version it tells; 0 when it knows of no such thing. */
  long version(String name) {
    return things.get(name).map(Thing::version).orElse(0L);
  }

  @Override
  public void close() {
    caches.stop();
    shared.close();
  }
}
