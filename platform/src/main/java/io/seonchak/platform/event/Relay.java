package io.seonchak.platform.event;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends what waits in a context's outbox, in order per key, at least once. Any number of instances
 * may run: a shard is held by one of them for one transaction, in which its first rows are sent,
 * acknowledged, and noted as sent. What a broker lost is sent again, after a record or two that
 * came before anybody could see the loss: then an event may come once ahead of its key's order.
 * Only {@link #soon()}, {@link #lag()}, {@link #steady()} and the counters may be used by other
 * threads.
 */
public final class Relay implements AutoCloseable {

  /** Rows of one shard that one transaction sends at most; so many at once may be a backlog. */
  static final int SHARD_MAX = 250;

  /** Meanwhile events gather: a transaction costs as much for one as for fifty. */
  private static final Duration BUSY_PAUSE = Duration.ofMillis(20);

  private static final Duration IDLE_PAUSE = Duration.ofMillis(200);
  private static final Duration AWAY_PAUSE = Duration.ofMillis(500);
  private static final Duration STAYS_BUSY = Duration.ofSeconds(1);
  private static final Duration LOOKED_EVERY = Duration.ofSeconds(1);
  private static final Duration ASKED_EVERY = Duration.ofSeconds(2);
  private static final Duration UPKEEP_EVERY = Duration.ofHours(1);
  private static final Logger log = LoggerFactory.getLogger(Relay.class);

  private final String context;
  private final OutboxTable table;
  private final DataSource source;
  private final Topic own;
  private final TopicWriter writer;
  private final Upkeep upkeep;
  private final Map<String, Topic> topics = new LinkedHashMap<>();

  /** The next offset of each partition, as last heard: one that falls has lost its tail. */
  private final Map<TopicPartition, Long> ends = new HashMap<>();

  private final LongAdder sent = new LongAdder();
  private final Map<TopicPartition, Long> lost = new HashMap<>();
  private volatile Contact contact = new Contact(System.nanoTime());
  private volatile long busyUntilNanos = System.nanoTime();
  private volatile OutboxTable.Backlog backlog = new OutboxTable.Backlog(0, 0);
  private volatile @Nullable Thread thread;
  private volatile boolean closed;
  private long lookedNanos = System.nanoTime() - LOOKED_EVERY.toNanos();
  private long keptUpNanos = System.nanoTime() - UPKEEP_EVERY.toNanos();
  private boolean away;

  Relay(
      String context,
      OutboxTable table,
      DataSource source,
      Topic own,
      TopicWriter writer,
      Upkeep upkeep) {
    this.context = context;
    this.table = table;
    this.source = source;
    this.own = own;
    this.writer = writer;
    this.upkeep = upkeep;
    topics.put(own.name(), own);
  }

  /** A topic for parked events, which this relay sends, too. */
  void alsoSendsTo(String topic) {
    topics.put(topic, new Topic(topic, 1, own.kept()));
  }

  /** Something will wait soon: its transaction is about to commit. */
  void soon() {
    busyUntilNanos = System.nanoTime() + STAYS_BUSY.toNanos();
    Thread sleeping = thread;
    if (sleeping != null) {
      LockSupport.unpark(sleeping);
    }
  }

  /** How long the oldest event waits, as known at most a second ago. */
  public Duration lag() {
    return Duration.ofMillis((long) (1_000 * backlog.oldestSeconds()));
  }

  /** How many events wait, as known at most a second ago. */
  public long waiting() {
    return backlog.count();
  }

  /** How many were sent since the start. */
  public long sent() {
    return sent.sum();
  }

  /**
   * Whether the broker is there and has been for so long that what others had to say while it was
   * away has arrived. It is asked every few seconds, also while there is nothing to send.
   */
  public boolean steady() {
    return contact.steady(System.nanoTime());
  }

  /** How long ago the broker was reached last. */
  Duration unreached() {
    return contact.since(System.nanoTime());
  }

  /**
   * Sends the first of every shard that has something.
   *
   * @return how many events were sent
   * @throws SQLException when the database does not answer
   * @throws BrokerAway when the broker does not
   */
  public int relayOnce() throws SQLException, BrokerAway {
    if (!writer.connected()) {
      connect();
    }
    resendLost();
    int count = sendFirst();
    sent.add(count);
    askNowAndThen();
    return count;
  }

  /** A connection is one only when it is known what the broker has lost; else it is made anew. */
  private void connect() throws SQLException, BrokerAway {
    Map<TopicPartition, Long> now = writer.connect(topics.values());
    try {
      resend(now);
    } catch (SQLException | RuntimeException e) {
      writer.close();
      throw e;
    }
    heard(now);
  }

  private void heard(Map<TopicPartition, Long> now) {
    ends.putAll(now);
    contact.reached(System.nanoTime());
  }

  private int sendFirst() throws SQLException, BrokerAway {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      try {
        int count = relay(connection);
        connection.commit();
        return count;
      } catch (SQLException | BrokerAway | RuntimeException e) {
        connection.rollback();
        throw e;
      } finally {
        connection.setAutoCommit(true);
      }
    }
  }

  private void askNowAndThen() throws SQLException, BrokerAway {
    if (unreached().compareTo(ASKED_EVERY) >= 0) {
      Map<TopicPartition, Long> now = writer.ends(topics.values());
      loses(fallen(now));
      heard(now);
    }
  }

  /** Those whose end lies before what was heard of it: their tail is lost from there on. */
  private Map<TopicPartition, Long> fallen(Map<TopicPartition, Long> now) {
    Map<TopicPartition, Long> fallen = new HashMap<>(now);
    fallen.entrySet().removeIf(end -> end.getValue() >= ends.getOrDefault(end.getKey(), 0L));
    return fallen;
  }

  /** Keeps the partitions of the context's tables, and looks at what waits. */
  void lookOnce() throws SQLException {
    long now = System.nanoTime();
    if (now - keptUpNanos >= UPKEEP_EVERY.toNanos()) {
      upkeep.run(source);
      keptUpNanos = now;
    }
    if (now - lookedNanos >= LOOKED_EVERY.toNanos()) {
      try (Connection connection = source.getConnection()) {
        backlog = table.backlog(connection);
      }
      lookedNanos = now;
    }
  }

  /** Sends in the background from now on. */
  public void start() {
    // However long the application took to come this far, nobody looked for the broker meanwhile.
    contact = new Contact(System.nanoTime());
    thread = Thread.ofPlatform().name("relay-" + context).daemon().start(this::run);
  }

  @Override
  public void close() {
    closed = true;
    Thread running = thread;
    if (running != null) {
      LockSupport.unpark(running);
      try {
        running.join(TopicWriter.SEND_WITHIN.multipliedBy(2));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    writer.close();
  }

  private void run() {
    while (!closed) {
      Duration pause;
      try {
        lookOnce();
        boolean backlog = relayOnce() >= SHARD_MAX;
        away(null);
        pause = backlog ? Duration.ZERO : busy() ? BUSY_PAUSE : IDLE_PAUSE;
      } catch (BrokerAway | SQLException | RuntimeException e) {
        away(e);
        pause = AWAY_PAUSE;
      }
      if (!closed && !pause.isZero()) {
        LockSupport.parkNanos(this, pause.toNanos());
      }
    }
  }

  private boolean busy() {
    return busyUntilNanos - System.nanoTime() > 0;
  }

  /** Said once when it goes, once when it is back. */
  private void away(@Nullable Exception fault) {
    if (fault != null && !away) {
      log.warn("events of {} are not sent now: {}", context, fault.getMessage());
    } else if (fault == null && away) {
      log.info("events of {} are sent again", context);
    }
    away = fault != null;
  }

  private int relay(Connection connection) throws SQLException, BrokerAway {
    List<Integer> shards = table.lockWaiting(connection);
    if (shards.isEmpty()) {
      return 0;
    }
    List<OutboxTable.Waiting> rows = table.waiting(connection, shards, SHARD_MAX);
    if (rows.isEmpty()) {
      return 0;
    }
    List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>(rows.size());
    for (OutboxTable.Waiting row : rows) {
      String topic = row.topic();
      records.add(
          Headers.record(
              topic == null ? own.name() : topic, "/seonchak/" + context, row.message()));
    }
    holdOpen(connection);
    List<RecordMetadata> places = writer.send(records);
    Map<TopicPartition, Long> fallen = fallen(firstOf(places));
    loses(fallen);
    heard(nextOf(places));
    if (!fallen.isEmpty()) {
      // Nothing of this is noted as sent, for it has to come behind what was lost before it.
      return 0;
    }
    List<OutboxTable.Sent> noted = new ArrayList<>(rows.size());
    for (int i = 0; i < rows.size(); i++) {
      RecordMetadata place = places.get(i);
      OutboxTable.Waiting row = rows.get(i);
      noted.add(
          new OutboxTable.Sent(row.outboxId(), row.shard(), place.partition(), place.offset()));
    }
    table.sent(connection, noted);
    return rows.size();
  }

  /**
   * The broker may take longer than a transaction may otherwise rest. And a note that is lost with
   * the database means that its event is sent once more, which every listener bears: no fsync.
   */
  private static void holdOpen(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "SET LOCAL synchronous_commit = off; SET LOCAL idle_in_transaction_session_timeout = "
              + 2 * TopicWriter.SEND_WITHIN.toMillis());
    }
  }

  /** The first offset that a batch got in each partition. */
  private static Map<TopicPartition, Long> firstOf(List<RecordMetadata> places) {
    Map<TopicPartition, Long> first = new HashMap<>();
    places.stream()
        .filter(RecordMetadata::hasOffset)
        .forEach(place -> first.merge(partition(place), place.offset(), Math::min));
    return first;
  }

  /** The offsets behind a batch. */
  private static Map<TopicPartition, Long> nextOf(List<RecordMetadata> places) {
    Map<TopicPartition, Long> next = new HashMap<>();
    places.stream()
        .filter(RecordMetadata::hasOffset)
        .forEach(place -> next.merge(partition(place), place.offset() + 1, Math::max));
    return next;
  }

  private static TopicPartition partition(RecordMetadata place) {
    return new TopicPartition(place.topic(), place.partition());
  }

  private void loses(Map<TopicPartition, Long> from) {
    from.forEach((partition, offset) -> lost.merge(partition, offset, Math::min));
  }

  /** Before anything else is sent, and until it is done: what fell is not seen a second time. */
  private void resendLost() throws SQLException {
    if (!lost.isEmpty()) {
      resend(lost);
      lost.clear();
    }
  }

  /** Lets that be sent again which the broker had acknowledged and no longer has. */
  private void resend(Map<TopicPartition, Long> from) throws SQLException {
    int count = 0;
    try (Connection connection = source.getConnection()) {
      for (Map.Entry<TopicPartition, Long> end : from.entrySet()) {
        String topic = end.getKey().topic();
        count +=
            table.lost(
                connection,
                topic.equals(own.name()) ? null : topic,
                end.getKey().partition(),
                end.getValue());
      }
    }
    if (count > 0) {
      log.warn("{} events of {} were lost by the broker and are sent again", count, context);
    }
  }
}
