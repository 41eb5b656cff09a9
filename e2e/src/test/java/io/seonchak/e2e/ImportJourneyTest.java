package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.lettuce.core.RedisClient;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.testing.TestRedis;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Members by the million, here by the handful; and what is seen of a member, on two instances. */
class ImportJourneyTest {

  private static final String NDJSON = "application/x-ndjson";
  private static final String PATH = "/api/members/import";
  private static final Duration SOON = Duration.ofSeconds(10);

  private static Shop shop;
  private static Shop other;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    other = shop.beside();
  }

  @AfterAll
  static void close() {
    other.close();
    shop.close();
  }

  private static String line(String email) {
    return "{\"email\":\"%s\",\"name\":\"김하나\"}\n".formatted(email);
  }

  private static Answer send(String key, String body) throws Exception {
    return shop.post(
        PATH,
        body,
        "Authorization",
        "Bearer " + shop.operator,
        "Idempotency-Key",
        key,
        "Content-Type",
        NDJSON);
  }

  private static JsonNode done(Answer taken) {
    assertThat(taken.status()).as(taken.body()).isEqualTo(202);
    return await()
        .atMost(Duration.ofSeconds(15))
        .until(
            () ->
                shop.get(
                        "/api/members/imports/" + taken.text("importId"),
                        "Authorization",
                        "Bearer " + shop.operator)
                    .json(),
            report -> report.path("state").asString("").equals("DONE"));
  }

  @Test
  void onlyOperatorsImportAndSeeImports() throws Exception {
    String[] member = shop.as(MemberRole.MEMBER);
    String imports = "/api/members/imports/" + UUID.randomUUID();

    assertThat(shop.post(PATH, line("a@example.com"), "Content-Type", NDJSON).status())
        .isEqualTo(401);
    assertThat(
            shop.post(PATH, line("a@example.com"), member[0], member[1], "Content-Type", NDJSON)
                .status())
        .isEqualTo(403);
    assertThat(shop.get(imports).status()).isEqualTo(401);
    assertThat(shop.get(imports, member).status()).isEqualTo(403);
    assertThat(shop.get(imports, "Authorization", "Bearer " + shop.operator).status())
        .isEqualTo(404);
  }

  @Test
  void whatIsNoUploadIsRefused() throws Exception {
    String body = line("no-upload@example.com");
    String[] operator = {"Authorization", "Bearer " + shop.operator, "Idempotency-Key", "k"};

    assertThat(send("empty", "").status()).isEqualTo(400);
    assertThat(send("", body).status()).isEqualTo(400);
    assertThat(shop.post(PATH, body, operator).status()).isEqualTo(415);
    assertThat(
            shop.post(
                    PATH,
                    body,
                    operator[0],
                    operator[1],
                    operator[2],
                    operator[3],
                    "Content-Type",
                    NDJSON + ";charset=euc-kr")
                .status())
        .isEqualTo(415);
    assertThat(shop.post("/api/members", " ".repeat(70_000)).status()).isEqualTo(413);
  }

  @Test
  void badLinesAreNamedByNumberAndStopNoOther() throws Exception {
    String body =
        line("good-1@example.com")
            + "not JSON\n"
            + "\n"
            + "{\"email\":\"x\",\"name\":\"김\"}\n"
            + "{\"email\":\"role@example.com\",\"name\":\"김\",\"roles\":[\"OPERATOR\"]}\n"
            + "{\"email\":\"twice@example.com\",\"name\":\"김\",\"name\":\"이\"}\n"
            + "{\"email\":\"dark@example.com\",\"name\":\"a\\u202eb\"}\n"
            + "{\"email\":\"number@example.com\",\"name\":7}\n"
            + "{\"email\":\"phone@example.com\",\"name\":\"김\",\"phone\":\"call me\"}\n"
            + line("x".repeat(5_000) + "@example.com")
            + "null\n"
            + line("GOOD-1@example.com")
            + line("good-2@example.com").strip();

    JsonNode report = done(send("bad-lines", body));

    assertThat(report.path("bad").valueStream().mapToInt(bad -> bad.path("line").asInt()))
        .containsExactly(2, 3, 4, 5, 6, 7, 8, 9, 10, 11);
    assertThat(report.path("bad").valueStream().map(bad -> bad.path("why").asString("")))
        .allMatch(why -> !why.isEmpty());
    assertThat(report.path("lines").asLong()).isEqualTo(13);
    assertThat(report.path("badCount").asLong()).isEqualTo(10);
    assertThat(report.path("imported").asLong()).isEqualTo(2);
    assertThat(report.path("alreadyThere").asLong()).isEqualTo(1);
    assertThat(report.path("waiting").asLong()).isZero();
  }

  @Test
  void theSameKeyIsTheSameImportAndAnotherBodyIsRefused() throws Exception {
    String body = line("key-1@example.com") + line("key-2@example.com");

    Answer first = send("key", body);
    Answer again = send("key", body);

    assertThat(again.body()).isEqualTo(first.body());
    assertThat(send("key", body + line("key-3@example.com")).code()).isEqualTo("KEY_REUSED");
    assertThat(send("key", line("key-1@example.com")).code()).isEqualTo("KEY_REUSED");
    assertThat(done(again).path("imported").asLong()).isEqualTo(2);
  }

  @Test
  void whoWasImportedEntersByPasswordReset() throws Exception {
    var visitor = new Visitor(shop, "imported@example.com");
    done(send("enters", line(visitor.email)));
    assertThat(visitor.logIn().status()).isEqualTo(401);

    visitor.post("/api/members/password-reset", "{\"email\":\"%s\"}".formatted(visitor.email));
    String code = visitor.code(visitor.email, "비밀번호", 8);
    visitor.send(
        "PUT",
        "/api/members/password-reset",
        "{\"email\":\"%s\",\"code\":\"%s\",\"password\":\"%s\"}"
            .formatted(visitor.email, code, visitor.password));

    assertThat(visitor.logIn().status()).isEqualTo(200);
    assertThat(visitor.me().text("name")).isEqualTo("김하나");
  }

  @Test
  void aChangeIsSeenHereAtOnceAndElsewhereWithinASecond() throws Exception {
    Visitor visitor = Visitor.joined(shop, "cached@example.com");
    for (String name : new String[] {"하나", "두나"}) {
      assertThat(visitor.at(other, "GET", "/api/members/me", "").status()).isEqualTo(200);

      visitor.send("PATCH", "/api/members/me", "{\"name\":\"%s\"}".formatted(name));

      assertThat(visitor.me().text("name")).isEqualTo(name);
      await()
          .atMost(SOON)
          .until(() -> visitor.at(other, "GET", "/api/members/me", "").text("name").equals(name));
      flushRedis();
    }
    assertThat(visitor.me().text("name")).isEqualTo("두나");
  }

  private static void flushRedis() {
    try (RedisClient client = RedisClient.create(TestRedis.url());
        var connection = client.connect()) {
      connection.sync().flushall();
    }
  }

  @Test
  void redisHoldsNoHashOfAPassword() throws Exception {
    Visitor visitor = Visitor.joined(shop, "no-hash@example.com");
    assertThat(visitor.me().status()).isEqualTo(200);
    try (RedisClient client = RedisClient.create(TestRedis.url());
        var connection = client.connect()) {
      var redis = connection.sync();
      assertThat(redis.keys(shop.namespace + "*profile*"))
          .isNotEmpty()
          .filteredOn(key -> redis.type(key).equals("string"))
          .allSatisfy(key -> assertThat(redis.get(key)).doesNotContain("argon2", "assword"));
    }
  }
}
