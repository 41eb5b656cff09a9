package io.seonchak.bench.reference;

import java.util.Arrays;
import java.util.Locale;

/** The reference designs. */
public enum Reference {
  /** A synchronized method. */
  SYNCHRONIZED(
      "synchronized",
      Kept.POSTGRES,
      "35 to 38 s for about 10,000 purchases of ten goods, and up to 1,027 of 1,000 sold, the"
          + " transaction being around the monitor"
          + " (https://prod.velog.io/@do0134/프로젝트-동시성-테스트를-해봤다-2)"),
  /** The same with a cached stock. */
  SYNCHRONIZED_CACHE("synchronized + cached stock", Kept.POSTGRES, "no figure known"),
  /** The same, its orders written outside the monitor. */
  SYNCHRONIZED_CACHE_OUTSIDE(
      "synchronized + cached stock, written outside the monitor",
      Kept.POSTGRES,
      "no figure known; added here, because it is the best that this idea allows"),
  /** A row lock. */
  PESSIMISTIC(
      "pessimistic lock",
      Kept.POSTGRES,
      "90.5 requests/s, mean 1,090 ms, 99 users"
          + " (https://velog.io/@happy_code/비관적-락과-레디스-락-쿠폰-발급-테스트-비교-분석)"),
  /** A version. */
  OPTIMISTIC(
      "optimistic lock",
      Kept.POSTGRES,
      "at 100 requests/s on one row 99.2 % failed, where the pessimistic lock had none and 15 ms"
          + " (https://velog.io/@devel-history/동시성-제어-낙관적-락으로-못-해요)"),
  /** Redisson's lock, all by event. */
  REDISSON_EVENT(
      "Redisson lock + Kafka, all by event",
      Kept.KAFKA,
      "of the lock alone 3,938 requests/s, mean 23 ms, 99 users"
          + " (https://velog.io/@happy_code/비관적-락과-레디스-락-쿠폰-발급-테스트-비교-분석)"),
  /** The same, asynchronous. */
  REDISSON_ASYNC("Redisson lock + Kafka, fully asynchronous", Kept.NOWHERE, "no figure known"),
  /** The same, the order first. */
  REDISSON_STORED("Redisson lock, order stored first", Kept.POSTGRES, "no figure known"),
  /** A script in Redis. */
  REDIS_LUA(
      "Redis Lua + Kafka",
      Kept.KAFKA,
      "expected, not measured: 1,500 to 2,000 requests/s, 500 users, with a Redis set in the place"
          + " of the script (https://github.com/josolha/hhplus-ecommerce,"
          + " docs/COUPON_LOAD_TEST_REPORT.md)");

  /** Where a unit is written before its member is told. */
  public enum Kept {
    /** In PostgreSQL. */
    POSTGRES,
    /** In Kafka, acknowledged. */
    KAFKA,
    /** In the memory of the process, and what Redis has counted. */
    NOWHERE
  }

  private final String title;
  private final Kept kept;
  private final String reported;

  Reference(String title, Kept kept, String reported) {
    this.title = title;
    this.kept = kept;
    this.reported = reported;
  }

  /** As arguments name it. */
  public String id() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** As tables name it. */
  public String title() {
    return title;
  }

  /** Where a unit is before its member is told. */
  public Kept kept() {
    return kept;
  }

  /** What its authors say of it, and where; on other machines, so not to be compared. */
  public String reported() {
    return reported;
  }

  /** Opens it. */
  public Design open(Parts parts) throws Exception {
    return switch (this) {
      case SYNCHRONIZED -> new SynchronizedRow(parts);
      case SYNCHRONIZED_CACHE -> new CachedStock(parts, true);
      case SYNCHRONIZED_CACHE_OUTSIDE -> new CachedStock(parts, false);
      case PESSIMISTIC -> new PessimisticLock(parts);
      case OPTIMISTIC -> new OptimisticLock(parts);
      case REDISSON_EVENT -> new RedissonLock(parts, RedissonLock.Telling.ACKNOWLEDGED);
      case REDISSON_ASYNC -> new RedissonLock(parts, RedissonLock.Telling.AT_ONCE);
      case REDISSON_STORED -> new RedissonLock(parts, RedissonLock.Telling.STORED_FIRST);
      case REDIS_LUA -> new RedisScript(parts);
    };
  }

  /** The topic of its events in a namespace, which is also the name of the group that reads it. */
  public static String topic(String namespace) {
    return OrderEvents.topic(namespace);
  }

  /**
   * The one with that {@link #id()}.
   *
   * @throws IllegalArgumentException when there is none
   */
  public static Reference of(String id) {
    return Arrays.stream(values())
        .filter(reference -> reference.id().equals(id))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no design '%s'".formatted(id)));
  }
}
