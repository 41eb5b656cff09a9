package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a context does about another's events. One batch is one transaction: the inbox, and all
 * effects. A fault that passes is thrown to whoever delivers, who delivers again. A batch with a
 * poison in it is cut in halves until the poison is alone; it is tried a few times, then parked,
 * and later events of its key are parked behind it, while the rest moves on. May be used by many
 * threads at once, as long as one key comes by one thread.
 *
 * @param <E> the events of the context that tells them
 */
final class Subscription<E extends Event> {

  /** How often a poison is tried before it is parked. */
  static final int ATTEMPTS = 3;

  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final int REASON_MAX = 500;
  private static final Logger log = LoggerFactory.getLogger(Subscription.class);

  private final String listener;
  private final String topic;
  private final EventTypes<E> types;
  private final Set<Class<? extends E>> heard;
  private final EventHandler<E> handler;
  private final Transactions transactions;
  private final Inbox inbox;
  private final DeadLetters deadLetters;
  private final OutboxTable outbox;
  private final Pause pause;
  private final LongAdder handled = new LongAdder();
  private final LongAdder parked = new LongAdder();

  /** How a thread waits before it tries again. */
  @FunctionalInterface
  interface Pause {
    void rest(Duration duration) throws InterruptedException;
  }

  /** What a subscription stands on: the tables of the context that listens. */
  record Tables(
      Transactions transactions, Inbox inbox, DeadLetters deadLetters, OutboxTable outbox) {}

  Subscription(
      String listener,
      String topic,
      EventTypes<E> types,
      Set<Class<? extends E>> heard,
      EventHandler<E> handler,
      Tables tables,
      Pause pause) {
    this.listener = listener;
    this.topic = topic;
    this.types = types;
    this.heard = heard;
    this.handler = handler;
    this.transactions = tables.transactions();
    this.inbox = tables.inbox();
    this.deadLetters = tables.deadLetters();
    this.outbox = tables.outbox();
    this.pause = pause;
  }

  /** Its consumer group, too. */
  String listener() {
    return listener;
  }

  String topic() {
    return topic;
  }

  Set<Class<? extends E>> heard() {
    return heard;
  }

  long handled() {
    return handled.sum();
  }

  long parked() {
    return parked.sum();
  }

  /** Lets a batch have its effect. What it throws passes by itself: deliver the batch again. */
  void receive(List<Message> messages) {
    List<Message> mine = new ArrayList<>(messages.size());
    for (Message message : messages) {
      if (!passedOver(message)) {
        mine.add(message);
      }
    }
    if (!mine.isEmpty()) {
      settle(mine);
    }
  }

  /** Known and none of this listener's business. */
  private boolean passedOver(Message message) {
    Class<? extends E> type = types.byName().get(message.type());
    return type != null && !heard.contains(type);
  }

  private void settle(List<Message> batch) {
    try {
      handled.add(transactions.run(connection -> effect(connection, batch)));
    } catch (RuntimeException | Error e) {
      if (Transactions.passing(e)) {
        throw e;
      }
      divide(batch, e);
    }
  }

  private void divide(List<Message> batch, Throwable because) {
    if (batch.size() == 1) {
      again(batch.getFirst(), because);
      return;
    }
    int half = batch.size() / 2;
    settle(batch.subList(0, half));
    settle(batch.subList(half, batch.size()));
  }

  /** A poison may be a fault that passes after all. */
  private void again(Message message, Throwable first) {
    Throwable because = first;
    Duration rest = FIRST_PAUSE;
    for (int attempt = 2; attempt <= ATTEMPTS; attempt++) {
      rest(rest);
      rest = rest.multipliedBy(5);
      try {
        handled.add(transactions.run(connection -> effect(connection, List.of(message))));
        return;
      } catch (RuntimeException | Error e) {
        if (Transactions.passing(e)) {
          throw e;
        }
        because = e;
      }
    }
    park(message, because);
  }

  private void park(Message message, Throwable because) {
    String reason = reason(because);
    log.error(
        "{}: event {} of type {} is parked: {}",
        listener,
        message.id(),
        message.type(),
        reason,
        because);
    transactions.run(
        connection -> {
          if (!inbox.fresh(connection, listener, List.of(message)).isEmpty()) {
            park(connection, message, reason);
          }
          return true;
        });
  }

  private void park(Connection connection, Message message, String reason) throws SQLException {
    deadLetters.park(connection, listener, topic, message, reason);
    outbox.insert(connection, List.of(message), Topic.deadLetters(topic));
    parked.increment();
  }

  /** All effects of a batch, in its transaction. How many events had theirs now. */
  private int effect(Connection connection, List<Message> batch) throws SQLException {
    Map<UUID, Message> fresh = new LinkedHashMap<>();
    Set<UUID> noted = inbox.fresh(connection, listener, batch);
    for (Message message : batch) {
      if (noted.contains(message.id())) {
        fresh.putIfAbsent(message.id(), message);
      }
    }
    List<Message> free = withoutBlocked(connection, List.copyOf(fresh.values()));
    if (!free.isEmpty()) {
      handler.handle(connection, free.stream().map(this::read).toList());
    }
    return free.size();
  }

  private List<Message> withoutBlocked(Connection connection, List<Message> messages)
      throws SQLException {
    Set<UUID> keys =
        messages.stream()
            .map(Message::key)
            .filter(Objects::nonNull)
            .map(Objects::requireNonNull)
            .collect(Collectors.toSet());
    if (deadLetters.blocked(connection, listener, keys).isEmpty()) {
      return messages;
    }
    // Looked at again under the lock: a replay may just have freed the key.
    deadLetters.lock(connection, listener);
    Set<UUID> blocked = deadLetters.blocked(connection, listener, keys);
    List<Message> free = new ArrayList<>();
    for (Message message : messages) {
      if (message.key() != null && blocked.contains(message.key())) {
        park(connection, message, "behind an earlier event of its key");
      } else {
        free.add(message);
      }
    }
    return free;
  }

  private Received<E> read(Message message) {
    try {
      if (message.key() == null) {
        throw new Poison("key: missing (expected: the event's key, a UUID)");
      }
      E event = types.read(message.type(), message.body());
      if (!event.key().equals(message.key())) {
        throw new Poison("key: %s (expected: %s)".formatted(message.key(), event.key()));
      }
      return new Received<>(message.id(), event, message.at(), message.trace());
    } catch (EventTypes.Unreadable e) {
      throw new Poison(String.valueOf(e.getMessage()));
    }
  }

  /**
   * Lets messages have their effect past the inbox: all of it, or none where it does not commit.
   * For proofs that every step rests on a key of its own.
   */
  void prove(List<Message> messages, boolean commits) {
    try {
      transactions.run(
          connection -> {
            handler.handle(connection, messages.stream().map(this::read).toList());
            if (!commits) {
              throw new Lost();
            }
            return true;
          });
    } catch (Lost e) {
      log.debug("{}: lost before its commit, as was asked for", listener);
    }
  }

  /** Ends a transaction as a crash would. */
  private static final class Lost extends RuntimeException {
    private static final long serialVersionUID = 1;

    Lost() {
      super("lost", null, false, false);
    }
  }

  /** What was replayed of a key, and why it went no further. */
  record Replay(int replayed, int left, @Nullable String reason) {}

  /** Lets what is parked for a key have its effect, in order, up to the first that still cannot. */
  Replay replay(DeadLetters.Parked first, String by) {
    return transactions.run(
        connection -> {
          deadLetters.lock(connection, listener);
          List<DeadLetters.Parked> line = deadLetters.ofKey(connection, first);
          int replayed = 0;
          for (DeadLetters.Parked each : line) {
            Savepoint before = connection.setSavepoint();
            try {
              handler.handle(connection, List.of(read(each.message())));
              deadLetters.end(connection, each.number(), by);
              replayed++;
            } catch (SQLException | RuntimeException e) {
              connection.rollback(before);
              return new Replay(replayed, line.size() - replayed, reason(e));
            }
          }
          return new Replay(replayed, 0, null);
        });
  }

  private void rest(Duration duration) {
    try {
      pause.rest(duration);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new org.springframework.dao.TransientDataAccessResourceException(
          "stopped while an event was tried again", e);
    }
  }

  private static String reason(Throwable because) {
    Throwable root = because;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    String text = root instanceof Poison ? root.getMessage() : root.toString();
    String said = String.valueOf(text);
    return said.length() <= REASON_MAX ? said : said.substring(0, REASON_MAX);
  }

  /** It is no event of ours. */
  private static final class Poison extends RuntimeException {
    private static final long serialVersionUID = 1;

    Poison(String message) {
      super(message, null, false, false);
    }
  }
}
