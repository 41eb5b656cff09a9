package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.claims.verify.Verify;
import io.seonchak.contracts.coupon.CouponClient;
import io.seonchak.contracts.coupon.CouponClient.Quote;
import io.seonchak.contracts.coupon.CouponClient.Verdict;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Coupons over HTTP: campaigns, claims, a member's coupons, ledgers. */
class CouponJourneyTest {

  private static final Duration SOON = Duration.ofSeconds(10);
  private static final String CAMPAIGNS = "/api/coupon-campaigns";
  private static final String GOOD =
      """
      {"name":"가을 쿠폰","discount":{"percent":10,"max":5000},"quantity":3,"perMember":1,
       "opensAt":"2030-01-01T00:00:00+09:00","closesAt":"2030-01-02T00:00:00+09:00",
       "validDays":30,"minOrder":10000}\
      """;

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
  void onlySellersAndOperatorsMakeCampaigns() throws Exception {
    assertThat(shop.post(CAMPAIGNS, GOOD, "Idempotency-Key", "k").status()).isEqualTo(401);
    assertThat(make(GOOD, "k", shop.as(MemberRole.MEMBER)).code()).isEqualTo("FORBIDDEN");
    assertThat(make(GOOD, "k", shop.as(MemberRole.SELLER)).status()).isEqualTo(201);
    assertThat(shop.post(CAMPAIGNS, GOOD, shop.as(MemberRole.SELLER)).code()).isEqualTo("INVALID");
    assertThat(make(GOOD, "k".repeat(301), shop.as(MemberRole.SELLER)).code()).isEqualTo("INVALID");
    assertThat(shop.send("DELETE", CAMPAIGNS, "", shop.as(MemberRole.OPERATOR)).status())
        .isIn(403, 405);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"quantity\":3 | \"quantity\":0",
        "\"quantity\":3 | \"quantity\":-1",
        "\"quantity\":3 | \"quantity\":1.5",
        "\"quantity\":3 | \"quantity\":1e309",
        "\"quantity\":3 | \"quantity\":10000001",
        "\"quantity\":3 | \"quantity\":9223372036854775808",
        "\"quantity\":3 | \"quantity\":\"3\"",
        "\"quantity\":3 | \"quantity\":null",
        "\"quantity\":3 | \"quantity\":3,\"quantity\":3",
        "\"perMember\":1 | \"perMember\":0",
        "\"validDays\":30 | \"validDays\":0",
        "\"validDays\":30 | \"validDays\":3651",
        "\"minOrder\":10000 | \"minOrder\":-1",
        "\"minOrder\":10000 | \"minOrder\":1000000000001",
        "\"minOrder\":10000 | \"minOrder\":10000,\"state\":\"OPEN\"",
        "\"minOrder\":10000 | \"minOrder\":10000,\"sellerId\":\"00000000-0000-0000-0000-000000000000\"",
        "\"percent\":10 | \"percent\":0",
        "\"percent\":10 | \"percent\":101",
        "\"percent\":10 | \"percent\":10.5",
        "\"percent\":10 | \"percent\":10,\"amount\":1000",
        "\"percent\":10 | \"amount\":1000",
        "\"percent\":10,\"max\":5000 | \"amount\":0",
        "\"percent\":10,\"max\":5000 | \"amount\":-1000",
        "\"percent\":10,\"max\":5000 | \"max\":5000",
        "\"max\":5000 | \"max\":0",
        "{\"percent\":10,\"max\":5000} | null",
        "{\"percent\":10,\"max\":5000} | 10",
        "2030-01-02T00:00:00+09:00 | 2030-01-01T00:00:00+09:00",
        "2030-01-02T00:00:00+09:00 | 2031-02-02T00:00:00+09:00",
        "2030-01-02T00:00:00+09:00 | 2030-01-02T00:00:00",
        "가을 쿠폰 | \\u0000",
        "가을 쿠폰 | \\ud800",
        "가을 쿠폰 | \\u202e쿠폰",
        "가을 쿠폰 | \\u200b"
      })
  void whatIsNotWellFormedIsRefusedAndMakesNothing(String good, String bad) throws Exception {
    String[] seller = shop.as(MemberRole.SELLER);
    assertThat(GOOD).contains(good);
    Answer answer = make(GOOD.replace(good, bad), "bad", seller);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID");
    // Nothing was made with that key, so it makes another one now.
    assertThat(make(GOOD, "bad", seller).status()).isEqualTo(201);
  }

  @Test
  void aNameOfAnyScriptIsKeptComposed() throws Exception {
    String name = "가을 🍁 \\\"쿠폰\\\" <b>";
    Answer made = make(GOOD.replace("가을 쿠폰", name), "k", shop.as(MemberRole.SELLER));

    assertThat(made.status()).isEqualTo(201);
    assertThat(shop.get(CAMPAIGNS + "/" + made.text("campaignId")).text("name"))
        .isEqualTo("가을 🍁 \"쿠폰\" <b>");
  }

  @Test
  void oneKeySentAtOnceMakesOneCampaign() throws Exception {
    String[] seller = shop.as(MemberRole.SELLER);
    Set<String> made = new HashSet<>();
    for (Answer answer : atOnce(8, i -> () -> make(GOOD, "same", seller))) {
      assertThat(answer.status()).isEqualTo(201);
      made.add(answer.text("campaignId"));
    }

    assertThat(made).hasSize(1);
    assertThat(make(GOOD.replace("10000", "20000"), "same", seller).code()).isEqualTo("KEY_REUSED");
    assertThat(make(GOOD, "same", shop.as(MemberRole.SELLER)).text("campaignId")).isNotIn(made);
  }

  @Test
  void everybodySeesWhatACampaignPromisesAndWhatIsLeft() throws Exception {
    UUID campaign = campaign(2, 1);
    claim(campaign, UUID.randomUUID(), "k");
    await().atMost(SOON).until(() -> read(campaign).path("remaining").asInt() == 1);

    Answer answer = shop.get(CAMPAIGNS + "/" + campaign);
    assertThat(answer.headers().get("cache-control").getFirst()).contains("public", "max-age=1");
    assertThat(answer.json().path("discount").path("amount").asLong()).isEqualTo(3_000);
    assertThat(answer.json().path("minOrder").asLong()).isEqualTo(10_000);
    assertThat(answer.text("state")).isEqualTo("OPEN");
    claim(campaign, UUID.randomUUID(), "k");
    await().atMost(SOON).until(() -> read(campaign).path("state").asString().equals("SOLD_OUT"));
    assertThat(shop.get(CAMPAIGNS + "/" + UUID.randomUUID()).code()).isEqualTo("NOT_FOUND");
    assertThat(shop.get(CAMPAIGNS + "/1").code()).isEqualTo("NOT_FOUND");
    assertThat(shop.get(CAMPAIGNS + "?limit=1000000000").code()).isEqualTo("INVALID");
    JsonNode page = shop.get(CAMPAIGNS + "?limit=1").json();
    assertThat(page.path("campaigns").size()).isEqualTo(1);
    assertThat(page.path("next").isString()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"quantity\":1}",
        "{\"memberId\":\"00000000-0000-0000-0000-000000000000\"}",
        "[]",
        "1",
        "null",
        "{",
        "{} {}",
        "\u0000"
      })
  void aClaimHasNothingToSay(String body) throws Exception {
    UUID campaign = campaign(1, 1);
    Answer answer = claim(campaign, shop.ticket(UUID.randomUUID(), campaign), "k", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID");
    assertThat(read(campaign).path("remaining").asInt()).isEqualTo(1);
  }

  @Test
  void whatClaimsAreRefusedForIsWhatDropsRefuseFor() throws Exception {
    UUID campaign = campaign(1, 1);
    UUID member = UUID.randomUUID();
    String path = CAMPAIGNS + "/" + campaign + "/claims";
    String ticket = shop.ticket(member, campaign);
    assertThat(shop.post(path, "", "Idempotency-Key", "k").code()).isEqualTo("UNAUTHENTICATED");
    assertThat(shop.post(path, "", "Drop-Ticket", ticket).code()).isEqualTo("INVALID");
    assertThat(claim(campaign, shop.ticket(member, UUID.randomUUID()), "k", "").code())
        .isEqualTo("UNAUTHENTICATED");
    assertThat(claim(campaign, ticket, "k", " ".repeat(2_000)).status()).isEqualTo(413);
    UUID nowhere = UUID.randomUUID();
    assertThat(claim(nowhere, shop.ticket(member, nowhere), "k", "").code()).isEqualTo("NOT_FOUND");
    UUID later = campaign(1, 1, Instant.now().plusSeconds(3_600));
    assertThat(claim(later, member, "k").text("opensAt")).endsWith("+09:00");
    UUID over = campaign(1, 1, Instant.now().minus(Duration.ofDays(2)));
    assertThat(claim(over, member, "k").code()).isEqualTo("DROP_CLOSED");

    Answer yes = claim(campaign, ticket, "k", "{}");
    assertThat(yes.status()).isEqualTo(201);
    assertThat(yes.json().propertyNames())
        .containsExactlyInAnyOrder("couponId", "sequence", "receipt");
    Answer again = claim(campaign, ticket, "k", "");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(yes.body());
    assertThat(claim(campaign, ticket, "another", "").text("claimId"))
        .isEqualTo(yes.text("couponId"));
    Answer late = claim(campaign, UUID.randomUUID(), "k");
    assertThat(late.code()).isEqualTo("SOLD_OUT");
    assertThat(late.json().path("cutOff").path("sequence").asInt()).isEqualTo(1);
  }

  @Test
  void whoMayHaveSeveralGetsThemOneByOne() throws Exception {
    UUID campaign = campaign(5, 2);
    UUID member = UUID.randomUUID();
    Set<String> coupons = new HashSet<>();
    for (String key : List.of("a", "b")) {
      coupons.add(claim(campaign, member, key).text("couponId"));
    }

    assertThat(coupons).hasSize(2);
    assertThat(claim(campaign, member, "c").status()).isEqualTo(409);
    assertThat(claim(campaign, member, "a").status()).isEqualTo(200);
  }

  @Test
  void aTicketIsFetchedBeforeTheOpeningAndNobodyWaitsForACoupon() throws Exception {
    UUID campaign = campaign(1, 1);
    String path = CAMPAIGNS + "/" + campaign;
    String[] member = shop.as(MemberRole.MEMBER);
    assertThat(shop.post(path + "/ticket", "").status()).isEqualTo(401);
    assertThat(shop.post(CAMPAIGNS + "/" + UUID.randomUUID() + "/ticket", "", member).code())
        .isEqualTo("NOT_FOUND");

    String ticket = shop.post(path + "/ticket", "", member).text("ticket");
    assertThat(claim(campaign, ticket, "k", "").status()).isEqualTo(201);
    String waiting = path + "/waiting-list";
    assertThat(shop.post(waiting, "").code()).isEqualTo("UNAUTHENTICATED");
    Answer full = shop.post(waiting, "", shop.as(MemberRole.MEMBER));
    assertThat(full.code()).isEqualTo("WAITING_LIST_FULL");
    assertThat(full.json().path("lengthMax").asInt()).isZero();
    assertThat(shop.get(waiting, member).code()).isEqualTo("NOT_FOUND");
    assertThat(shop.send("DELETE", waiting, "", member).status()).isEqualTo(204);
  }

  @Test
  void aMemberSeesHisCouponsAndNobodyElses() throws Exception {
    String[] member = shop.as(MemberRole.MEMBER);
    List<String> got = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      got.add(
          shop.post(
                  CAMPAIGNS + "/" + campaign(1, 1) + "/claims",
                  "",
                  member[0],
                  member[1],
                  "Idempotency-Key",
                  "k")
              .text("couponId"));
    }

    assertThat(shop.get("/api/coupons").status()).isEqualTo(401);
    assertThat(shop.get("/api/coupons", shop.as(MemberRole.MEMBER)).json().path("coupons").size())
        .isZero();
    for (String limit : List.of("0", "101", "1000000000", "x", "1.5")) {
      assertThat(shop.get("/api/coupons?limit=" + limit, member).code()).isEqualTo("INVALID");
    }
    assertThat(shop.get("/api/coupons?after=1", member).code()).isEqualTo("INVALID");
    JsonNode first = shop.get("/api/coupons?limit=2", member).json();
    JsonNode rest =
        shop.get("/api/coupons?limit=2&after=" + first.path("next").asString(), member).json();
    assertThat(ids(first)).containsExactly(got.get(2), got.get(1));
    assertThat(ids(rest)).containsExactly(got.get(0));
    assertThat(rest.path("next").isNull()).isTrue();
    JsonNode coupon = rest.path("coupons").path(0);
    assertThat(coupon.path("status").asString()).isEqualTo("AVAILABLE");
    assertThat(coupon.path("discount").path("amount").asLong()).isEqualTo(3_000);
    assertThat(coupon.path("validUntil").asString()).endsWith("+09:00");
  }

  @Test
  void whatWouldBeTakenOffIsToldToOtherContextsOnly() throws Exception {
    String[] member = shop.as(MemberRole.MEMBER);
    UUID campaign = campaign(1, 1);
    String claims = CAMPAIGNS + "/" + campaign + "/claims";
    UUID coupon =
        UUID.fromString(
            shop.post(claims, "", member[0], member[1], "Idempotency-Key", "k").text("couponId"));
    UUID order = UUID.randomUUID();
    UUID owner = ownerOf(coupon);
    CouponClient client = shop.beans(CouponClient.class).iterator().next();
    String path =
        "/internal/coupon/members/%s/coupons/%s/quote?orderId=%s&amount=20000"
            .formatted(owner, coupon, order);

    assertThat(shop.get(path).status()).isEqualTo(401);
    assertThat(shop.get(path, member).status()).isIn(401, 403);
    assertThat(client.quote(UUID.randomUUID(), coupon, order, 20_000))
        .isEqualTo(new Quote(Verdict.NO_SUCH_COUPON, 0, 0));
    assertThat(client.quote(owner, coupon, order, 9_999))
        .isEqualTo(new Quote(Verdict.BELOW_MINIMUM, 0, 10_000));
    assertThat(client.quote(owner, coupon, order, 20_000))
        .isEqualTo(new Quote(Verdict.USABLE, 3_000, 10_000));
  }

  @Test
  void aCrowdAtTwoInstancesGetsExactlyWhatThereIs() throws Exception {
    UUID campaign = campaign(20, 1);
    try (Shop other = shop.beside()) {
      List<Answer> answers =
          atOnce(
              200,
              i ->
                  () ->
                      (i % 2 == 0 ? shop : other)
                          .post(
                              CAMPAIGNS + "/" + campaign + "/claims",
                              "",
                              "Drop-Ticket",
                              shop.ticket(UUID.randomUUID(), campaign),
                              "Idempotency-Key",
                              "k"));

      assertThat(answers).extracting(Answer::status).containsOnly(201, 409);
      Set<String> coupons = new HashSet<>();
      for (Answer answer : answers) {
        if (answer.status() == 201) {
          coupons.add(answer.text("couponId"));
        }
      }
      assertThat(coupons).hasSize(20);
    }
    assertThat(count("SELECT count(*) FROM coupon.coupon WHERE campaign_id = '%s'", campaign))
        .isEqualTo(20);
  }

  @Test
  void receiptsExportsAndTheDatabaseVerifyAlsoWhenEachLedgerHasKeysOfItsOwn(@TempDir Path folder)
      throws Exception {
    try (Shop own = Shop.open()) {
      String[] operator = {"Authorization", "Bearer " + own.operator};
      UUID drop = own.drop(5, 1);
      UUID open = campaignAt(own, 5, 1, Instant.now().minusSeconds(60));
      String before = receiptOf(own, open);
      String keyId = own.get("/api/operations/ledger/coupon", operator).text("keyId");
      String stocks = own.get("/api/operations/ledger/stock", operator).text("keyId");
      assertThat(keyId).isNotEqualTo(stocks);
      assertThat(
              own.post(
                      "/api/operations/ledger/coupon/keys",
                      "{\"replaces\":\"%s\"}".formatted(keyId),
                      operator)
                  .status())
          .isEqualTo(201);
      String after = receiptOf(own, open);
      String dropReceipt = own.claim(drop, UUID.randomUUID()).text("receipt");

      Answer published = own.get("/.well-known/seonchak/keys");
      assertThat(ledgers(published)).containsExactlyInAnyOrder("stock", "coupon", "coupon");
      assertThat(ledgers(own.get("/.well-known/seonchak/keys/coupon")))
          .containsExactly("coupon", "coupon");
      assertThat(own.get("/.well-known/seonchak/keys/nobodys").code()).isEqualTo("NOT_FOUND");
      String keys = Files.writeString(folder.resolve("keys"), published.body()).toString();
      String page =
          Files.writeString(
                  folder.resolve("page"), own.get(CAMPAIGNS + "/" + open + "/ledger").body())
              .toString();
      for (String receipt : List.of(before, after, dropReceipt)) {
        assertThat(Verify.run(new String[] {"receipt", keys, receipt}, System.out))
            .isEqualTo(Verify.TRUE);
      }
      assertThat(Verify.run(new String[] {"export", keys, page}, System.out))
          .isEqualTo(Verify.TRUE);
      try (Connection connection = own.database.connect();
          FileSink sink = new FileSink(own.home.resolve("sink/coupon"))) {
        DatabaseCheck.Result checked = new DatabaseCheck(connection, "coupon", sink).check();
        assertThat(checked.findings()).isEmpty();
        assertThat(checked.claims()).isEqualTo(2);
        assertThat(sink.last(open)).isPresent();
      }
    }
  }

  private static List<String> ledgers(Answer published) {
    return elements(published.json().path("keys")).stream()
        .map(key -> key.path("ledger").asString())
        .toList();
  }

  private static List<String> ids(JsonNode page) {
    return elements(page.path("coupons")).stream()
        .map(coupon -> coupon.path("couponId").asString())
        .toList();
  }

  private static List<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false).toList();
  }

  private static String receiptOf(Shop at, UUID campaign) throws Exception {
    Answer yes =
        at.post(
            CAMPAIGNS + "/" + campaign + "/claims",
            "",
            "Drop-Ticket",
            at.ticket(UUID.randomUUID(), campaign),
            "Idempotency-Key",
            "k");
    assertThat(yes.status()).isEqualTo(201);
    return yes.text("receipt");
  }

  private static UUID campaign(int quantity, int perMember) throws Exception {
    return campaign(quantity, perMember, Instant.now().minusSeconds(60));
  }

  private static UUID campaign(int quantity, int perMember, Instant opensAt) throws Exception {
    return campaignAt(shop, quantity, perMember, opensAt);
  }

  /** A campaign of 3,000 won off goods of 10,000 won and more, open for a day. */
  private static UUID campaignAt(Shop at, int quantity, int perMember, Instant opensAt)
      throws Exception {
    String body =
        """
        {"name":"환영 쿠폰","discount":{"amount":3000},"quantity":%d,"perMember":%d,"opensAt":"%s",
         "closesAt":"%s","validDays":30,"minOrder":10000}\
        """
            .formatted(quantity, perMember, opensAt, opensAt.plus(Duration.ofDays(1)));
    String[] operator = {"Authorization", "Bearer " + at.operator};
    Answer made = make(at, body, UUID.randomUUID().toString(), operator);
    return UUID.fromString(made.text("campaignId"));
  }

  private static Answer make(String body, String key, String[] who) throws Exception {
    return make(shop, body, key, who);
  }

  private static Answer make(Shop at, String body, String key, String[] who) throws Exception {
    return at.post(CAMPAIGNS, body, who[0], who[1], "Idempotency-Key", key);
  }

  private static Answer claim(UUID campaign, UUID member, String key) throws Exception {
    return claim(campaign, shop.ticket(member, campaign), key, "");
  }

  private static Answer claim(UUID campaign, String ticket, String key, String body)
      throws Exception {
    return shop.post(
        CAMPAIGNS + "/" + campaign + "/claims",
        body,
        "Drop-Ticket",
        ticket,
        "Idempotency-Key",
        key);
  }

  private static JsonNode read(UUID campaign) throws Exception {
    return shop.get(CAMPAIGNS + "/" + campaign).json();
  }

  private interface Ask {
    Callable<Answer> number(int i);
  }

  private static List<Answer> atOnce(int count, Ask ask) throws Exception {
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> asked =
          IntStream.range(0, count).mapToObj(i -> people.submit(ask.number(i))).toList();
      for (Future<Answer> each : asked) {
        answers.add(each.get());
      }
    }
    return answers;
  }

  private static UUID ownerOf(UUID coupon) throws Exception {
    try (Connection connection = shop.database.connect();
        var statement = connection.createStatement();
        var row =
            statement.executeQuery(
                "SELECT member_id FROM coupon.coupon WHERE coupon_id = '%s'".formatted(coupon))) {
      row.next();
      return row.getObject(1, UUID.class);
    }
  }

  private static long count(String sql, UUID id) throws Exception {
    try (Connection connection = shop.database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql.formatted(id))) {
      row.next();
      return row.getLong(1);
    }
  }
}
