package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RecordTooLargeException;
import tools.jackson.databind.JsonNode;

/** What comes twice, late, broken or from the future on the topics of a running shop. */
public final class EventFaults {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static final int CLAIMS = 6;
  private static final int TIMES = 5;
  private static final String CLAIMED = "stock.claimed.v1";
  private static final String PARKED = "/api/operations/dead-letters/order";

  private record Bought(UUID order, UUID member) {}

  private final Shop shop;
  private final Reckoning reckoning;
  private final KafkaProducer<byte[], byte[]> writer;
  private final Random random;
  private final UUID drop;
  private final List<Bought> bought = new ArrayList<>();

  private EventFaults(
      Shop shop, Reckoning reckoning, KafkaProducer<byte[], byte[]> writer, Random random)
      throws Exception {
    this.shop = shop;
    this.reckoning = reckoning;
    this.writer = writer;
    this.random = random;
    this.drop = shop.drop(2 * CLAIMS + 1, 1);
  }

  /** All of it, one after the other. */
  public static Shown run(long seed) throws Exception {
    try (Shop shop = Shop.open();
        var reckoning = new Reckoning(shop.database);
        var writer = Topics.writer()) {
      return new EventFaults(shop, reckoning, writer, new Random(seed)).all();
    }
  }

  private Shown all() throws Exception {
    for (int i = 0; i < CLAIMS; i++) {
      bought.add(claimed());
    }
    giveBack(bought.getFirst());
    until(bought.getFirst(), "CANCELLED");
    again();
    poison(bought.get(1));
    nothingOfOurs();
    return reckoning.of(drop);
  }

  /** Five times, shuffled, an hour old. */
  private void again() throws Exception {
    List<ProducerRecord<byte[], byte[]>> copies = new ArrayList<>();
    for (String context : List.of("stock", "order")) {
      for (ConsumerRecord<byte[], byte[]> told : Topics.all(topic(context))) {
        copies.addAll(Collections.nCopies(TIMES, late(told)));
      }
    }
    Collections.shuffle(copies, random);
    String effects = effects();
    Map<TopicPartition, Long> ends = new HashMap<>();
    for (ProducerRecord<byte[], byte[]> copy : copies) {
      RecordMetadata written = writer.send(copy).get();
      ends.merge(
          new TopicPartition(written.topic(), written.partition()),
          written.offset() + 1,
          Math::max);
    }
    reckoning.expect(copies.size() >= TIMES * 2 * CLAIMS, "only %d copies", copies.size());
    reckoning.reaches(SOON, "all copies are heard", () -> Topics.heard(shop.namespace, ends));
    Bought marker = claimed();
    reckoning.expect(
        effects().equals(effects),
        "%d copies had effects: %s (expected: %s)",
        copies.size(),
        effects(),
        effects);
    until(bought.getFirst(), "CANCELLED");
    until(marker, "AWAITING_PAYMENT");
  }

  /** Of what there was before the copies: orders, what they told, and how they stand. */
  private String effects() {
    StringBuilder all = new StringBuilder();
    for (Bought each : bought) {
      all.append(
          reckoning.count(
              "SELECT count(*) FROM ordering.outbox WHERE event_key = ?", each.order()));
      all.append('/');
      all.append(
          reckoning.count("SELECT count(*) FROM stock.outbox WHERE event_key = ?", each.order()));
      all.append(' ');
    }
    return all.toString();
  }

  private static ProducerRecord<byte[], byte[]> late(ConsumerRecord<byte[], byte[]> told) {
    long anHourAgo = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
    var copy =
        new ProducerRecord<>(told.topic(), told.partition(), anHourAgo, told.key(), told.value());
    told.headers().forEach(copy.headers()::add);
    copy.headers().remove("ce_time");
    // Of the same day still: what was heard is kept by the day on which it was made.
    Instant today = Instant.now().truncatedTo(ChronoUnit.DAYS);
    Instant late = Instant.ofEpochMilli(anHourAgo);
    String made = (late.isBefore(today) ? today : late).toString();
    copy.headers().add("ce_time", made.getBytes(UTF_8));
    return copy;
  }

  /** It holds back what comes for its key, and nothing else; replayed, all is as it should be. */
  private void poison(Bought of) throws Exception {
    UUID id = send(of.order(), CLAIMED, "{\"dropId\":\"%s\"}".formatted(drop).getBytes(UTF_8));
    parked(id, "");
    giveBack(of);
    reckoning.reaches(SOON, "what follows the poison is parked", () -> lineOf(of).size() == 2);
    until(claimed(), "AWAITING_PAYMENT");
    reckoning.expect(status(of).equals("AWAITING_PAYMENT"), "past the poison: %s", status(of));
    List<JsonNode> line = lineOf(of);
    Answer discarded =
        shop.send("DELETE", PARKED + "/" + line.getFirst().path("number").asLong(), "", operator());
    reckoning.expect(discarded.status() / 100 == 2, "discard: %s", discarded.body());
    Answer replayed =
        shop.post(
            PARKED + "/" + line.getLast().path("number").asLong() + "/replay", "", operator());
    reckoning.expect(replayed.status() / 100 == 2, "replay: %s", replayed.body());
    reckoning.recovers(SOON, "what was parked has its effect", () -> lineOf(of).isEmpty());
    until(of, "CANCELLED");
  }

  /** Of an unknown version, no JSON, and bigger than anything of ours. */
  private void nothingOfOurs() throws Exception {
    byte[] body = "{}".getBytes(UTF_8);
    parked(send(UUID.randomUUID(), "stock.claimed.v9", body), "stock.claimed.v9");
    parked(send(UUID.randomUUID(), CLAIMED, "no JSON".getBytes(UTF_8)), "");
    parked(send(UUID.randomUUID(), CLAIMED, big(900_000)), "");
    try {
      UUID _ = send(UUID.randomUUID(), CLAIMED, big(4_000_000));
      reckoning.expect(false, "the broker took four megabytes");
    } catch (ExecutionException e) {
      reckoning.expect(
          e.getCause() instanceof RecordTooLargeException, "four megabytes: %s", e.getCause());
    }
    until(claimed(), "AWAITING_PAYMENT");
  }

  private static byte[] big(int bytes) {
    return "{\"name\":\"%s\"}".formatted("x".repeat(bytes)).getBytes(UTF_8);
  }

  private UUID send(UUID key, String type, byte[] body) throws Exception {
    UUID id = UUID.randomUUID();
    var record = new ProducerRecord<>(topic("stock"), key.toString().getBytes(UTF_8), body);
    String[] headers = {
      "ce_specversion",
      "1.0",
      "ce_id",
      id.toString(),
      "ce_type",
      type,
      "ce_source",
      "somebody",
      "ce_time",
      Instant.now().toString()
    };
    for (int i = 0; i < headers.length; i += 2) {
      record.headers().add(headers[i], headers[i + 1].getBytes(UTF_8));
    }
    writer.send(record).get();
    return id;
  }

  private String topic(String context) {
    return shop.namespace + "." + context;
  }

  private void parked(UUID event, String reason) throws Exception {
    reckoning.reaches(
        SOON,
        "an event that is none of ours is parked with its reason " + reason,
        () ->
            parked().stream()
                .filter(each -> each.path("eventId").asString("").equals(event.toString()))
                .map(each -> each.path("reason").asString(""))
                .anyMatch(said -> !said.isEmpty() && said.contains(reason)));
  }

  private List<JsonNode> lineOf(Bought of) throws Exception {
    return parked().stream()
        .filter(each -> each.path("key").asString("").equals(of.order().toString()))
        .toList();
  }

  private List<JsonNode> parked() throws Exception {
    return shop.get(PARKED + "?limit=200", operator()).json().path("parked").valueStream().toList();
  }

  private String[] operator() {
    return new String[] {"Authorization", "Bearer " + shop.operator};
  }

  private Bought claimed() throws Exception {
    UUID member = UUID.randomUUID();
    Answer answer = reckoning.heard(member, shop.claim(drop, member));
    var made = new Bought(UUID.fromString(answer.text("claimId")), member);
    until(made, "AWAITING_PAYMENT");
    return made;
  }

  private void giveBack(Bought of) throws Exception {
    Answer answer = shop.giveBack(drop, of.order().toString(), of.member());
    reckoning.expect(answer.status() == 204, "give back: %s", answer.body());
  }

  private String status(Bought of) throws Exception {
    return shop.get("/api/orders/" + of.order(), shop.as(of.member(), MemberRole.MEMBER))
        .text("status");
  }

  private void until(Bought of, String status) throws Exception {
    reckoning.reaches(SOON, status, () -> status(of).equals(status));
  }
}
