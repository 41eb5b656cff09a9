package io.seonchak.order;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.catalog.CatalogClient.Offer;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.order.OrderStage.Answer;
import io.seonchak.platform.security.MemberRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Orders over HTTP: what is refused, whose they are, and that a key has its effect once. */
class OrderApiTest {

  private static OrderStage stage;
  private UUID member = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    stage = new OrderStage();
  }

  @AfterAll
  static void close() {
    stage.close();
  }

  @BeforeEach
  void somebodyElse() {
    member = UUID.randomUUID();
    stage.told();
  }

  private static String lines(UUID product, Object quantity) {
    return "\"lines\":[{\"productId\":\"%s\",\"quantity\":%s}]".formatted(product, quantity);
  }

  private static String body(UUID product, Object quantity) {
    return "{" + lines(product, quantity) + "}";
  }

  private UUID placed(String more) throws Exception {
    UUID product = stage.product("양말", 10_000);
    Answer answer = stage.order(member, "{" + lines(product, 3) + more + "}");
    assertThat(answer.status()).as(answer.body()).isEqualTo(202);
    return answer.id("orderId");
  }

  private UUID awaiting() throws Exception {
    UUID id = placed("");
    stage.hear(
        new StockEvent.Reserved(id, member, stage.clock.instant().plus(Duration.ofMinutes(30))));
    return id;
  }

  private void nothingHappened() throws Exception {
    assertThat(stage.told()).isEmpty();
    assertThat(stage.get(member, "/api/orders").json().path("orders").size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.5",
        "1e309",
        "1000",
        "2147483648",
        "9223372036854775808",
        "\"1\"",
        "null",
        "[1]",
        "{}",
        "true"
      })
  void aQuantityThatIsNoneIsRefused(String quantity) throws Exception {
    UUID product = stage.product("양말", 10_000);

    assertThat(stage.order(member, body(product, quantity)).code()).isEqualTo("INVALID");
    nothingHappened();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "null",
        "{}",
        "{\"lines\":[]}",
        "{\"lines\":[null]}",
        "{\"lines\":{}}",
        "{\"lines\":[{\"quantity\":1}]}",
        "{\"lines\":[{\"productId\":\"nonsense\",\"quantity\":1}]}",
        "{\"lines\":[{\"productId\":\"'; DROP TABLE orders; --\",\"quantity\":1}]}",
        "{%s,\"points\":-1}",
        "{%s,\"points\":9223372036854775807}",
        "{%s,\"points\":1.5}",
        "{%s,\"points\":30001}",
        "{%s,\"expectedTotal\":-1}",
        "{%s,\"expectedTotal\":\"30000\"}",
        "{%s,\"couponId\":\"mine\"}",
        "{%s,\"memberId\":\"00000000-0000-7000-8000-000000000000\"}",
        "{%s,\"amount\":1}",
        "{%s,\"price\":1}",
        "{%s,\"status\":\"PAID\"}",
        "{%s,\"discount\":30000}",
        "{%1$s,%1$s}",
        "{%s,\"shipTo\":{}}",
        "{%s,\"shipTo\":{\"name\":\"홍\\u202e길동\",\"phone\":\"010-1234-5678\",\"zip\":\"04524\",\"line1\":\"세종대로 110\"}}",
        "{%s,\"shipTo\":{\"name\":\"\\ud800\",\"phone\":\"010-1234-5678\",\"zip\":\"04524\",\"line1\":\"세종대로 110\"}}",
        "{%s,\"shipTo\":{\"name\":\"홍길동\",\"phone\":\"010-1234-5678\\r\\nX: y\",\"zip\":\"04524\",\"line1\":\"세종대로 110\"}}",
        "{%s,\"shipTo\":{\"name\":\"홍길동\",\"phone\":\"010-1234-5678\",\"zip\":\"4524\",\"line1\":\"세종대로 110\"}}",
        "{%s,\"shipTo\":{\"name\":\"홍길동\",\"phone\":\"010-1234-5678\",\"zip\":\"04524\",\"line1\":\"\\u0000\"}}",
        "{%s,\"shipTo\":{\"name\":\"홍길동\",\"phone\":\"010-1234-5678\",\"zip\":\"04524\",\"line1\":\"a\",\"role\":\"x\"}}"
      })
  void anOrderThatIsNoneIsRefused(String form) throws Exception {
    String lines = lines(stage.product("양말", 10_000), 3);

    assertThat(stage.order(member, form.formatted(lines)).code()).as(form).isEqualTo("INVALID");
    nothingHappened();
  }

  @Test
  void anOrderHasNoMoreLinesThanItMay() throws Exception {
    String many =
        IntStream.range(0, 21)
            .mapToObj(
                i -> "{\"productId\":\"%s\",\"quantity\":1}".formatted(stage.product("양말", 1_000)))
            .collect(Collectors.joining(",", "{\"lines\":[", "]}"));
    assertThat(stage.order(member, many).code()).isEqualTo("INVALID");

    UUID product = stage.product("양말", 1_000);
    String twice =
        "{\"lines\":[{\"productId\":\"%1$s\",\"quantity\":1},{\"productId\":\"%1$s\",\"variantId\":\"%1$s\",\"quantity\":1}]}"
            .formatted(product);
    assertThat(stage.order(member, twice).code()).isEqualTo("INVALID");
    UUID dear = stage.product("별", 1_000_000_000_000L);
    assertThat(stage.order(member, body(dear, 999)).code()).isEqualTo("INVALID");
    nothingHappened();
  }

  @Test
  void whatIsNotSoldCannotBeOrderedAndIsNamed() throws Exception {
    UUID hidden = stage.product("비밀", 10_000);
    stage.catalog.hide(hidden);
    UUID many = UUID.randomUUID();
    List<UUID> sizes = List.of(UUID.randomUUID(), UUID.randomUUID());
    stage.catalog.put(new Offer(many, UUID.randomUUID(), "티셔츠", true, 20_000, sizes));
    String form = "{\"lines\":[{\"productId\":\"%s\",\"variantId\":%s,\"quantity\":1}]}";

    for (String[] each :
        new String[][] {
          {hidden.toString(), "null", "NOT_ON_SALE"},
          {UUID.randomUUID().toString(), "null", "NOT_ON_SALE"},
          {many.toString(), "null", "CHOOSE_VARIANT"},
          {many.toString(), "\"" + hidden + "\"", "NO_SUCH_VARIANT"}
        }) {
      Answer answer = stage.order(member, form.formatted(each[0], each[1]));
      assertThat(answer.code()).isEqualTo("NOT_ON_SALE");
      JsonNode missing = answer.json().path("missing").path(0);
      assertThat(missing.path("productId").asString()).isEqualTo(each[0]);
      assertThat(missing.path("code").asString()).isEqualTo(each[2]);
    }
    nothingHappened();
    assertThat(stage.order(member, form.formatted(many, "\"" + sizes.getLast() + "\"")).status())
        .isEqualTo(202);
  }

  @Test
  void theMemberPaysOurPriceAndNotTheOneHeSends() throws Exception {
    UUID product = stage.product("양말", 10_000);
    Answer changed = stage.order(member, "{" + lines(product, 3) + ",\"expectedTotal\":29999}");

    assertThat(changed.code()).isEqualTo("PRICE_CHANGED");
    assertThat(changed.json().path("amount").asLong()).isEqualTo(30_000);
    Answer little = stage.order(member, "{" + lines(product, 3) + ",\"points\":29901}");
    assertThat(little.code()).isEqualTo("AMOUNT_TOO_SMALL");
    assertThat(little.json().path("minimum").asLong()).isEqualTo(100);
    nothingHappened();
    assertThat(
            stage
                .order(member, "{" + lines(product, 3) + ",\"points\":30000,\"expectedTotal\":0}")
                .status())
        .isEqualTo(202);
  }

  @Test
  void aCouponThatIsNotHisOrNotForThisIsRefused() throws Exception {
    UUID product = stage.product("양말", 10_000);
    UUID others = stage.coupons.issue(UUID.randomUUID(), 5_000, 0);
    UUID small = stage.coupons.issue(member, 5_000, 50_000);
    UUID used = stage.coupons.issue(member, 5_000, 0);
    stage.coupons.use(used, UUID.randomUUID());
    for (UUID coupon : List.of(others, small, used)) {
      Answer answer =
          stage.order(member, "{" + lines(product, 3) + ",\"couponId\":\"" + coupon + "\"}");
      assertThat(answer.code()).isEqualTo("COUPON_REFUSED");
    }
    nothingHappened();
  }

  @Test
  void withoutAGoodKeyNothingIsDone() throws Exception {
    String body = body(stage.product("양말", 10_000), 1);
    assertThat(stage.send("POST", "/api/orders", body, stage.as(member)).code())
        .isEqualTo("INVALID");
    for (String key : List.of("", " ", "k".repeat(301))) {
      assertThat(stage.post(member, "/api/orders", body, key).code()).isEqualTo("INVALID");
    }
    assertThat(stage.post(member, "/api/wishlist/order", "{}", "").code()).isEqualTo("INVALID");
    nothingHappened();
  }

  @Test
  void aKeyHasItsEffectOnceEvenWhenThePriceChangedSince() throws Exception {
    UUID product = stage.product("양말", 10_000);
    String body = "{" + lines(product, 1) + ",\"expectedTotal\":10000}";
    UUID id = stage.post(member, "/api/orders", body, "key").id("orderId");
    stage.catalog.put(new Offer(product, product, "양말", true, 12_000, List.of(product)));

    assertThat(stage.post(member, "/api/orders", body, "key").id("orderId")).isEqualTo(id);
    assertThat(stage.post(member, "/api/orders", body(product, 2), "key").code())
        .isEqualTo("KEY_REUSED");
    UUID other = UUID.randomUUID();
    assertThat(stage.post(other, "/api/orders", body(product, 1), "key").id("orderId"))
        .isNotEqualTo(id);
    assertThat(stage.told()).hasSize(2);
  }

  @Test
  void aKeyIsForgottenAfterADay() throws Exception {
    String body = body(stage.product("양말", 10_000), 1);
    UUID id = stage.post(member, "/api/orders", body, "key").id("orderId");
    stage.clock.advance(Duration.ofHours(24).plusSeconds(1));

    assertThat(stage.post(member, "/api/orders", body, "key").id("orderId")).isNotEqualTo(id);
  }

  @Test
  void oneKeySentManyTimesAtOnceMakesOneOrder() throws Exception {
    String body = body(stage.product("양말", 10_000), 1);
    List<Callable<UUID>> all = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      all.add(() -> stage.post(member, "/api/orders", body, "key").id("orderId"));
    }
    Set<UUID> ids = new HashSet<>();
    try (var threads = Executors.newFixedThreadPool(all.size())) {
      for (var each : threads.invokeAll(all, 30, TimeUnit.SECONDS)) {
        ids.add(each.get());
      }
    }
    assertThat(ids).hasSize(1);
    assertThat(stage.told()).hasSize(1);
  }

  @Test
  void nobodySeesOrTouchesWhatIsAnothers() throws Exception {
    UUID id = awaiting();
    stage.told();
    UUID stranger = UUID.randomUUID();
    for (String[] each :
        new String[][] {
          {"GET", "", ""},
          {"PUT", "/checkout", "{}"},
          {"POST", "/cancel", "{\"reason\":\"변심\"}"}
        }) {
      String path = "/api/orders/" + id + each[1];
      String[] headers = OrderStage.with(stage.as(stranger), "Idempotency-Key", "key");
      assertThat(stage.send(each[0], path, each[2], headers).code()).isEqualTo("NOT_FOUND");
      assertThat(stage.send(each[0], path, each[2]).status()).isEqualTo(401);
    }
    assertThat(stage.get(stranger, "/api/orders").json().path("orders").size()).isZero();
    assertThat(stage.get(member, "/api/orders/nonsense").status()).isEqualTo(404);
    assertThat(stage.told()).isEmpty();
  }

  @Test
  void operatorsDoorsAreClosedToMembersAndTheInternalOneToEverybody() throws Exception {
    UUID id = awaiting();
    for (String[] who : List.of(stage.as(member), stage.as(member, MemberRole.SELLER))) {
      assertThat(stage.send("GET", "/api/operations/orders/stuck", "", who).status())
          .isEqualTo(403);
      assertThat(
              stage
                  .send("POST", "/api/operations/orders/%s/retell".formatted(id), "", who)
                  .status())
          .isEqualTo(403);
      assertThat(
              stage
                  .send("POST", "/internal/order/orders/%s/begin".formatted(id), "{}", who)
                  .status())
          .isIn(401, 403);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"reason\":\"\"}",
        "{\"reason\":\"a\\u0000b\"}",
        "{\"reason\":\"a\\r\\nb\"}",
        "{\"reason\":\"변심\",\"lines\":[]}",
        "{\"reason\":\"변심\",\"lines\":[null]}",
        "{\"reason\":\"변심\",\"lines\":[{\"lineId\":\"00000000-0000-7000-8000-000000000000\"}]}",
        "{\"reason\":\"변심\",\"lines\":[{\"lineId\":\"00000000-0000-7000-8000-000000000000\",\"quantity\":0}]}",
        "{\"reason\":\"변심\",\"lines\":[{\"lineId\":\"00000000-0000-7000-8000-000000000000\",\"quantity\":1},{\"lineId\":\"00000000-0000-7000-8000-000000000000\",\"quantity\":1}]}",
        "{\"reason\":\"변심\",\"amount\":1000000}",
        "{\"reason\":\"변심\",\"refundAccount\":{}}",
        "{\"reason\":\"변심\",\"refundAccount\":{\"bank\":\"20\",\"accountNumber\":\"12-34\",\"holderName\":\"홍길동\"}}",
        "{\"reason\":\"변심\",\"refundAccount\":{\"bank\":\"20\",\"accountNumber\":\"123456789012345678901\",\"holderName\":\"홍길동\"}}"
      })
  void aCancelThatIsNoneIsRefused(String body) throws Exception {
    UUID id = awaiting();
    stage.told();

    Answer answer =
        stage.post(
            member, "/api/orders/%s/cancel".formatted(id), body, UUID.randomUUID().toString());

    assertThat(answer.code()).as(body).isEqualTo("INVALID");
    assertThat(answer.body()).doesNotContain("123456789012345678901");
    assertThat(stage.told()).isEmpty();
  }

  @Test
  void aCancelIsDoneOnceForItsKey() throws Exception {
    UUID id = awaiting();
    stage.told();
    String path = "/api/orders/%s/cancel".formatted(id);
    assertThat(stage.send("POST", path, "{\"reason\":\"변심\"}", stage.as(member)).code())
        .isEqualTo("INVALID");

    assertThat(stage.post(member, path, "{\"reason\":\"변심\"}", "key").text("status"))
        .isEqualTo("CANCELLED");
    assertThat(stage.post(member, path, "{\"reason\":\"변심\"}", "key").text("status"))
        .isEqualTo("CANCELLED");
    assertThat(stage.post(member, path, "{\"reason\":\"다른 이유\"}", "key").code())
        .isEqualTo("KEY_REUSED");
    assertThat(stage.post(member, path, "{\"reason\":\"변심\"}", "key-2").code())
        .isEqualTo("ORDER_NOT_CHANGEABLE");
    assertThat(stage.told()).hasSize(1).first().isInstanceOf(OrderEvent.Cancelled.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"points\":-1}",
        "{\"points\":30001}",
        "{\"points\":\"1\"}",
        "{\"lines\":[]}",
        "{\"status\":\"PAID\"}",
        "{\"shipTo\":{\"name\":\"홍길동\"}}"
      })
  void otherTermsThatAreNoneAreRefused(String body) throws Exception {
    UUID id = awaiting();
    stage.told();

    assertThat(stage.put(member, "/api/orders/%s/checkout".formatted(id), body).code())
        .as(body)
        .isEqualTo("INVALID");
    assertThat(stage.told()).isEmpty();
  }

  @Test
  void anAddressIsPutOnWithoutAskingAnybody() throws Exception {
    UUID id = awaiting();
    stage.told();
    String address =
        "{\"shipTo\":{\"name\":\"홍길동\",\"phone\":\"010-1234-5678\",\"zip\":\"04524\",\"line1\":\"서울시 중구 세종대로 110\",\"memo\":\"문 앞 📦\"}}";

    Answer changed = stage.put(member, "/api/orders/%s/checkout".formatted(id), address);

    assertThat(changed.text("status")).as(changed.body()).isEqualTo("AWAITING_PAYMENT");
    assertThat(changed.json().path("amount").asLong()).isEqualTo(30_000);
    assertThat(stage.told()).isEmpty();
    JsonNode seen = stage.get(member, "/api/orders/" + id).json();
    assertThat(seen.path("shipTo").path("memo").asString()).isEqualTo("문 앞 📦");
    assertThat(stage.put(member, "/api/orders/%s/checkout".formatted(id), "{}").status())
        .isEqualTo(200);
    assertThat(stage.get(member, "/api/orders/" + id).json().path("shipTo").path("zip").asString())
        .isEqualTo("04524");
  }

  @Test
  void termsOfAnOrderThatIsNotReadyAreNotChanged() throws Exception {
    UUID id = placed("");

    Answer early = stage.put(member, "/api/orders/%s/checkout".formatted(id), "{\"points\":1000}");

    assertThat(early.code()).isEqualTo("ORDER_NOT_CHANGEABLE");
    assertThat(early.json().path("status").asInt()).isEqualTo(409);
    assertThat(early.text("orderStatus")).isEqualTo("RESERVING");
  }

  @Test
  void whoDoesNotPayHasHisOrdersCounted() throws Exception {
    for (int i = 0; i < 20; i++) {
      placed("");
    }
    Answer more = stage.order(member, body(stage.product("양말", 10_000), 1));

    assertThat(more.code()).isEqualTo("TOO_MANY_OPEN_ORDERS");
    assertThat(more.json().path("max").asInt()).isEqualTo(20);
  }

  @Test
  void hisOrdersComePageByPageTheNewestFirst() throws Exception {
    List<String> made = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      made.addFirst(placed("").toString());
    }
    List<String> seen = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = stage.get(member, "/api/orders?limit=2" + after).json();
      page.path("orders").forEach(each -> seen.add(each.path("orderId").asString()));
      after = page.path("next").isNull() ? "" : "&after=" + page.path("next").asString();
    } while (!after.isEmpty());

    assertThat(seen).isEqualTo(made);
    for (String limit : List.of("0", "101", "-1", "1e9", "x")) {
      assertThat(stage.get(member, "/api/orders?limit=" + limit).code()).isEqualTo("INVALID");
    }
  }

  @Test
  void whoHasReadItIsToldThatNothingChanged() throws Exception {
    UUID id = awaiting();
    String path = "/api/orders/" + id;
    String tag = stage.get(member, path).whole().headers().firstValue("ETag").orElseThrow();
    assertThat(
            stage
                .send("GET", path, "", OrderStage.with(stage.as(member), "If-None-Match", tag))
                .status())
        .isEqualTo(304);
    stage.put(member, path + "/checkout", "{\"points\":1000}");

    assertThat(
            stage
                .send("GET", path, "", OrderStage.with(stage.as(member), "If-None-Match", tag))
                .status())
        .isEqualTo(200);
  }

  @Test
  void anEmptyWishlistAndOneTooLongAreNotOrdered() throws Exception {
    assertThat(stage.post(member, "/api/wishlist/order", "{}", "empty").code())
        .isEqualTo("WISHLIST_EMPTY");
    for (int i = 0; i < 51; i++) {
      stage.catalog.wish(member, stage.product("양말", 1_000));
    }
    assertThat(stage.post(member, "/api/wishlist/order", "{}", "long").code())
        .isEqualTo("WISHLIST_TOO_LONG");
    nothingHappened();
  }

  @Test
  void aWishlistIsOrderedWholeWithTheVariantsThatAreChosen() throws Exception {
    UUID shirt = UUID.randomUUID();
    UUID large = UUID.randomUUID();
    stage.catalog.put(
        new Offer(
            shirt, UUID.randomUUID(), "티셔츠", true, 20_000, List.of(UUID.randomUUID(), large)));
    UUID mug = stage.product("컵", 8_000);
    stage.catalog.wish(member, shirt);
    stage.catalog.wish(member, mug);
    Answer unchosen = stage.post(member, "/api/wishlist/order", "{}", "1");
    assertThat(unchosen.json().path("missing").path(0).path("code").asString())
        .isEqualTo("CHOOSE_VARIANT");
    assertThat(
            stage
                .post(member, "/api/wishlist/order", body(stage.product("책", 1_000), 1), "2")
                .code())
        .isEqualTo("INVALID");

    Answer whole =
        stage.post(
            member,
            "/api/wishlist/order",
            "{\"lines\":[{\"productId\":\"%s\",\"variantId\":\"%s\",\"quantity\":2}],\"expectedTotal\":48000}"
                .formatted(shirt, large),
            "3");

    assertThat(whole.status()).as(whole.body()).isEqualTo(202);
    var told = (OrderEvent.Placed) stage.told().getFirst();
    assertThat(told.units())
        .containsExactlyInAnyOrder(new OrderEvent.Units(large, 2), new OrderEvent.Units(mug, 1));
  }
}
