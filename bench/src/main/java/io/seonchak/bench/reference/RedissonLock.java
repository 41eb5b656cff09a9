package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import io.seonchak.platform.id.Ids;
import java.net.URI;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RBatch;
import org.redisson.api.RFuture;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/**
 * A lock of Redisson's around a stock in Redis, and Kafka for the order. What can be one round trip
 * is: lock, read stock and member, count down and remember him, unlock. Of one process only one
 * thread at a time asks for the lock, so that not all of them wake each other through Redis. The
 * lock is leased, for one whose holder was killed would stand for half a minute. Who asks again
 * gets his order sent again, because nobody knows whether it was the first time.
 */
final class RedissonLock implements Design {

  /** When the member is told, and where his order is by then. */
  enum Telling {
    /** When Kafka has the event; a consumer writes the order. */
    ACKNOWLEDGED,
    /** At once; the event is under way. */
    AT_ONCE,
    /** When PostgreSQL has the order, written under the lock; the event only tells others. */
    STORED_FIRST
  }

  private static final int CONNECTIONS = 4;
  private static final long LEASE_SECONDS = 5;

  /** Stock of the drop, and what the member has of it. */
  private record Found(long stock, @Nullable String kept) {}

  private final Telling telling;
  private final HikariDataSource source;
  private final RedissonClient redis;
  private final OrderEvents events;
  private final Capacities capacities;
  private final Ids ids;
  private final String namespace;
  private final Map<UUID, ReentrantLock> ahead = new ConcurrentHashMap<>();

  RedissonLock(Parts parts, Telling telling)
      throws SQLException, ExecutionException, InterruptedException {
    this.telling = telling;
    source = parts.database(CONNECTIONS);
    redis = client(parts.redis());
    events = new OrderEvents(parts, source, telling != Telling.STORED_FIRST);
    capacities = new Capacities(source, this::fill);
    ids = parts.ids();
    namespace = parts.namespace();
  }

  private static RedissonClient client(URI url) {
    String password = url.getUserInfo().substring(url.getUserInfo().indexOf(':') + 1);
    var config = new Config();
    config.setCodec(StringCodec.INSTANCE);
    config.setPassword(password);
    config
        .useSingleServer()
        .setAddress("redis://%s:%d".formatted(url.getHost(), url.getPort()))
        .setConnectionPoolSize(16)
        .setConnectionMinimumIdleSize(8);
    return Redisson.create(config);
  }

  /** Only what is not there yet, for others may sell already. */
  private void fill(UUID drop, long left) {
    redis.<String>getBucket(stockKey(drop)).setIfAbsent(Long.toString(left));
  }

  @Override
  public Answer claim(Request request) throws Exception {
    Integer capacity = capacities.of(request.drop());
    if (capacity == null) {
      return new Answer.Nowhere();
    }
    Answer answer = locked(request, capacity);
    switch (answer) {
      case Answer.Granted yes -> tell(yes.order());
      case Answer.Again yes -> tell(yes.order());
      case Answer _ -> {}
    }
    return answer;
  }

  private void tell(Order order) throws Exception {
    if (telling == Telling.ACKNOWLEDGED) {
      events.sendAndWait(order);
    } else {
      var _ = events.send(order);
    }
  }

  private Answer locked(Request request, int capacity) throws SQLException {
    ReentrantLock first = ahead.computeIfAbsent(request.drop(), _ -> new ReentrantLock(true));
    first.lock();
    try {
      RLock lock = redis.getLock(namespace + ":lock:" + request.drop());
      lock.lock(LEASE_SECONDS, TimeUnit.SECONDS);
      try {
        return decide(request, capacity);
      } finally {
        lock.unlock();
      }
    } finally {
      first.unlock();
    }
  }

  private Answer decide(Request request, int capacity) throws SQLException {
    Found found = find(request);
    if (found.kept() != null) {
      return Answer.kept(Order.parse(found.kept()), request.key());
    }
    if (found.stock() <= 0) {
      return new Answer.SoldOut();
    }
    Order order = Order.of(ids.next(), request, capacity - found.stock() + 1);
    if (telling == Telling.STORED_FIRST) {
      return stored(request, order);
    }
    take(order);
    return new Answer.Granted(order);
  }

  private Answer stored(Request request, Order order) throws SQLException {
    try (Connection connection = source.getConnection()) {
      if (Tables.insert(connection, order)) {
        take(order);
        return new Answer.Granted(order);
      }
      Tables.Stock stock = Tables.read(connection, request, "");
      if (stock == null || stock.kept() == null) {
        return new Answer.Busy();
      }
      // Its process was killed between PostgreSQL and Redis: its unit was never counted.
      take(stock.kept());
      return Answer.kept(stock.kept(), request.key());
    }
  }

  private Found find(Request request) {
    RBatch batch = redis.createBatch();
    RFuture<String> stock = batch.<String>getBucket(stockKey(request.drop())).getAsync();
    RFuture<String> kept =
        batch
            .<String, String>getMap(membersKey(request.drop()))
            .getAsync(request.member().toString());
    batch.execute();
    return new Found(
        Long.parseLong(stock.toCompletableFuture().join()), kept.toCompletableFuture().join());
  }

  private void take(Order order) {
    RBatch batch = redis.createBatch();
    var _ = batch.getAtomicLong(stockKey(order.drop())).decrementAndGetAsync();
    var _ =
        batch
            .<String, String>getMap(membersKey(order.drop()))
            .fastPutAsync(order.member().toString(), order.text());
    batch.execute();
  }

  private String stockKey(UUID drop) {
    return namespace + ":stock:" + drop;
  }

  private String membersKey(UUID drop) {
    return namespace + ":members:" + drop;
  }

  @Override
  public void close() {
    events.close();
    redis.shutdown();
    source.close();
  }
}
