package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.platform.security.MemberRole;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Points over HTTP. */
class PointsJourneyTest {

  private static final String GRANT = "/api/operations/points";
  private static Shop shop;
  private static Visitor visitor;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    visitor = Visitor.joined(shop, "points@example.com");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void nobodyButAnOperatorGrantsOrProves() throws Exception {
    String body = grant(UUID.randomUUID(), "100", "환영");
    assertThat(shop.post(GRANT, body, "Idempotency-Key", "a").status()).isEqualTo(401);
    assertThat(shop.get(GRANT + "/proof").status()).isEqualTo(401);
    for (MemberRole role : List.of(MemberRole.MEMBER, MemberRole.SELLER)) {
      assertThat(shop.post(GRANT, body, with(shop.as(role), "Idempotency-Key", "a")).status())
          .isEqualTo(403);
      assertThat(shop.get(GRANT + "/proof", shop.as(role)).status()).isEqualTo(403);
    }
    assertThat(shop.get("/api/points").status()).isEqualTo(401);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0",
        "-1",
        "1.5",
        "1e309",
        "2147483648",
        "9223372036854775808",
        "\"1\"",
        "null",
        "[1]",
        "10000001"
      })
  void anAmountThatIsNoneIsRefused(String amount) throws Exception {
    UUID member = UUID.randomUUID();
    Answer answer = asOperator(grant(member, amount, "환영"), UUID.randomUUID().toString());

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID");
  }

  @Test
  void aGrantNeedsAMemberAReasonPeopleCanReadAndAKey() throws Exception {
    UUID member = UUID.randomUUID();
    for (String reason :
        List.of("", "   ", "a\\u0000b", "a\\u202eb", "a\\ud800", "가".repeat(201))) {
      assertThat(asOperator(grant(member, "1", reason), "r").code())
          .as(reason)
          .isEqualTo("INVALID");
    }
    assertThat(asOperator("{\"amount\":1,\"reason\":\"x\"}", "m").code()).isEqualTo("INVALID");
    assertThat(asOperator("{\"memberId\":\"me\",\"amount\":1,\"reason\":\"x\"}", "m").code())
        .isEqualTo("INVALID");
    String good = grant(member, "1", "환영");
    assertThat(shop.post(GRANT, good, "Authorization", "Bearer " + shop.operator).code())
        .isEqualTo("INVALID");
    assertThat(asOperator(good, "k".repeat(301)).code()).isEqualTo("INVALID");
    assertThat(asOperator(good, "").code()).isEqualTo("INVALID");
  }

  @Test
  void aGrantIsMadeOnceForItsKeyAndAnotherBodyIsAnotherGrant() throws Exception {
    UUID member = UUID.fromString(visitor.memberId);
    String key = UUID.randomUUID().toString();
    Answer first = asOperator(grant(member, "700", "☕️ 「환영」"), key);
    Answer again = asOperator(grant(member, "700", "☕️ 「환영」"), key);
    Answer other = asOperator(grant(member, "701", "☕️ 「환영」"), key);

    assertThat(first.status()).isEqualTo(201);
    assertThat(again.text("grantId")).isEqualTo(first.text("grantId"));
    assertThat(other.status()).isEqualTo(422);
    assertThat(other.code()).isEqualTo("KEY_REUSED");
    JsonNode mine = points("");
    JsonNode entry = mine.path("entries").get(0);
    assertThat(mine.path("balance").asLong() % 700).isZero();
    assertThat(entry.path("kind").asString()).isEqualTo("GRANT");
    assertThat(entry.path("amount").asLong()).isEqualTo(700);
    assertThat(entry.path("reason").asString()).isEqualTo("☕️ 「환영」");
    assertThat(entry.path("orderId").isNull()).isTrue();
    assertThat(entry.path("expiresAt").asString()).endsWith("+09:00");
  }

  @Test
  void aMemberReadsOnlyHisOwnPageByPage() throws Exception {
    Visitor reader = Visitor.joined(shop, "reader@example.com");
    UUID member = UUID.fromString(reader.memberId);
    for (int i = 1; i <= 5; i++) {
      asOperator(grant(member, "" + i, "번호 " + i), UUID.randomUUID().toString());
    }
    List<Long> amounts = new ArrayList<>();
    String after = "";
    do {
      JsonNode page = reader.send("GET", "/api/points?limit=2" + after, "").json();
      page.path("entries").forEach(entry -> amounts.add(entry.path("amount").asLong()));
      after = page.path("next").isNull() ? "" : "&after=" + page.path("next").asLong();
    } while (!after.isEmpty());

    assertThat(amounts).containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(reader.send("GET", "/api/points", "").json().path("balance").asLong()).isEqualTo(15);
    assertThat(
            reader
                .send("GET", "/api/points?memberId=" + visitor.memberId, "")
                .json()
                .path("balance")
                .asLong())
        .as("whose they are is not asked for")
        .isEqualTo(15);
    for (String bad :
        List.of("limit=0", "limit=101", "limit=1e9", "limit=x", "after=0", "after=-1", "after=x")) {
      assertThat(reader.send("GET", "/api/points?" + bad, "").code()).as(bad).isEqualTo("INVALID");
    }
  }

  @Test
  void nobodyHasMoreThanOneMayHave() throws Exception {
    UUID member = UUID.randomUUID();
    for (int i = 0; i < 100; i++) {
      asOperator(grant(member, "10000000", "많이"), UUID.randomUUID().toString());
    }
    Answer beyond = asOperator(grant(member, "1", "더"), UUID.randomUUID().toString());

    assertThat(beyond.status()).isEqualTo(409);
    assertThat(beyond.code()).isEqualTo("POINTS_LIMIT");
    assertThat(beyond.json().path("limit").asLong()).isEqualTo(1_000_000_000);
  }

  @Test
  void theBooksAreRight() throws Exception {
    asOperator(grant(UUID.randomUUID(), "1", "x"), UUID.randomUUID().toString());
    JsonNode proof = shop.get(GRANT + "/proof", "Authorization", "Bearer " + shop.operator).json();

    assertThat(proof.path("findings")).isEmpty();
    assertThat(proof.path("transfers").asLong()).isPositive();
  }

  private static JsonNode points(String query) throws Exception {
    return visitor.send("GET", "/api/points" + query, "").json();
  }

  private static Answer asOperator(String body, String key) throws Exception {
    return shop.post(
        GRANT, body, "Authorization", "Bearer " + shop.operator, "Idempotency-Key", key);
  }

  private static String grant(UUID member, String amount, String reason) {
    return "{\"memberId\":\"%s\",\"amount\":%s,\"reason\":\"%s\"}"
        .formatted(member, amount, reason);
  }

  private static String[] with(String[] headers, String... more) {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }
}
