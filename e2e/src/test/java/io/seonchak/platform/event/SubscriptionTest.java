package io.seonchak.platform.event;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.platform.event.Happening.Happened;
import io.seonchak.platform.event.Happening.PassedOver;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.dao.CannotAcquireLockException;
import org.springframework.dao.DataAccessException;

class SubscriptionTest {

  private static final Instant NOW = Instant.parse("2026-11-24T03:00:00Z");
  private static final EventTypes<Happening> TYPES = EventTypes.of(Happening.class);

  private static Plumb plumb;

  private final UUID key = UUID.randomUUID();
  private final UUID other = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    plumb = new Plumb();
  }

  @AfterAll
  static void close() {
    plumb.close();
  }

  @Test
  void anEventNobodyAskedForIsPassedOver() throws Exception {
    var event = new PassedOver(key);
    var message =
        new Message(UUID.randomUUID(), key, "plumb.passed-over.v1", NOW, "t", TYPES.write(event));

    plumb.effects(each -> true).receive(List.of(message));

    assertThat(parkedOf(key)).isEmpty();
  }

  @Test
  void whatIsNoEventOfOursIsParkedWithItsReason() throws Exception {
    byte[] good = TYPES.write(new Happened(key, 1));
    List<Message> bad =
        List.of(
            message(key, "plumb.happened.v9", good),
            message(UUID.randomUUID(), "plumb.happened.v1", good),
            message(other, "plumb.happened.v1", "no JSON".getBytes(UTF_8)),
            message(other, "plumb.happened.v1", "null".getBytes(UTF_8)),
            message(other, "plumb.happened.v1", "{\"number\":1}".getBytes(UTF_8)),
            message(null, "plumb.happened.v1", good));
    for (Message each : bad) {
      plumb.effects(none -> false).receive(List.of(each));
    }

    List<DeadLetters.Parked> parked = parked();
    for (Message each : bad) {
      assertThat(parked).filteredOn(p -> p.message().id().equals(each.id())).hasSize(1);
    }
    assertThat(reasonOf(parked, bad.getFirst())).contains("plumb.happened.v9", "expected");
    assertThat(reasonOf(parked, bad.get(1))).contains("key");
    assertThat(reasonOf(parked, bad.getLast())).contains("key: missing");
    assertThat(plumb.effectsOf(key)).isEmpty();
    assertThat(plumb.effectsOf(other)).isEmpty();
  }

  @Test
  void aPoisonHoldsBackOnlyItsKeyAndIsReplayedInOrder() throws Exception {
    Subscription<Happening> poisoned = plumb.effects(event -> event.number() == 2);
    List<Message> batch = new ArrayList<>();
    for (int n = 1; n <= 4; n++) {
      batch.add(happened(key, n));
      batch.add(happened(other, 10 * n));
    }

    poisoned.receive(batch);
    poisoned.receive(List.of(happened(key, 5)));

    assertThat(plumb.effectsOf(key)).containsExactly(1);
    assertThat(plumb.effectsOf(other)).containsExactly(10, 20, 30, 40);
    List<DeadLetters.Parked> line = parkedOf(key);
    assertThat(line).hasSize(4);
    assertThat(line.getFirst().reason()).contains("number 2 is poison");
    assertThat(line.getLast().reason()).contains("behind");
    assertThat(poisoned.replay(line.getFirst(), "test"))
        .isEqualTo(new Subscription.Replay(0, 4, line.getFirst().reason()));

    Subscription.Replay mended = plumb.effects(event -> false).replay(line.getFirst(), "test");

    assertThat(mended).isEqualTo(new Subscription.Replay(4, 0, null));
    assertThat(plumb.effectsOf(key)).containsExactly(1, 2, 3, 4, 5);
    assertThat(parkedOf(key)).isEmpty();
    poisoned.receive(List.of(happened(key, 6)));
    assertThat(plumb.effectsOf(key)).endsWith(6);
  }

  @Test
  void whatIsParkedGoesToTheTopicOfDeadLettersToo() throws Exception {
    Message poison = happened(key, 1);
    plumb.effects(event -> true).receive(List.of(poison));
    plumb.events.relay().alsoSendsTo(plumb.topic() + ".dlt");
    while (plumb.events.relay().relayOnce() > 0) {
      // Until nothing waits.
    }

    assertThat(plumb.read(plumb.topic() + ".dlt", 1))
        .anySatisfy(
            record ->
                assertThat(new String(record.headers().lastHeader("ce_id").value(), UTF_8))
                    .isEqualTo(poison.id().toString()));
  }

  @Test
  void aDiscardedPoisonFreesWhatStandsBehindIt() throws Exception {
    Subscription<Happening> poisoned = plumb.effects(event -> event.number() == 1);
    poisoned.receive(List.of(happened(key, 1), happened(key, 2)));
    List<DeadLetters.Parked> line = parkedOf(key);

    assertThat(plumb.events.discard(line.getFirst().number(), "test")).isTrue();
    assertThat(plumb.events.discard(line.getFirst().number(), "test")).isFalse();
    poisoned.replay(line.get(1), "test");

    assertThat(plumb.effectsOf(key)).containsExactly(2);
  }

  @Test
  void aFaultThatPassesIsThrownAndLeavesNothingBehind() throws Exception {
    var attempts = new AtomicInteger();
    Subscription<Happening> failing =
        plumb.hears(
            (connection, events) -> {
              attempts.incrementAndGet();
              throw new CannotAcquireLockException("a lock was not to be had");
            });
    List<Message> batch = List.of(happened(key, 1), happened(key, 2));

    assertThatThrownBy(() -> failing.receive(batch)).isInstanceOf(DataAccessException.class);

    assertThat(attempts).hasValue(1);
    assertThat(parkedOf(key)).isEmpty();
    plumb.effects(event -> false).receive(batch);
    assertThat(plumb.effectsOf(key)).containsExactly(1, 2);
  }

  @Test
  void aConnectionThatBrokeIsAFaultThatPasses() {
    Subscription<Happening> failing =
        plumb.hears(
            (connection, events) -> {
              throw new SQLException("gone", "08006");
            });

    assertThatThrownBy(() -> failing.receive(List.of(happened(key, 1))))
        .isInstanceOf(DataAccessException.class);
  }

  @Test
  void eventsFiveTimesAndShuffledHaveTheirEffectOnce() throws Exception {
    List<Message> all = new ArrayList<>();
    List<UUID> keys = new ArrayList<>();
    for (int n = 0; n < 40; n++) {
      keys.add(UUID.randomUUID());
      all.addAll(Collections.nCopies(5, happened(keys.getLast(), n)));
    }
    long seed = new Random().nextLong();
    Collections.shuffle(all, new Random(seed));
    Subscription<Happening> effects = plumb.effects(event -> false);
    for (int i = 0; i < all.size(); i += 7) {
      effects.receive(all.subList(i, Math.min(all.size(), i + 7)));
    }

    for (UUID each : keys) {
      assertThat(plumb.effectsOf(each)).as("seed " + seed).hasSize(1);
    }
  }

  /** The control: what the test above would see if the inbox were not asked. */
  @Test
  void withoutTheInboxARepetitionWouldBeSeen() throws Exception {
    Message once = happened(key, 1);
    Subscription<Happening> effects = plumb.effects(event -> false);
    effects.receive(List.of(once));
    plumb.execute("DELETE FROM plumb.inbox WHERE event_id = '%s'".formatted(once.id()));
    effects.receive(List.of(once));

    assertThat(plumb.effectsOf(key)).hasSize(2);
  }

  @Test
  void twoInstancesWhoGetTheSameEventAtOnceLetItHaveOneEffect() throws Exception {
    for (int round = 0; round < 20; round++) {
      Message message = happened(key, round);
      var start = new CyclicBarrier(2);
      try (var threads = Executors.newFixedThreadPool(2)) {
        List<Future<Object>> both = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          both.add(
              threads.submit(
                  () -> {
                    start.await();
                    plumb.effects(event -> false).receive(List.of(message));
                    return true;
                  }));
        }
        for (Future<Object> each : both) {
          each.get();
        }
      }
    }

    assertThat(plumb.effectsOf(key)).hasSize(20);
  }

  private static Message happened(UUID key, int number) {
    return message(key, "plumb.happened.v1", TYPES.write(new Happened(key, number)));
  }

  private static Message message(UUID key, String type, byte[] body) {
    return new Message(UUID.randomUUID(), key, type, NOW, Traces.begin(), body);
  }

  private static List<DeadLetters.Parked> parked() {
    return plumb.events.parked(0, DeadLetters.PAGE_MAX);
  }

  private static List<DeadLetters.Parked> parkedOf(UUID key) {
    return parked().stream().filter(each -> key.equals(each.message().key())).toList();
  }

  private static String reasonOf(List<DeadLetters.Parked> parked, Message message) {
    return parked.stream()
        .filter(each -> each.message().id().equals(message.id()))
        .findFirst()
        .orElseThrow()
        .reason();
  }
}
