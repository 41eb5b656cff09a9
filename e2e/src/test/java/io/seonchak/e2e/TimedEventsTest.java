package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.platform.security.MemberRole;
import io.seonchak.testing.TestKafka;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What is told when its instant comes, by two instances that both look. */
class TimedEventsTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final Duration ON_TIME = Duration.ofSeconds(1);

  private static Shop shop;
  private static Shop other;
  private static String[] seller;

  /** An event as it was written. */
  private record Told(String type, JsonNode body, Instant at) {}

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    other = shop.beside();
    seller = shop.as(MemberRole.SELLER);
  }

  @AfterAll
  static void close() {
    other.close();
    shop.close();
  }

  /** The events of a key, in order. */
  private static List<Told> told(String context, String key) throws SQLException {
    List<Told> told = new ArrayList<>();
    try (Connection connection = shop.database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT event_type, body, made_at FROM %s.outbox WHERE event_key = ? ORDER BY outbox_id"
                    .formatted(context))) {
      select.setObject(1, UUID.fromString(key));
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          told.add(
              new Told(
                  row.getString(1),
                  JsonMapper.shared().readTree(row.getBytes(2)),
                  row.getObject(3, OffsetDateTime.class).toInstant()));
        }
      }
    }
    return told;
  }

  private static List<String> types(String context, String key) throws SQLException {
    return told(context, key).stream().map(Told::type).toList();
  }

  private static List<Told> sales(String product) throws SQLException {
    return told("catalog", product).stream()
        .filter(each -> each.type().startsWith("catalog.sale-"))
        .toList();
  }

  /** Entries of the timetables that were due when this began. */
  private static void untilNothingIsDue() {
    await().atMost(SOON).until(() -> due("stock") + due("catalog") == 0);
  }

  private static int due(String context) throws SQLException {
    try (Connection connection = shop.database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT count(*) FROM %s.timetable WHERE execution_time <= clock_timestamp()"
                    .formatted(context));
        ResultSet row = select.executeQuery()) {
      row.next();
      return row.getInt(1);
    }
  }

  private static String product() throws Exception {
    return shop.post(
            "/api/products",
            "{\"name\":\"운동화\",\"price\":100000,\"stock\":10}",
            seller[0],
            seller[1],
            "Idempotency-Key",
            UUID.randomUUID().toString())
        .text("productId");
  }

  private static void discount(String product, String id, int percent, Instant from, Instant to)
      throws Exception {
    var answer =
        shop.send(
            "PUT",
            "/api/products/%s/discounts/%s".formatted(product, id),
            "{\"percent\":%d,\"startsAt\":\"%s\",\"endsAt\":\"%s\"}".formatted(percent, from, to),
            seller);
    assertThat(answer.status()).as(answer.body()).isBetween(200, 204);
  }

  private static String drop(Instant opensAt, Instant closesAt) throws Exception {
    var answer =
        shop.post(
            "/api/drops",
            """
            {"productId":"%s","price":99000,"quantity":5,"perMember":1,"opensAt":"%s",
             "closesAt":"%s","payWithinSeconds":600,"waitingRoom":false}\
            """
                .formatted(shop.product(), opensAt, closesAt),
            "Authorization",
            "Bearer " + shop.operator,
            "Idempotency-Key",
            UUID.randomUUID().toString());
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.text("dropId");
  }

  private static Instant in(int millis) {
    return Instant.ofEpochMilli(System.currentTimeMillis() + millis);
  }

  @Test
  void aSaleThatWasWithdrawnOrMovedBeforeItsInstantIsNotAnnounced() throws Exception {
    String withdrawn = product();
    String moved = product();
    Instant was = in(2_500);
    Instant later = in(3_600_000);
    discount(withdrawn, "a", 10, was, was.plusSeconds(60));
    discount(moved, "a", 10, was, was.plusSeconds(60));

    shop.send("DELETE", "/api/products/%s/discounts/a".formatted(withdrawn), "", seller);
    discount(moved, "a", 10, later, later.plusSeconds(60));
    await().atMost(SOON).until(() -> Instant.now().isAfter(was));
    untilNothingIsDue();

    assertThat(sales(withdrawn)).isEmpty();
    assertThat(sales(moved)).isEmpty();
  }

  @Test
  void aSaleIsAnnouncedOnceAtItsBeginningAndOnceAtItsEndOnTime() throws Exception {
    String product = product();
    Instant from = in(1_000);
    Instant to = from.plusMillis(1_000);
    discount(product, "a", 30, from, to);

    await().atMost(SOON).until(() -> sales(product).size() >= 2);
    untilNothingIsDue();

    List<Told> sales = sales(product);
    assertThat(sales)
        .extracting(Told::type)
        .containsExactly("catalog.sale-started.v1", "catalog.sale-ended.v1");
    assertThat(sales.getFirst().body().path("percent").asInt()).isEqualTo(30);
    assertThat(sales.getFirst().body().path("saleId").asString()).isEqualTo("a");
    assertThat(sales.getLast().body().path("reason").asString()).isEqualTo("OVER");
    assertThat(sales.getFirst().at()).isBetween(from, from.plus(ON_TIME));
    assertThat(sales.getLast().at()).isBetween(to, to.plus(ON_TIME));
  }

  @Test
  void aSaleThatIsChangedWhileItRunsEndsAndBeginsAndWithdrawnItEndsOnce() throws Exception {
    String product = product();
    Instant from = in(-60_000);
    Instant to = in(2_500);
    discount(product, "a", 10, from, to);
    await().atMost(SOON).until(() -> sales(product).size() == 1);

    discount(product, "a", 20, from, to);
    await().atMost(SOON).until(() -> sales(product).size() == 3);
    shop.send("DELETE", "/api/products/%s/discounts/a".formatted(product), "", seller);
    await().atMost(SOON).until(() -> Instant.now().isAfter(to));
    untilNothingIsDue();

    List<Told> sales = sales(product);
    assertThat(sales)
        .extracting(each -> each.type() + " " + each.body().path("reason").asString(""))
        .containsExactly(
            "catalog.sale-started.v1 ",
            "catalog.sale-ended.v1 CHANGED",
            "catalog.sale-started.v1 ",
            "catalog.sale-ended.v1 WITHDRAWN");
    assertThat(sales.get(2).body().path("percent").asInt()).isEqualTo(20);
  }

  @Test
  void aTimeSaleOfTheExternalServerIsAnnouncedToo() throws Exception {
    String product = product();
    Instant from = in(700);
    var answer =
        shop.send(
            "PUT",
            "/api/time-sales/" + UUID.randomUUID(),
            "{\"productId\":\"%s\",\"amount\":5000,\"startsAt\":\"%s\",\"endsAt\":\"%s\",\"updatedAt\":\"%s\"}"
                .formatted(product, from, from.plusSeconds(60), Instant.now()),
            "Authorization",
            "Bearer " + shop.operator);
    assertThat(answer.status()).as(answer.body()).isBetween(200, 204);

    await().atMost(SOON).until(() -> !sales(product).isEmpty());

    assertThat(sales(product))
        .singleElement()
        .satisfies(
            sale -> {
              assertThat(sale.body().path("source").asString()).isEqualTo("TIME_SALE");
              assertThat(sale.body().path("amount").asLong()).isEqualTo(5_000);
              assertThat(sale.at()).isBetween(from, from.plus(ON_TIME));
            });
  }

  @Test
  void aDropsOpeningAndClosingAreAnnouncedOnceInOrderAlsoWithoutTheBroker() throws Exception {
    Instant opens = in(1_000);
    Instant closes = opens.plusMillis(1_500);
    String drop = drop(opens, closes);
    TestKafka.kafka().suspend();
    try {
      await().atMost(SOON).until(() -> types("stock", drop).size() >= 2);
      untilNothingIsDue();
    } finally {
      TestKafka.kafka().resume();
    }

    List<Told> told = told("stock", drop);
    assertThat(told)
        .extracting(Told::type)
        .containsExactly("stock.drop-opened.v1", "stock.drop-closed.v1");
    assertThat(told.getFirst().body().path("price").asLong()).isEqualTo(99_000);
    assertThat(told.getFirst().at()).isBetween(opens, opens.plus(ON_TIME));
    assertThat(told.getLast().at()).isBetween(closes, closes.plus(ON_TIME));
    await().atMost(Duration.ofSeconds(30)).until(() -> sent(drop) == 2);
  }

  private static int sent(String drop) throws SQLException {
    try (Connection connection = shop.database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT count(*) FROM stock.outbox WHERE event_key = ? AND sent_offset >= 0")) {
      select.setObject(1, UUID.fromString(drop));
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  @Test
  void aChangeIsToldInItsTransactionAndARefusedOneIsNot() throws Exception {
    String product = product();
    String path = "/api/products/" + product;

    shop.send("PATCH", path, "{\"price\":1}", seller);
    shop.send("PATCH", path, "{\"price\":90000}", shop.as(MemberRole.SELLER));
    shop.send("PATCH", path, "{\"price\":100000}", seller);
    assertThat(types("catalog", product)).containsExactly("catalog.product-added.v1");

    shop.send("PATCH", path, "{\"price\":90000}", seller);
    shop.send("PATCH", path, "{\"state\":\"HIDDEN\"}", seller);

    List<Told> told = told("catalog", product);
    assertThat(told)
        .extracting(Told::type)
        .containsExactly(
            "catalog.product-added.v1",
            "catalog.product-changed.v1",
            "catalog.price-changed.v1",
            "catalog.product-changed.v1");
    assertThat(told.get(2).body().path("before").asLong()).isEqualTo(100_000);
    assertThat(told.get(2).body().path("price").asLong()).isEqualTo(90_000);
    assertThat(told.get(3).body().path("state").asString()).isEqualTo("HIDDEN");
    assertThat(told.get(3).body().path("version").asInt()).isEqualTo(3);
  }

  @Test
  void whatCameWhileNobodyRanIsAnnouncedOnceAfterwards() throws Exception {
    Shop alone = Shop.open();
    Shop before = shop;
    shop = alone;
    try {
      String drop = drop(in(3_000), in(3_400));
      alone.close();
      await().atMost(SOON).until(() -> due("stock") > 0);
      try (Shop one = alone.beside();
          Shop two = alone.beside()) {
        await().atMost(SOON).until(() -> types("stock", drop).size() >= 2);
        untilNothingIsDue();
        assertThat(one.port()).isNotEqualTo(two.port());
      }
      assertThat(types("stock", drop))
          .containsExactly("stock.drop-opened.v1", "stock.drop-closed.v1");
    } finally {
      shop = before;
    }
  }
}
