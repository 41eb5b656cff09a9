package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.event.Events;
import io.seonchak.testing.TestKafka;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What follows from what is granted, heard by others; and that nothing is lost while Kafka is away.
 */
class EventsJourneyTest {

  private static final Duration SOON = Duration.ofSeconds(20);
  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void aNewProductHasItsEverydayStockSoonAndOnlyItsSellerChangesIt() throws Exception {
    String product = shop.product();
    String path = "/api/stock/" + product;

    await().atMost(SOON).until(() -> shop.get(path).status() == 200);

    JsonNode stock = shop.get(path).json();
    assertThat(stock.path("quantity").asInt()).isEqualTo(10);
    assertThat(stock.path("remaining").asInt()).isEqualTo(10);
    assertThat(stock.path("held").asInt()).isZero();
    assertThat(patch(path, "{\"quantity\":25}").status()).isEqualTo(401);
    String bearer = "Bearer " + shop.operator;
    for (String bad :
        List.of("-1", "1.5", "1e309", "\"1\"", "null", "2147483648", "10000001", "[1]")) {
      assertThat(patch(path, "{\"quantity\":%s}".formatted(bad), "Authorization", bearer).code())
          .as(bad)
          .isEqualTo("INVALID");
    }
    assertThat(patch(path, "{\"quantity\":25}", "Authorization", bearer).status()).isEqualTo(204);
    await().atMost(SOON).until(() -> shop.get(path).json().path("remaining").asInt() == 25);
    assertThat(shop.get("/api/stock/" + UUID.randomUUID()).code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void aClaimAndItsReturnAreToldInOrderWithWhatAnOrderNeeds() throws Exception {
    UUID drop = shop.drop(3, 1);
    UUID member = UUID.randomUUID();
    Answer claimed = shop.claim(drop, member);
    String claim = claimed.text("claimId");
    giveBack(drop, claim, member);

    List<ConsumerRecord<byte[], byte[]>> told = told(claim, 2);

    assertThat(told)
        .extracting(EventsJourneyTest::type)
        .containsExactly("stock.claimed.v1", "stock.released.v1");
    JsonNode first = JsonMapper.shared().readTree(told.getFirst().value());
    assertThat(first.path("dropId").asString()).isEqualTo(drop.toString());
    assertThat(first.path("memberId").asString()).isEqualTo(member.toString());
    assertThat(first.path("unitPrice").asLong()).isEqualTo(99_000);
    assertThat(first.path("sequence").asLong()).isEqualTo(1);
    assertThat(first.path("quantity").asInt()).isEqualTo(1);
    assertThat(first.path("name").asString()).isEqualTo("운동화");
    assertThat(first.path("payBy").asString()).isNotEmpty();
    JsonNode last = JsonMapper.shared().readTree(told.getLast().value());
    assertThat(last.path("reason").asString()).isEqualTo("RETURNED");
  }

  @Test
  void aRefusedOrReplayedClaimIsNotTold() throws Exception {
    UUID drop = shop.drop(1, 1);
    UUID member = UUID.randomUUID();
    String claim = shop.claim(drop, member).text("claimId");
    shop.claim(drop, member);
    shop.claim(drop, UUID.randomUUID());
    String marker = shop.claim(shop.drop(1, 1), UUID.randomUUID()).text("claimId");

    assertThat(told(marker, 1)).hasSize(1);
    assertThat(told(claim, 1)).hasSize(1);
    assertThat(
            all().stream()
                .filter(record -> type(record).equals("stock.claimed.v1"))
                .filter(record -> body(record).contains(drop.toString()))
                .toList())
        .hasSize(1);
  }

  @Test
  void whileKafkaIsDeadClaimsGoOnAndAfterwardsAllIsToldInOrder() throws Exception {
    UUID drop = shop.drop(50, 1);
    List<String> claims = new ArrayList<>();
    claims.add(claimAndMaybeReturn(drop, 0));
    TestKafka.kafka().kill();
    try {
      for (int i = 1; i < 40; i++) {
        claims.add(claimAndMaybeReturn(drop, i));
      }
      await()
          .atMost(SOON)
          .until(() -> events().all().stream().anyMatch(each -> each.relay().waiting() > 0));
      assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    } finally {
      TestKafka.kafka().restart();
    }

    await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> events().all().stream().allMatch(each -> each.relay().waiting() == 0));
    List<ConsumerRecord<byte[], byte[]>> all = all();
    for (int i = 0; i < claims.size(); i++) {
      String key = claims.get(i);
      assertThat(once(all, key))
          .as("claim " + i)
          .containsExactlyElementsOf(
              i % 4 == 0
                  ? List.of("stock.claimed.v1", "stock.released.v1")
                  : List.of("stock.claimed.v1"));
    }
  }

  @Test
  void onlyOperatorsSeeAndReplayWhatIsParked() throws Exception {
    String path = "/api/operations/dead-letters/stock";
    String bearer = "Bearer " + shop.operator;

    assertThat(shop.get(path).status()).isEqualTo(401);
    assertThat(shop.post(path + "/1/replay", "").status()).isEqualTo(401);
    assertThat(shop.get(path, "Authorization", bearer).json().path("parked").isArray()).isTrue();
    assertThat(shop.get(path + "?limit=1000000000", "Authorization", bearer).code())
        .isEqualTo("INVALID");
    assertThat(shop.get(path + "x", "Authorization", bearer).code()).isEqualTo("NOT_FOUND");
    assertThat(shop.post(path + "/999999/replay", "", "Authorization", bearer).code())
        .isEqualTo("NOT_FOUND");
    assertThat(shop.send("DELETE", path + "/999999", "", "Authorization", bearer).code())
        .isEqualTo("NOT_FOUND");
    assertThat(shop.post(path + "/x/replay", "", "Authorization", bearer).status()).isEqualTo(404);
  }

  private static String claimAndMaybeReturn(UUID drop, int number) throws Exception {
    UUID member = UUID.randomUUID();
    Answer answer = shop.claim(drop, member);
    assertThat(answer.status()).as("claim %d: %s", number, answer.body()).isEqualTo(201);
    String claim = answer.text("claimId");
    if (number % 4 == 0) {
      giveBack(drop, claim, member);
    }
    return claim;
  }

  private static void giveBack(UUID drop, String claim, UUID member) throws Exception {
    assertThat(shop.giveBack(drop, claim, member).status()).isEqualTo(204);
  }

  private static Answer patch(String path, String body, String... headers) throws Exception {
    return shop.send("PATCH", path, body, headers);
  }

  private static Events events() {
    return shop.beans(Events.class).iterator().next();
  }

  /** The events of a key once there are so many. */
  private static List<ConsumerRecord<byte[], byte[]>> told(String key, int count) {
    return await()
        .atMost(SOON)
        .until(
            () -> all().stream().filter(record -> keyOf(record).equals(key)).toList(),
            of -> of.size() >= count);
  }

  /** The types of a key's events, repetitions left out. */
  private static List<String> once(List<ConsumerRecord<byte[], byte[]>> all, String key) {
    Set<String> ids = new LinkedHashSet<>();
    List<String> types = new ArrayList<>();
    for (ConsumerRecord<byte[], byte[]> record : all) {
      if (keyOf(record).equals(key) && ids.add(Topics.header(record, "ce_id"))) {
        types.add(type(record));
      }
    }
    return types;
  }

  private static List<ConsumerRecord<byte[], byte[]>> all() {
    return Topics.all(shop.namespace + ".stock");
  }

  private static String keyOf(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.key(), UTF_8);
  }

  private static String body(ConsumerRecord<byte[], byte[]> record) {
    return new String(record.value(), UTF_8);
  }

  private static String type(ConsumerRecord<byte[], byte[]> record) {
    return Topics.header(record, "ce_type");
  }
}
