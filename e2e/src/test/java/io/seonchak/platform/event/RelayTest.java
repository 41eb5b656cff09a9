package io.seonchak.platform.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seonchak.platform.event.Happening.Happened;
import io.seonchak.testing.TestKafka;
import java.sql.Connection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class RelayTest {

  private static final int KEYS = 40;
  private static final int EACH = 50;

  private Plumb plumb;

  @BeforeEach
  void open() throws Exception {
    plumb = new Plumb();
  }

  @AfterEach
  void close() {
    plumb.close();
  }

  @Test
  void anEventOutsideATransactionIsRefused() {
    assertThatThrownBy(() -> plumb.outbox.append(new Happened(UUID.randomUUID(), 1)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("outside a transaction");
  }

  @Test
  void whatWasRolledBackIsNeverSent() throws Exception {
    try (Connection connection = plumb.source.getConnection()) {
      connection.setAutoCommit(false);
      plumb.outbox.append(connection, List.of(Outgoing.of(new Happened(UUID.randomUUID(), 1))));
      connection.rollback();
      connection.setAutoCommit(true);
    }
    plumb.tell(new Happened(UUID.randomUUID(), 2));

    assertThat(plumb.events.relay().relayOnce()).isEqualTo(1);
    assertThat(plumb.events.relay().relayOnce()).isZero();
  }

  @Test
  void anEventCarriesItsMetadataInHeadersAndOnlyItselfInTheBody() throws Exception {
    UUID key = UUID.randomUUID();
    plumb.tell(new Happened(key, 7));
    plumb.events.relay().relayOnce();

    ConsumerRecord<byte[], byte[]> record = plumb.read(plumb.topic(), 1).getFirst();

    assertThat(new String(record.key(), UTF_8)).isEqualTo(key.toString());
    assertThat(new String(record.value(), UTF_8))
        .isEqualTo("{\"key\":\"%s\",\"number\":7}".formatted(key));
    assertThat(header(record, "ce_type")).isEqualTo("plumb.happened.v1");
    assertThat(header(record, "ce_source")).isEqualTo("/seonchak/plumb");
    assertThat(UUID.fromString(header(record, "ce_id")).version()).isEqualTo(7);
    assertThat(Instant.parse(header(record, "ce_time"))).isBefore(Instant.now().plusSeconds(60));
    assertThat(header(record, "traceparent")).matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01");
  }

  @Test
  void threeRelaysAtOnceSendEachEventOnceAndAKeysEventsInOrder() throws Exception {
    tellInParallel();
    List<ContextEvents> instances = List.of(plumb.events, plumb.beside(), plumb.beside());
    try (var threads = Executors.newFixedThreadPool(3)) {
      List<Future<Integer>> sending = new ArrayList<>();
      for (ContextEvents instance : instances) {
        sending.add(threads.submit(untilNothingWaits(instance.relay())));
      }
      int sent = 0;
      for (Future<Integer> each : sending) {
        sent += each.get();
      }
      assertThat(sent).isEqualTo(KEYS * EACH);
    }
    instances.forEach(instance -> instance.relay().close());

    assertThat(numbersByKey(plumb.read(plumb.topic(), KEYS * EACH)))
        .hasSize(KEYS)
        .allSatisfy((key, numbers) -> assertThat(numbers).hasSize(EACH).isSorted());
  }

  @Test
  void aBrokerThatStallsLosesNothingAndTurnsNoKeyRound() throws Exception {
    Relay relay = plumb.events.relay();
    plumb.tell(new Happened(UUID.randomUUID(), 0));
    relay.relayOnce();
    UUID key = UUID.randomUUID();
    for (int i = 1; i <= 5; i++) {
      plumb.tell(new Happened(key, i));
    }
    TestKafka.kafka().suspend();
    try {
      assertThatThrownBy(relay::relayOnce).isInstanceOf(BrokerAway.class);
      assertThat(plumb.numbers("SELECT count(*) FROM plumb.outbox WHERE sent_at IS NULL"))
          .containsExactly(5);
    } finally {
      TestKafka.kafka().resume();
    }
    while (waiting() > 0) {
      try {
        relay.relayOnce();
      } catch (BrokerAway e) {
        // It may need a moment.
      }
    }

    List<Integer> firsts =
        numbersByKey(plumb.read(plumb.topic(), 6)).get(key.toString()).stream().distinct().toList();
    assertThat(firsts).containsExactly(1, 2, 3, 4, 5);
  }

  @Test
  void whatTheBrokerLostIsSentAgain() throws Exception {
    UUID key = UUID.randomUUID();
    plumb.tell(new Happened(key, 1), new Happened(key, 2));
    plumb.events.relay().relayOnce();
    lose();
    Relay afterwards = plumb.beside().relay();

    int again = sentAgain(afterwards);
    afterwards.close();

    assertThat(again).isEqualTo(2);
    assertThat(numbersByKey(plumb.read(plumb.topic(), 2)).get(key.toString()))
        .containsExactly(1, 2);
  }

  @Test
  void whatTheBrokerLostThatWasAwayWhileNothingWaitedIsSentAgain() throws Exception {
    Relay relay = plumb.events.relay();
    plumb.tell(new Happened(UUID.randomUUID(), 1), new Happened(UUID.randomUUID(), 2));
    relay.relayOnce();
    TestKafka.kafka().suspend();
    try {
      await().atMost(Duration.ofSeconds(30)).until(() -> findsTheBrokerAway(relay));
    } finally {
      TestKafka.kafka().resume();
    }
    lose();

    assertThat(sentAgain(relay)).isEqualTo(2);
  }

  /** Nobody saw that it was away: only where it puts what comes next shows what it has lost. */
  @Test
  void whatTheBrokerLostInPassingIsSentAgainAheadOfWhatFollows() throws Exception {
    Relay relay = plumb.events.relay();
    UUID key = UUID.randomUUID();
    plumb.tell(new Happened(key, 1), new Happened(key, 2));
    relay.relayOnce();
    int partitions = partitions();
    lose();
    await().atMost(Duration.ofSeconds(20)).until(() -> isMade(partitions));
    plumb.tell(new Happened(key, 3));

    for (int i = 0; i < 50 && waiting() > 0; i++) {
      try {
        relay.relayOnce();
      } catch (BrokerAway e) {
        // It does not know the new topic yet.
      }
    }

    assertThat(numbersByKey(plumb.read(plumb.topic(), 3)).get(key.toString())).endsWith(1, 2, 3);
  }

  private int partitions() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.servers()))) {
      var described = admin.describeTopics(List.of(plumb.topic())).allTopicNames().get();
      return described.get(plumb.topic()).partitions().size();
    }
  }

  /** The topic, empty; not before the deletion of the last one is over. */
  private boolean isMade(int partitions) throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.servers()))) {
      admin.createTopics(List.of(new NewTopic(plumb.topic(), partitions, (short) 1))).all().get();
      return true;
    } catch (ExecutionException e) {
      return false;
    }
  }

  private static boolean findsTheBrokerAway(Relay relay) throws Exception {
    try {
      relay.relayOnce();
      return false;
    } catch (BrokerAway e) {
      return true;
    }
  }

  private void lose() throws Exception {
    try (Admin admin = Admin.create(Map.of("bootstrap.servers", TestKafka.servers()))) {
      admin.deleteTopics(List.of(plumb.topic())).all().get();
    }
  }

  /** How many a relay sends of what the broker lost, once the broker itself knows that it has. */
  private static int sentAgain(Relay relay) {
    var again = new AtomicInteger();
    await().atMost(Duration.ofSeconds(30)).until(() -> again.addAndGet(sent(relay)) > 0);
    return again.get();
  }

  private static int sent(Relay relay) throws Exception {
    try {
      return relay.relayOnce();
    } catch (BrokerAway e) {
      // The deletion is still under way.
      return 0;
    }
  }

  @Test
  void daysAreMadeAheadAndDroppedOnlyWhenAllInThemWasSent() throws Exception {
    var longAgo = Clock.fixed(Instant.parse("2026-01-01T12:00:00Z"), ZoneOffset.UTC);
    new Upkeep(Plumb.CONTEXT, longAgo).run(plumb.source);
    plumb.execute(
        "INSERT INTO plumb.outbox (made_at, shard, event_id, event_type, trace, body)"
            + " VALUES ('2026-01-02 23:59:59+00', 0, gen_random_uuid(), 't', 't', 'b')");

    new Upkeep(Plumb.CONTEXT, Clock.systemUTC()).run(plumb.source);

    assertThat(partitions("outbox")).contains("outbox_20260102").doesNotContain("outbox_20260101");
    plumb.execute("UPDATE plumb.outbox SET sent_at = now()");
    new Upkeep(Plumb.CONTEXT, Clock.systemUTC()).run(plumb.source);
    assertThat(partitions("outbox")).doesNotContain("outbox_20260102").hasSize(1 + 3);
    assertThat(partitions("inbox")).hasSize(1 + 3);
  }

  @Test
  void theLagIsThatOfTheOldestThatWaits() throws Exception {
    plumb.tell(new Happened(UUID.randomUUID(), 1));
    plumb.execute("UPDATE plumb.outbox SET made_at = clock_timestamp() - interval '1 minute'");

    plumb.events.relay().lookOnce();

    assertThat(plumb.events.relay().lag()).isGreaterThan(Duration.ofSeconds(59));
    assertThat(plumb.events.relay().waiting()).isEqualTo(1);
  }

  private void tellInParallel() throws Exception {
    try (var threads = Executors.newFixedThreadPool(4)) {
      List<Future<Object>> telling = new ArrayList<>();
      for (int i = 0; i < KEYS; i++) {
        telling.add(
            threads.submit(
                () -> {
                  UUID key = UUID.randomUUID();
                  for (int n = 0; n < EACH; n++) {
                    plumb.tell(new Happened(key, n));
                  }
                  return key;
                }));
      }
      for (Future<Object> each : telling) {
        each.get();
      }
    }
  }

  private Callable<Integer> untilNothingWaits(Relay relay) {
    return () -> {
      int sent = 0;
      while (waiting() > 0) {
        sent += relay.relayOnce();
      }
      return sent;
    };
  }

  private int waiting() throws Exception {
    return plumb.numbers("SELECT count(*) FROM plumb.outbox WHERE sent_at IS NULL").getFirst();
  }

  private List<String> partitions(String table) throws Exception {
    List<String> names = new ArrayList<>();
    try (var connection = plumb.source.getConnection();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = 'plumb.%s'::regclass"
                    .formatted(table))) {
      while (row.next()) {
        names.add(row.getString(1).replace("plumb.", ""));
      }
    }
    return names;
  }

  private static Map<String, List<Integer>> numbersByKey(
      List<ConsumerRecord<byte[], byte[]>> records) {
    Map<String, List<Integer>> numbers = new HashMap<>();
    for (ConsumerRecord<byte[], byte[]> record : records) {
      numbers
          .computeIfAbsent(new String(record.key(), UTF_8), key -> new ArrayList<>())
          .add(JsonMapper.shared().readTree(record.value()).path("number").asInt());
    }
    return numbers;
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), UTF_8);
  }
}
