package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.claims.verify.Verify;
import io.seonchak.e2e.Shop.Answer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class DropJourneyTest {

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"quantity\":0}",
        "{\"quantity\":-1}",
        "{\"quantity\":1.5}",
        "{\"quantity\":1e309}",
        "{\"quantity\":2147483648}",
        "{\"quantity\":9223372036854775808}",
        "{\"quantity\":\"1\"}",
        "{\"quantity\":null}",
        "{\"quantity\":[1]}",
        "{\"quantity\":true}",
        "{\"quantity\":1,\"quantity\":1}",
        "{\"quantity\":1,\"price\":1}",
        "{\"quantity\":1,\"memberId\":\"00000000-0000-0000-0000-000000000000\"}",
        "{}",
        "[]",
        "",
        "{\"quantity\":1} x",
        "{\"quantity\":1",
        "\u0000{\"quantity\":1}"
      })
  void whatIsNotExactlyAQuantityIsRefusedAndChangesNothing(String body) throws Exception {
    UUID drop = shop.drop(5, 5);
    Answer answer = shop.claim(drop, shop.ticket(UUID.randomUUID(), drop), "k", body);

    assertThat(answer.status()).isEqualTo(400);
    assertThat(answer.code()).isEqualTo("INVALID");
    assertThat(answer.json().path("fields").has("quantity")).isTrue();
    assertThat(remaining(drop)).isEqualTo(5);
  }

  @Test
  void bodiesThatAreTooLargeTooDeepPackedOrOfAnotherKindAreRefused() throws Exception {
    UUID drop = shop.drop(5, 5);
    String ticket = shop.ticket(UUID.randomUUID(), drop);
    String large = "{\"quantity\":1" + " ".repeat(2_000) + "}";
    String path = "/api/drops/" + drop + "/claims";

    assertThat(shop.claim(drop, ticket, "k", large).status()).isEqualTo(413);
    assertThat(shop.claim(drop, ticket, "k", "[".repeat(900)).status()).isEqualTo(400);
    assertThat(
            shop.post(
                    path,
                    "{\"quantity\":1}",
                    "Drop-Ticket",
                    ticket,
                    "Idempotency-Key",
                    "k",
                    "Content-Encoding",
                    "gzip")
                .status())
        .isEqualTo(415);
    for (String type : List.of("text/plain", "application/json; charset=utf-16")) {
      assertThat(
              shop.post(
                      path,
                      "{\"quantity\":1}",
                      "Drop-Ticket",
                      ticket,
                      "Idempotency-Key",
                      "k",
                      "Content-Type",
                      type)
                  .status())
          .isEqualTo(415);
    }
    assertThat(remaining(drop)).isEqualTo(5);
  }

  @Test
  void aClaimNeedsAKeyOfAtMost300VisibleCharacters() throws Exception {
    UUID drop = shop.drop(5, 5);
    String ticket = shop.ticket(UUID.randomUUID(), drop);

    assertThat(
            shop.post("/api/drops/" + drop + "/claims", "{\"quantity\":1}", "Drop-Ticket", ticket)
                .code())
        .isEqualTo("INVALID");
    assertThat(shop.claim(drop, ticket, "k".repeat(301), "{\"quantity\":1}").code())
        .isEqualTo("INVALID");
    assertThat(shop.claim(drop, ticket, "k".repeat(300), "{\"quantity\":1}").status())
        .isEqualTo(201);
    assertThat(shop.claim(drop, ticket, "k".repeat(300), "{\"quantity\":2}").code())
        .isEqualTo("KEY_REUSED");
  }

  static List<String> badTickets() {
    UUID drop = UUID.randomUUID();
    String good = shop.ticket(UUID.randomUUID(), drop);
    return List.of(
        "",
        "x",
        good,
        good.substring(1) + "A",
        "A".repeat(good.length()),
        good + good,
        "é".repeat(good.length()).replace("é", "*"));
  }

  @ParameterizedTest
  @MethodSource("badTickets")
  void aTicketThatIsForgedCutOrForAnotherDropIsNobody(String ticket) throws Exception {
    UUID drop = shop.drop(1, 1);

    assertThat(shop.claim(drop, ticket, "k", "{\"quantity\":1}").code())
        .isEqualTo("UNAUTHENTICATED");
  }

  @Test
  void anExpiredTicketIsNobody() throws Exception {
    UUID drop = shop.drop(1, 1);
    String expired = shop.ticket(UUID.randomUUID(), drop, Instant.now().minusSeconds(2));

    assertThat(shop.claim(drop, expired, "k", "{\"quantity\":1}").status()).isEqualTo(401);
  }

  @Test
  void anEarlyClickIsToldWhenItOpensAndNeverPunished() throws Exception {
    UUID drop = shop.drop(1, 1, Instant.now().plusSeconds(3_600));
    Answer answer = shop.claim(drop, UUID.randomUUID());

    assertThat(answer.status()).isEqualTo(409);
    assertThat(answer.code()).isEqualTo("NOT_OPEN_YET");
    assertThat(answer.text("opensAt")).endsWith("+09:00");
    assertThat(answer.text("detail")).isEqualTo("아직 열리지 않았습니다.");
  }

  @Test
  void refusalsSpeakEnglishToThoseWhoAskForIt() throws Exception {
    UUID drop = shop.drop(1, 1, Instant.now().plusSeconds(3_600));
    Answer answer =
        shop.post(
            "/api/drops/" + drop + "/claims",
            "{\"quantity\":1}",
            "Drop-Ticket",
            shop.ticket(UUID.randomUUID(), drop),
            "Idempotency-Key",
            "k",
            "Accept-Language",
            "en-GB,en;q=0.9");

    assertThat(answer.text("detail")).isEqualTo("Not open yet.");
  }

  @Test
  void nobodyGivesBackOrReadsWhatIsSomebodyElses() throws Exception {
    UUID drop = shop.drop(3, 1);
    UUID owner = UUID.randomUUID();
    UUID stranger = UUID.randomUUID();
    String claim = shop.claim(drop, owner).text("claimId");
    String path = "/api/drops/" + drop + "/claims/" + claim;

    assertThat(shop.send("DELETE", path, "", "Drop-Ticket", shop.ticket(stranger, drop)).code())
        .isEqualTo("NOT_FOUND");
    assertThat(shop.send("DELETE", path, "").code()).isEqualTo("UNAUTHENTICATED");
    assertThat(
            shop.get(
                    "/api/drops/" + drop + "/claims/mine",
                    "Drop-Ticket",
                    shop.ticket(stranger, drop))
                .json()
                .path("claims")
                .size())
        .isZero();
    assertThat(shop.send("DELETE", path, "", "Drop-Ticket", shop.ticket(owner, drop)).status())
        .isEqualTo(204);
    assertThat(remaining(drop)).isEqualTo(3);
  }

  @Test
  void aGrantIsReplayedWordForWord() throws Exception {
    UUID drop = shop.drop(3, 1);
    UUID member = UUID.randomUUID();
    Answer first = shop.claim(drop, member);
    Answer second = shop.claim(drop, member);

    assertThat(first.status()).isEqualTo(201);
    assertThat(first.text("orderId")).isEqualTo(first.text("claimId"));
    assertThat(second.status()).isEqualTo(200);
    assertThat(second.body()).isEqualTo(first.body());
    assertThat(
            shop.claim(drop, shop.ticket(member, drop), "other", "{\"quantity\":1}")
                .text("claimId"))
        .isEqualTo(first.text("claimId"));
  }

  @Test
  void whoWaitsGetsTheReturnedUnit() throws Exception {
    UUID drop = shop.drop(1, 1);
    UUID holder = UUID.randomUUID();
    UUID waiting = UUID.randomUUID();
    String line = "/api/drops/" + drop + "/waiting-list";
    String ticket = shop.ticket(waiting, drop);

    assertThat(shop.post(line, "", "Drop-Ticket", ticket).code()).isEqualTo("NOTHING_TO_WAIT_FOR");
    String claim = shop.claim(drop, holder).text("claimId");
    assertThat(shop.claim(drop, waiting).code()).isEqualTo("ALL_HELD");
    assertThat(shop.post(line, "", "Drop-Ticket", ticket).status()).isEqualTo(201);
    assertThat(shop.post(line, "", "Drop-Ticket", ticket).status()).isEqualTo(200);
    assertThat(shop.get(line, "Drop-Ticket", ticket).json().path("position").asInt()).isEqualTo(1);
    shop.send(
        "DELETE",
        "/api/drops/" + drop + "/claims/" + claim,
        "",
        "Drop-Ticket",
        shop.ticket(holder, drop));

    assertThat(shop.get(line, "Drop-Ticket", ticket).code()).isEqualTo("NOT_FOUND");
    assertThat(
            shop.get("/api/drops/" + drop + "/claims/mine", "Drop-Ticket", ticket)
                .json()
                .path("claims")
                .size())
        .isEqualTo(1);
  }

  @Test
  void oneMemberIn500SessionsOverTwoInstancesGetsOne() throws Exception {
    UUID drop = shop.drop(100, 1);
    UUID member = UUID.randomUUID();
    try (Shop other = shop.beside();
        var sessions = Executors.newFixedThreadPool(32)) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 500; i++) {
        Shop at = i % 2 == 0 ? shop : other;
        String key = "session-" + i;
        answers.add(
            sessions.submit(
                () -> at.claim(drop, at.ticket(member, drop), key, "{\"quantity\":1}")));
      }
      int granted = 0;
      for (Future<Answer> answer : answers) {
        granted += answer.get().status() == 201 ? 1 : 0;
        assertThat(answer.get().status()).isIn(201, 409, 503);
      }
      assertThat(granted).isEqualTo(1);
    }
    await().atMost(Duration.ofSeconds(20)).until(() -> remaining(drop) == 99);
  }

  @Test
  void theExportedLedgerAndAReceiptVerify(@TempDir Path folder) throws Exception {
    UUID drop = shop.drop(5, 1);
    String receipt = shop.claim(drop, UUID.randomUUID()).text("receipt");
    Path keys =
        Files.writeString(folder.resolve("keys"), shop.get("/.well-known/seonchak/keys").body());
    Path page =
        Files.writeString(
            folder.resolve("page"), shop.get("/api/drops/" + drop + "/ledger").body());

    assertThat(Verify.run(new String[] {"receipt", keys.toString(), receipt}, System.out))
        .isEqualTo(Verify.TRUE);
    assertThat(Verify.run(new String[] {"export", keys.toString(), page.toString()}, System.out))
        .isEqualTo(Verify.TRUE);
  }

  @Test
  void aSellersDropIsBoundedAndOnlyOfHisOwnProducts() throws Exception {
    Answer answer =
        shop.post(
            "/api/drops",
            "{\"productId\":\"%s\",\"price\":99,\"quantity\":0,\"perMember\":0}"
                .formatted(UUID.randomUUID()),
            "Authorization",
            "Bearer " + shop.operator,
            "Idempotency-Key",
            "bad");

    assertThat(answer.code()).isEqualTo("INVALID");
    assertThat(answer.json().path("fields").propertyNames())
        .contains("price", "quantity", "perMember", "opensAt", "closesAt", "payWithinSeconds");
    assertThat(shop.post("/api/drops", "{}", "Idempotency-Key", "x").status()).isEqualTo(401);
  }

  @Test
  void quantityGrowsAndNeverFallsBelowWhatIsOut() throws Exception {
    UUID drop = shop.drop(2, 1);
    shop.claim(drop, UUID.randomUUID());
    shop.claim(drop, UUID.randomUUID());
    String path = "/api/drops/" + drop;

    assertThat(change(path, 1).code()).isEqualTo("CAPACITY_BELOW_LIVE");
    assertThat(change(path, 5).status()).isEqualTo(204);
    await().atMost(Duration.ofSeconds(20)).until(() -> remaining(drop) == 3);
  }

  @Test
  void nothingButTheApiIsReachable() throws Exception {
    for (String path :
        List.of("/actuator", "/actuator/env", "/actuator/heapdump", "/internal/x", "/error", "/")) {
      assertThat(shop.get(path).status()).as(path).isIn(401, 403, 404);
    }
    assertThat(shop.get("/actuator/health").status()).isEqualTo(200);
  }

  private static Answer change(String path, int quantity) throws Exception {
    return shop.send(
        "PATCH",
        path,
        "{\"quantity\":%d}".formatted(quantity),
        "Authorization",
        "Bearer " + shop.operator);
  }

  private static int remaining(UUID drop) throws Exception {
    return shop.get("/api/drops/" + drop).json().path("remaining").asInt();
  }
}
