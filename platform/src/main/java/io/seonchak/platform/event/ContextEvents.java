package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import io.seonchak.platform.event.Subscription.Tables;
import io.seonchak.platform.id.Ids;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;

/**
 * The events of one context: what it tells, and what it hears. Made by the context's wiring with
 * {@link Events#of}. Its schema has the tables of {@code db/event}. Thread-safe.
 */
public final class ContextEvents {

  private final String context;
  private final String schema;
  private final String namespace;
  private final DataSource source;
  private final Ids ids;
  private final OutboxTable outbox;
  private final DeadLetters deadLetters;
  private final Relay relay;
  private final List<Subscription<?>> subscriptions = new CopyOnWriteArrayList<>();
  private final Map<String, EventTypes<?>> told = new ConcurrentHashMap<>();

  /**
   * The events of a context by themselves, for tools; contexts get theirs from {@link Events#of}.
   *
   * @param context its name, which is its schema's
   * @param namespace what topics begin with
   * @param servers the brokers, as host and port, separated by commas
   */
  public ContextEvents(
      String context, String namespace, String servers, DataSource source, Ids ids, Clock clock) {
    this(context, context, namespace, servers, source, ids, clock);
  }

  /**
   * The same for a context whose name no schema can have.
   *
   * @param schema where its tables are
   */
  ContextEvents(
      String context,
      String schema,
      String namespace,
      String servers,
      DataSource source,
      Ids ids,
      Clock clock) {
    this.context = context;
    this.schema = schema;
    this.namespace = namespace;
    this.source = source;
    this.ids = ids;
    this.outbox = new OutboxTable(schema);
    this.deadLetters = new DeadLetters(schema);
    this.relay =
        new Relay(
            context,
            outbox,
            source,
            new Topic(topic(context), Topic.PARTITIONS, Topic.KEPT),
            new TopicWriter(servers),
            new Upkeep(schema, clock));
  }

  /**
   * What the context tells.
   *
   * @param family its sealed interface in {@code contracts}
   */
  public <E extends Event> Outbox<E> tells(Class<E> family) {
    EventTypes<E> types = EventTypes.of(family);
    if (!types.context().equals(context)) {
      throw new IllegalArgumentException(
          "%s tells events of %s (expected: of %s)".formatted(context, types.context(), context));
    }
    told.put(family.getName(), types);
    return new Outbox<>(outbox, types, source, ids, relay::soon);
  }

  /**
   * Listens to another context.
   *
   * @param family that context's sealed interface in {@code contracts}
   * @param heard the events the handler wants; the others are passed over
   */
  public <E extends Event> void hears(
      Class<E> family, Set<Class<? extends E>> heard, EventHandler<E> handler) {
    hears(family, heard, source, handler);
  }

  /**
   * The same with transactions of another data source of the same database, for example one whose
   * connections are set up for the kernel.
   */
  public <E extends Event> void hears(
      Class<E> family,
      Set<Class<? extends E>> heard,
      DataSource transactions,
      EventHandler<E> handler) {
    EventTypes<E> types = EventTypes.of(family);
    String topic = topic(types.context());
    relay.alsoSendsTo(Topic.deadLetters(topic));
    subscriptions.add(
        new Subscription<>(
            context + "." + topic,
            topic,
            types,
            heard,
            handler,
            new Tables(new Transactions(transactions), new Inbox(schema), deadLetters, outbox),
            pause -> TimeUnit.NANOSECONDS.sleep(pause.toNanos())));
  }

  /** The context's name. */
  public String context() {
    return context;
  }

  String schema() {
    return schema;
  }

  /** Sends what it tells. */
  public Relay relay() {
    return relay;
  }

  List<Subscription<?>> subscriptions() {
    return List.copyOf(subscriptions);
  }

  /** The records it tells and hears, by their wire names; for pages and tests. */
  public Map<String, Class<?>> heard() {
    Map<String, Class<?>> heard = new TreeMap<>();
    for (Subscription<?> each : subscriptions) {
      each.heard().forEach(type -> heard.put(type.getName(), type));
    }
    return heard;
  }

  List<DeadLetters.Parked> parked(long after, int limit) {
    return reading(connection -> deadLetters.page(connection, after, limit));
  }

  long parkedCount() {
    return reading(deadLetters::count);
  }

  /** Replays the key of a parked event; empty when there is no such event. */
  Optional<Subscription.Replay> replay(long number, String by) {
    Optional<DeadLetters.Parked> first =
        reading(connection -> deadLetters.byNumber(connection, number));
    return first.flatMap(
        parked ->
            subscriptions.stream()
                .filter(each -> each.listener().equals(parked.listener()))
                .findFirst()
                .map(subscription -> subscription.replay(parked, by)));
  }

  /** Gives a parked event up; false when there is no such event. */
  boolean discard(long number, String by) {
    return reading(connection -> deadLetters.end(connection, number, by));
  }

  private String topic(String of) {
    return namespace + "." + of;
  }

  private <T> T reading(Transactions.Work<T> work) {
    try (Connection connection = source.getConnection()) {
      return work.in(connection);
    } catch (SQLException e) {
      throw Transactions.translated(e);
    }
  }
}
