package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.testing.TestRedis;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CatalogJourneyTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  private static Shop shop;
  private static Shop other;
  private static String seller;
  private static String stranger;
  private static String member;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    other = shop.beside();
    seller = token(MemberRole.SELLER);
    stranger = token(MemberRole.SELLER);
    member = token(MemberRole.MEMBER);
  }

  @AfterAll
  static void close() {
    other.close();
    shop.close();
  }

  private static String token(MemberRole role) {
    var identity = new Identity(UUID.randomUUID(), UUID.randomUUID(), null, EnumSet.of(role), 1);
    return "Bearer " + shop.beans(AccessTokens.class).iterator().next().issue(identity).token();
  }

  private static String add(String body) throws Exception {
    Answer answer = create(body, UUID.randomUUID().toString());
    assertThat(answer.status()).as(answer.body()).isEqualTo(201);
    return answer.text("productId");
  }

  private static Answer create(String body, String key) throws Exception {
    return shop.post("/api/products", body, "Authorization", seller, "Idempotency-Key", key);
  }

  private static String plain() throws Exception {
    return add("{\"name\":\"운동화\",\"price\":10000,\"stock\":10}");
  }

  private static Answer patch(String id, String body, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of("Authorization", seller));
    all.addAll(List.of(headers));
    return shop.send("PATCH", "/api/products/" + id, body, all.toArray(String[]::new));
  }

  private static Answer discount(String id, String name, String body) throws Exception {
    return shop.send(
        "PUT", "/api/products/" + id + "/discounts/" + name, body, "Authorization", seller);
  }

  private static String window(String what, Instant from, Instant to) {
    return "{%s,\"startsAt\":\"%s\",\"endsAt\":\"%s\"}".formatted(what, from, to);
  }

  private static Answer sale(String name, String product, String what, Instant from, Instant to)
      throws Exception {
    return saleAt(name, product, what, from, to, Instant.now());
  }

  private static Answer saleAt(
      String name, String product, String what, Instant from, Instant to, Instant updatedAt)
      throws Exception {
    String body =
        "{\"productId\":\"%s\",%s,\"startsAt\":\"%s\",\"endsAt\":\"%s\",\"updatedAt\":\"%s\"}"
            .formatted(product, what, from, to, updatedAt);
    return shop.send(
        "PUT", "/api/time-sales/" + name, body, "Authorization", "Bearer " + shop.operator);
  }

  private static long lowest(Shop at, String id) throws Exception {
    return at.get("/api/products/" + id).json().path("lowestPrice").path("amount").asLong(-1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"name\":\"n\",\"price\":99,\"stock\":1}",
        "{\"name\":\"n\",\"price\":1000.5,\"stock\":1}",
        "{\"name\":\"n\",\"price\":\"1000\",\"stock\":1}",
        "{\"name\":\"n\",\"price\":1e309,\"stock\":1}",
        "{\"name\":\"n\",\"price\":9223372036854775808,\"stock\":1}",
        "{\"name\":\"n\",\"price\":[1000],\"stock\":1}",
        "{\"name\":\"n\",\"price\":1000}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":-1}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":2147483648}",
        "{\"name\":\"a\\u202eb\",\"price\":1000,\"stock\":1}",
        "{\"name\":\"\\ud800\",\"price\":1000,\"stock\":1}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"sellerId\":\"00000000-0000-7000-8000-000000000000\"}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"version\":7}",
        "{\"name\":\"n\",\"price\":1000,\"price\":2000,\"stock\":1}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"state\":\"SOLD\"}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"category\":\"no-such-one\"}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"category\":\"'; DROP TABLE product; --\"}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"images\":[\"javascript:alert(1)\"]}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"images\":[\"file:///etc/passwd\"]}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"images\":[\"http://user@host/a.png\"]}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"images\":[null]}",
        "{\"name\":\"n\",\"price\":1000,\"stock\":1,\"variants\":[{\"size\":\"M\",\"stock\":1}]}",
        "{\"name\":\"n\",\"price\":1000,\"variants\":[{\"stock\":1}]}",
        "{\"name\":\"n\",\"price\":1000,\"variants\":[null]}",
        "{\"name\":\"n\",\"price\":1000,\"variants\":[{\"size\":\"M\",\"stock\":1},{\"size\":\"M\",\"stock\":2}]}"
      })
  void aProductThatIsNotOneIsRefused(String body) throws Exception {
    assertThat(create(body, UUID.randomUUID().toString()).code()).as(body).isEqualTo("INVALID");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"percent\":0,\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2026-01-02T00:00:00Z\"}",
        "{\"percent\":101,\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2026-01-02T00:00:00Z\"}",
        "{\"percent\":10,\"amount\":10,\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2026-01-02T00:00:00Z\"}",
        "{\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2026-01-02T00:00:00Z\"}",
        "{\"amount\":-5,\"startsAt\":\"2026-01-01T00:00:00Z\",\"endsAt\":\"2026-01-02T00:00:00Z\"}",
        "{\"percent\":10,\"startsAt\":\"2026-01-02T00:00:00Z\",\"endsAt\":\"2026-01-02T00:00:00Z\"}",
        "{\"percent\":10,\"startsAt\":\"2026-01-02T00:00:00\",\"endsAt\":\"2026-01-03T00:00:00\"}",
        "{\"percent\":10,\"startsAt\":\"2026-01-02T00:00:00Z\",\"endsAt\":\"2028-01-03T00:00:00Z\"}",
        "{\"percent\":10,\"startsAt\":\"+999999999-01-02T00:00:00Z\",\"endsAt\":\"+999999999-12-03T00:00:00Z\"}",
        "{\"percent\":10}"
      })
  void aDiscountThatIsNotOneIsRefused(String body) throws Exception {
    String id = plain();

    assertThat(discount(id, "d", body).code()).as(body).isEqualTo("INVALID");
    assertThat(lowest(shop, id)).isEqualTo(10_000);
  }

  @Test
  void nobodyTouchesWhatIsAnothers() throws Exception {
    String id = plain();
    String now = window("\"percent\":10", Instant.now(), Instant.now().plusSeconds(60));
    discount(id, "mine", now);
    for (String who : List.of(stranger, member)) {
      for (String[] request :
          new String[][] {
            {"PATCH", "", "{\"price\":100}"},
            {"PUT", "/discounts/x", now},
            {"DELETE", "/discounts/mine", ""},
            {"GET", "/discounts", ""},
            {"GET", "/prices", ""}
          }) {
        Answer answer =
            shop.send(
                request[0], "/api/products/" + id + request[1], request[2], "Authorization", who);
        assertThat(answer.code()).as(request[0] + request[1]).isIn("NOT_FOUND", "FORBIDDEN");
      }
    }
    assertThat(shop.send("PATCH", "/api/products/" + id, "{\"price\":100}").status())
        .isEqualTo(401);
    assertThat(shop.send("PUT", "/api/products/" + id + "/wish", "").status()).isEqualTo(401);
    assertThat(lowest(shop, id)).isEqualTo(9_000);
  }

  @Test
  void onlyOperatorsAndTheFeedSayTimeSales() throws Exception {
    String body = "{\"productId\":\"%s\",\"percent\":10}".formatted(plain());
    assertThat(shop.send("PUT", "/api/time-sales/a", body).status()).isEqualTo(401);
    assertThat(shop.send("PUT", "/api/time-sales/a", body, "Feed-Key", "").status()).isEqualTo(401);
    assertThat(shop.send("PUT", "/api/time-sales/a", body, "Authorization", seller).status())
        .isEqualTo(403);
    assertThat(shop.send("DELETE", "/api/time-sales/a", "", "Authorization", seller).status())
        .isEqualTo(403);
    assertThat(shop.get("/api/time-sales/feed", "Authorization", seller).status()).isEqualTo(403);
    assertThat(shop.send("PUT", "/api/categories/shoes", "{}", "Authorization", seller).status())
        .isEqualTo(403);
  }

  @Test
  void draftsAndHiddenOnesAreTheirSellersOnly() throws Exception {
    String id = add("{\"name\":\"비밀\",\"price\":10000,\"stock\":1,\"state\":\"DRAFT\"}");
    assertThat(shop.get("/api/products/" + id).code()).isEqualTo("NOT_FOUND");
    assertThat(shop.get("/api/products/" + id, "Authorization", stranger).status()).isEqualTo(404);
    assertThat(shop.get("/api/products/" + id, "Authorization", seller).text("state"))
        .isEqualTo("DRAFT");
    assertThat(shop.get("/api/products/" + id, "Authorization", "Bearer " + shop.operator).status())
        .isEqualTo(200);
    assertThat(ids(shop.get("/api/products?limit=100"))).doesNotContain(id);

    assertThat(patch(id, "{\"state\":\"ON_SALE\"}").status()).isEqualTo(204);
    assertThat(ids(shop.get("/api/products?limit=100"))).contains(id);
    await().atMost(SOON).until(() -> ids(other.get("/api/products?limit=100")).contains(id));
    assertThat(other.get("/api/products/" + id).status()).isEqualTo(200);

    patch(id, "{\"state\":\"HIDDEN\"}");
    assertThat(shop.get("/api/products/" + id).status()).isEqualTo(404);
    await().atMost(SOON).until(() -> other.get("/api/products/" + id).status() == 404);
    assertThat(ids(shop.get("/api/products?limit=100"))).doesNotContain(id);
  }

  @Test
  void aKeyMakesOneProduct() throws Exception {
    String body = "{\"name\":\"하나\",\"price\":1000,\"stock\":1}";
    Answer first = create(body, "one-key");
    assertThat(create(body, "one-key").text("productId")).isEqualTo(first.text("productId"));
    assertThat(create(body.replace("1000", "2000"), "one-key").code()).isEqualTo("KEY_REUSED");
    assertThat(create(body, "k".repeat(301)).code()).isEqualTo("INVALID");
  }

  @Test
  void variantsHaveIdsOfTheirOwnAndAProductWithoutHasItsOwn() throws Exception {
    String many =
        add(
            """
            {"name":"티셔츠 👕","price":20000,"variants":[
             {"size":"M","colour":"검정","stock":3},{"size":"L","colour":"검정","stock":0}]}\
            """);
    var variants = shop.get("/api/products/" + many).json().path("variants");
    assertThat(variants.size()).isEqualTo(2);
    assertThat(variants.path(0).path("variantId").asString()).isNotEqualTo(many);
    assertThat(variants.path(1).path("size").asString()).isEqualTo("L");
    String one = plain();
    assertThat(shop.get("/api/products/" + one).json().path("variants").path(0).path("variantId"))
        .hasToString("\"" + one + "\"");
  }

  @Test
  void whoEditsWhatChangedMeanwhileIsToldSo() throws Exception {
    String id = plain();
    String tag = shop.get("/api/products/" + id).headers().get("etag").getFirst();
    assertThat(patch(id, "{\"name\":\"하나\"}", "If-Match", tag).status()).isEqualTo(204);
    assertThat(patch(id, "{\"name\":\"둘\"}", "If-Match", tag).code())
        .isEqualTo("PRECONDITION_FAILED");
    assertThat(patch(id, "{\"name\":\"둘\"}", "If-Match", "W/\"2\"").status()).isEqualTo(412);
    assertThat(patch(id, "{\"name\":\"둘\"}", "If-Match", "\"nonsense\"").status()).isEqualTo(412);
    assertThat(shop.get("/api/products/" + id).text("name")).isEqualTo("하나");
    assertThat(patch(id, "{\"name\":\"둘\"}", "If-Match", "*").status()).isEqualTo(204);
  }

  @Test
  void whoHasReadItIsToldThatNothingChanged() throws Exception {
    String id = plain();
    for (String path : List.of("/api/products/" + id, "/api/products?limit=5")) {
      Answer first = shop.get(path);
      String tag = first.headers().get("etag").getFirst();
      Answer again = shop.get(path, "If-None-Match", tag);
      assertThat(again.status()).isEqualTo(304);
      assertThat(again.body()).isEmpty();
    }
    String tag = shop.get("/api/products/" + id).headers().get("etag").getFirst();
    discount(id, "d", window("\"percent\":10", Instant.now(), Instant.now().plusSeconds(60)));
    assertThat(shop.get("/api/products/" + id, "If-None-Match", tag).status()).isEqualTo(200);
  }

  @Test
  void aChangeIsSeenHereAtOnceAndThereWithinASecond() throws Exception {
    String id = plain();
    assertThat(lowest(other, id)).isEqualTo(10_000);
    for (int price = 11_000; price < 16_000; price += 1_000) {
      int now = price;
      assertThat(patch(id, "{\"price\":" + now + "}").status()).isEqualTo(204);
      assertThat(lowest(shop, id)).isEqualTo(now);
      await().atMost(SOON).until(() -> lowest(other, id) == now);
    }
    try (RedisClient client = RedisClient.create(TestRedis.url());
        var connection = client.connect()) {
      connection.sync().flushall();
    }
    patch(id, "{\"price\":20000}");
    assertThat(lowest(shop, id)).isEqualTo(20_000);
    await().atMost(SOON).until(() -> lowest(other, id) == 20_000);
    var prices =
        shop.get("/api/products/" + id + "/prices", "Authorization", seller).json().path("prices");
    assertThat(prices.size()).isEqualTo(7);
    assertThat(prices.path(0).path("price").asLong()).isEqualTo(20_000);
  }

  @Test
  void aSaleBeginsAndEndsAtItsInstantWithWarmCaches() throws Exception {
    String id = plain();
    Instant begins = Instant.now().plusMillis(1_200);
    Instant ends = begins.plusMillis(700);
    assertThat(sale("flash", id, "\"percent\":35", begins, ends).status()).isEqualTo(200);
    Instant stop = ends.plusMillis(500);
    int duringSale = 0;
    while (Instant.now().isBefore(stop)) {
      for (Shop at : List.of(shop, other)) {
        Instant before = Instant.now();
        long amount = lowest(at, id);
        Instant after = Instant.now();
        if (after.isBefore(begins) || !before.isBefore(ends)) {
          assertThat(amount).isEqualTo(10_000);
        } else if (!before.isBefore(begins) && after.isBefore(ends)) {
          assertThat(amount).as("on " + at.port()).isEqualTo(6_500);
          duringSale++;
        }
      }
    }
    assertThat(duringSale).isGreaterThan(5);
  }

  @Test
  void theLowestOfListDiscountAndTimeSaleCounts() throws Exception {
    String id = plain();
    Instant from = Instant.now().minusSeconds(5);
    Instant to = Instant.now().plusSeconds(600);
    discount(id, "spring", window("\"amount\":1500", from, to));
    assertThat(lowest(shop, id)).isEqualTo(8_500);
    sale("s-" + id, id, "\"percent\":33", from, to);
    var view = shop.get("/api/products/" + id).json();
    assertThat(view.path("lowestPrice").path("amount").asLong()).isEqualTo(6_700);
    assertThat(view.path("lowestPrice").path("source").asString()).isEqualTo("TIME_SALE");
    assertThat(view.path("lowestPrice").path("until").asString()).contains("+09:00");
    assertThat(view.path("percentOff").asInt()).as("sold for seconds only").isZero();
    Answer gone =
        shop.send(
            "DELETE", "/api/time-sales/s-" + id, "", "Authorization", "Bearer " + shop.operator);
    assertThat(gone.status()).isEqualTo(200);
    assertThat(lowest(shop, id)).isEqualTo(8_500);
    shop.send("DELETE", "/api/products/" + id + "/discounts/spring", "", "Authorization", seller);
    assertThat(lowest(shop, id)).isEqualTo(10_000);
    await().atMost(SOON).until(() -> lowest(other, id) == 10_000);
  }

  @Test
  void anOlderWordNeverOverridesANewerOne() throws Exception {
    String id = plain();
    String name = "v-" + id;
    Instant from = Instant.now().minusSeconds(5);
    Instant to = Instant.now().plusSeconds(600);
    Instant first = Instant.now().minusSeconds(100);
    Answer newer = saleAt(name, id, "\"percent\":20", from, to, first.plusSeconds(50));
    assertThat(newer.json().path("applied").asBoolean()).isTrue();
    Answer older = saleAt(name, id, "\"percent\":90", from, to, first);
    assertThat(older.json().path("applied").asBoolean()).isFalse();
    assertThat(
            saleAt(name, id, "\"percent\":20", from, to, first.plusSeconds(50))
                .json()
                .path("applied")
                .asBoolean())
        .isFalse();
    assertThat(saleAt(name, id, "\"percent\":90", from, to, first.plusSeconds(50)).code())
        .isEqualTo("CONFLICT");
    assertThat(
            saleAt(name, id, "\"percent\":90", from, to, Instant.now().plusSeconds(3_600)).code())
        .isEqualTo("INVALID");
    assertThat(lowest(shop, id)).isEqualTo(8_000);
    assertThat(sale("x", UUID.randomUUID().toString(), "\"percent\":1", from, to).code())
        .isEqualTo("NOT_FOUND");
  }

  @Test
  void listsArePagedByCategoryAndSellerWithoutGapsOrRepeats() throws Exception {
    shop.send(
        "PUT",
        "/api/categories/shoes",
        "{\"korean\":\"신발\",\"english\":\"Shoes\"}",
        "Authorization",
        "Bearer " + shop.operator);
    assertThat(shop.get("/api/categories").body()).contains("신발");
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      made.addFirst(
          add(
              "{\"name\":\"신발 %d\",\"price\":10000,\"stock\":1,\"category\":\"shoes\"}"
                  .formatted(i)));
    }
    List<String> read = new ArrayList<>();
    String after = "";
    do {
      Answer page = other.get("/api/products?category=shoes&limit=3" + after);
      read.addAll(ids(page));
      after = page.json().path("next").isString() ? "&after=" + page.text("next") : "";
    } while (!after.isEmpty());
    assertThat(read).isEqualTo(made);
    assertThat(shop.get("/api/products?category=shoes&seller=" + UUID.randomUUID()).code())
        .isEqualTo("INVALID");
    assertThat(ids(shop.get("/api/products?seller=" + UUID.randomUUID()))).isEmpty();
    assertThat(shop.get("/api/products?limit=101").code()).isEqualTo("INVALID");
    assertThat(shop.get("/api/products?seller=me").code()).isEqualTo("INVALID");
    patch(made.getFirst(), "{\"category\":\"\"}");
    assertThat(ids(shop.get("/api/products?category=shoes"))).doesNotContain(made.getFirst());
  }

  @Test
  void aWishlistShowsWhatItCostsNow() throws Exception {
    String id = plain();
    String draft = add("{\"name\":\"비밀\",\"price\":10000,\"stock\":1,\"state\":\"DRAFT\"}");
    assertThat(wish("PUT", draft).status()).isEqualTo(404);
    assertThat(wish("PUT", id).status()).isEqualTo(204);
    assertThat(wish("PUT", id).status()).isEqualTo(204);
    discount(id, "d", window("\"percent\":10", Instant.now(), Instant.now().plusSeconds(60)));
    var wishes = shop.get("/api/wishlist", "Authorization", member).json().path("wishes");
    assertThat(wishes.size()).isEqualTo(1);
    assertThat(wishes.path(0).path("lowestPrice").path("amount").asLong()).isEqualTo(9_000);
    assertThat(shop.get("/api/wishlist", "Authorization", stranger).json().path("wishes").size())
        .isZero();
    patch(id, "{\"state\":\"HIDDEN\"}");
    wishes = shop.get("/api/wishlist", "Authorization", member).json().path("wishes");
    assertThat(wishes.path(0).path("available").asBoolean()).isFalse();
    assertThat(wishes.path(0).path("price").isNull()).isTrue();
    assertThat(wish("DELETE", id).status()).isEqualTo(204);
    assertThat(shop.get("/api/wishlist", "Authorization", member).json().path("wishes").size())
        .isZero();
    assertThat(shop.get("/api/wishlist?limit=1000000000", "Authorization", member).code())
        .isEqualTo("INVALID");
  }

  private static Answer wish(String method, String id) throws Exception {
    return shop.send(method, "/api/products/" + id + "/wish", "", "Authorization", member);
  }

  private static List<String> ids(Answer page) {
    List<String> ids = new ArrayList<>();
    page.json().path("products").forEach(each -> ids.add(each.path("productId").asString()));
    return ids;
  }
}
