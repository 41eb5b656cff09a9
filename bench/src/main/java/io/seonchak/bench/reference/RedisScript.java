package io.seonchak.bench.reference;

import com.zaxxer.hikari.HikariDataSource;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.seonchak.platform.id.Ids;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;

/**
 * One script in Redis checks the member and the stock, counts down and remembers him, all or
 * nothing; the order goes to Kafka, is acknowledged, and a consumer writes it in batches. All
 * requests share one connection to Redis, so that they travel together. Who asks again gets his
 * order sent again: a process killed between the two has a unit taken that no event tells of.
 */
final class RedisScript implements Design {

  private static final int CONNECTIONS = 4;
  private static final long ANSWERED_WITHIN_SECONDS = 10;
  private static final String SCRIPT =
      """
      local kept = redis.call('HGET', KEYS[2], ARGV[1])
      if kept then return kept end
      local left = tonumber(redis.call('GET', KEYS[1]))
      if left <= 0 then return '' end
      redis.call('DECR', KEYS[1])
      kept = ARGV[2] .. (ARGV[3] - left + 1)
      redis.call('HSET', KEYS[2], ARGV[1], kept)
      return kept
      """;

  private final HikariDataSource source;
  private final RedisClient client;
  private final StatefulRedisConnection<String, String> redis;
  private final String script;
  private final OrderEvents events;
  private final Capacities capacities;
  private final Ids ids;
  private final String namespace;

  RedisScript(Parts parts) throws SQLException, ExecutionException, InterruptedException {
    source = parts.database(CONNECTIONS);
    client = RedisClient.create(parts.redis().toString());
    redis = client.connect();
    script = redis.sync().scriptLoad(SCRIPT);
    events = new OrderEvents(parts, source, true);
    capacities =
        new Capacities(
            source, (drop, left) -> redis.sync().setnx(stockKey(drop), Long.toString(left)));
    ids = parts.ids();
    namespace = parts.namespace();
  }

  @Override
  public Answer claim(Request request) throws Exception {
    Integer capacity = capacities.of(request.drop());
    if (capacity == null) {
      return new Answer.Nowhere();
    }
    UUID claim = ids.next();
    String kept = run(request, claim, capacity);
    if (kept.isEmpty()) {
      return new Answer.SoldOut();
    }
    Order order = Order.parse(kept);
    events.sendAndWait(order);
    return order.claim().equals(claim)
        ? new Answer.Granted(order)
        : Answer.kept(order, request.key());
  }

  private String run(Request request, UUID claim, int capacity) throws Exception {
    String[] keys = {stockKey(request.drop()), namespace + ":members:" + request.drop()};
    return redis
        .async()
        .<String>evalsha(
            script,
            ScriptOutputType.VALUE,
            keys,
            request.member().toString(),
            Order.head(claim, request),
            Integer.toString(capacity))
        .toCompletableFuture()
        .get(ANSWERED_WITHIN_SECONDS, TimeUnit.SECONDS);
  }

  private String stockKey(UUID drop) {
    return namespace + ":stock:" + drop;
  }

  @Override
  public void close() {
    events.close();
    redis.close();
    client.shutdown();
    source.close();
  }
}
