package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.seonchak.e2e.Shop.Answer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the crowd meets: refusals that cost nothing, answers that are found again, news. */
class ClaimDoorTest {

  private static final Duration SOON = Duration.ofSeconds(10);

  /** 10 and 4 looks a second, and a little. */
  private static final long USUAL_IN_HALF_A_SECOND = 10;

  private static final String ONE = "{\"quantity\":1}";

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
  void aRefusalForLackOfUnitsAsksNoDatabaseAndReadsNoBody() throws Exception {
    UUID drop = shop.drop(1, 1);
    UUID first = UUID.randomUUID();
    String payBy = shop.claim(drop, first).text("payBy");
    // Its order becomes payable, which moves its deadline: a change that opens the gate for a
    // moment.
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> !shop.claim(drop, first).text("payBy").equals(payBy));
    untilTheGateIsShut(shop, drop);

    assertThatNoDatabaseIsAsked(
        "ALL_HELD",
        key -> shop.claim(drop, shop.ticket(UUID.randomUUID(), drop), key, "no JSON at all"));

    String line = "/api/drops/" + drop + "/waiting-list";
    for (int i = 0; i < 2; i++) {
      assertThat(shop.post(line, "", "Drop-Ticket", shop.ticket(UUID.randomUUID(), drop)).status())
          .isEqualTo(201);
    }
    untilTheGateIsShut(shop, drop);
    assertThatNoDatabaseIsAsked(
        "WAITING_LIST_FULL",
        key -> shop.post(line, "", "Drop-Ticket", shop.ticket(UUID.randomUUID(), drop)));
  }

  private interface Asking {
    Answer ask(String key) throws Exception;
  }

  /** For ten seconds after a pool was made the kernel looks more often; that is not counted. */
  private static void untilTheKernelLooksAtItsUsualPace() {
    var before = new AtomicLong();
    await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(500))
        .until(
            () -> {
              long now = connectionsTaken("stock-committer");
              return now - before.getAndSet(now) <= USUAL_IN_HALF_A_SECOND;
            });
  }

  private static void assertThatNoDatabaseIsAsked(String code, Asking asking) throws Exception {
    untilTheKernelLooksAtItsUsualPace();
    long kernels = connectionsTaken("stock-committer");
    long others = connectionsTaken("HikariPool-1");
    Instant start = Instant.now();
    int requests = 1_000;
    for (int i = 0; i < requests; i++) {
      assertThat(asking.ask("k" + i).code()).isEqualTo(code);
    }
    // What runs in the kernel's background looks 10 and 4 times a second, claims or not, and 10
    // times
    // more while a pool was made just before; the relays of events look up to a hundred times a
    // second, while something was written just before.
    double background = 5 + 30 * Duration.between(start, Instant.now()).toMillis() / 1_000.0;
    assertThat((double) (connectionsTaken("stock-committer") - kernels))
        .isBetween(1.0, Math.min(background, requests / 2.0));
    assertThat(connectionsTaken("HikariPool-1") - others).isLessThan(requests / 2);
  }

  @Test
  void everyRefusalCarriesATraceOfItsOwn() throws Exception {
    UUID drop = shop.drop(1, 1, Instant.now().plusSeconds(600));
    Set<String> traces = new HashSet<>();
    for (int i = 0; i < 5; i++) {
      traces.add(shop.claim(drop, UUID.randomUUID()).text("traceId"));
    }

    assertThat(traces).hasSize(5).allMatch(trace -> trace.matches("[0-9a-f]{16}"));
  }

  @Test
  void aDropThatIsNoneIsNotFound() throws Exception {
    UUID nowhere = UUID.randomUUID();
    for (int i = 0; i < 3; i++) {
      Answer answer =
          shop.post(
              "/api/drops/" + nowhere + "/claims",
              ONE,
              "Authorization",
              "Bearer " + shop.operator,
              "Idempotency-Key",
              "k");
      assertThat(answer.code()).isEqualTo("NOT_FOUND");
    }
  }

  @Test
  void everydayStockIsNotGivenOutAtTheDoor() throws Exception {
    UUID variant = UUID.fromString(shop.product());
    String path = "/api/stock/" + variant;
    await().atMost(SOON).until(() -> shop.get(path).status() == 200);

    assertThat(shop.claim(variant, UUID.randomUUID()).code()).isEqualTo("NOT_FOUND");
    assertThat(shop.get(path).json().path("held").asInt()).isZero();
  }

  @Test
  void aClaimWhoseBodyIsCutOffIsTheSendersFault() throws Exception {
    UUID drop = shop.drop(1, 1);
    String head =
        "POST /api/drops/%s/claims HTTP/1.1\r\nHost: x\r\nDrop-Ticket: %s\r\nIdempotency-Key: k\r\n"
                .formatted(drop, shop.ticket(UUID.randomUUID(), drop))
            + "Content-Type: application/json\r\nContent-Length: 14\r\n\r\n{\"quan";
    try (var socket = new Socket(shop.host(), shop.port())) {
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      socket.shutdownOutput();
      var answer =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String status = answer.readLine();

      assertThat(status).contains(" 400");
    }
    assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
  }

  @Test
  void aRetryOfTheLastUnitOnTheOtherInstanceFindsItsGrant() throws Exception {
    UUID drop = shop.drop(1, 1);
    UUID member = UUID.randomUUID();
    Answer lost = shop.claim(drop, member);
    try (Shop other = shop.beside()) {
      untilTheGateIsShut(other, drop);
      Answer retry = other.claim(drop, member);

      assertThat(retry.status()).isEqualTo(200);
      for (String same : List.of("claimId", "orderId", "sequence", "state", "receipt")) {
        assertThat(retry.json().path(same)).as(same).isEqualTo(lost.json().path(same));
      }
      // Its order may have become payable meanwhile, and the time to pay counts from then.
      assertThat(OffsetDateTime.parse(retry.text("payBy")))
          .isAfterOrEqualTo(OffsetDateTime.parse(lost.text("payBy")));
      assertThat(other.claim(drop, other.ticket(member, drop), "another", ONE).text("claimId"))
          .isEqualTo(lost.text("claimId"));
    }
  }

  @Test
  void unitsThatComeBackOnOneInstanceOpenTheOther() throws Exception {
    UUID drop = shop.drop(1, 1);
    UUID member = UUID.randomUUID();
    String claim = shop.claim(drop, member).text("claimId");
    try (Shop other = shop.beside()) {
      untilTheGateIsShut(other, drop);
      shop.send(
          "DELETE",
          "/api/drops/" + drop + "/claims/" + claim,
          "",
          "Drop-Ticket",
          shop.ticket(member, drop));

      await()
          .atMost(SOON)
          .until(() -> other.claim(drop, UUID.randomUUID()).status(), status -> status == 201);
    }
  }

  @Test
  void aTicketFallsWithItsMembersTokens() throws Exception {
    try (Shop own = Shop.open()) {
      UUID drop = own.drop(1, 1, Instant.now().plusSeconds(600));
      String bearer = "Bearer " + own.operator;
      String ticket =
          own.post("/api/drops/" + drop + "/ticket", "", "Authorization", bearer).text("ticket");
      assertThat(own.claim(drop, ticket, "k", ONE).code()).isEqualTo("NOT_OPEN_YET");

      own.send("DELETE", "/api/sessions", "", "Authorization", bearer);

      await()
          .atMost(SOON)
          .until(() -> own.claim(drop, ticket, "k", ONE).code(), "UNAUTHENTICATED"::equals);
    }
  }

  @Test
  void oneKeySentTwiceAtOnceMakesOneDrop() throws Exception {
    String product = shop.product();
    String key = UUID.randomUUID().toString();
    Instant opens = Instant.parse("2030-01-01T03:00:00Z");
    Set<String> drops = new HashSet<>();
    try (var sellers = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        answers.add(sellers.submit(() -> shop.newDrop(product, 3, 1, opens, key)));
      }
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().status()).isEqualTo(201);
        drops.add(answer.get().text("dropId"));
      }
    }

    assertThat(drops).hasSize(1);
    assertThat(shop.newDrop(product, 4, 1, opens, key).code()).isEqualTo("KEY_REUSED");
  }

  @Test
  void readersSeeWhatIsLeftAndOnlyItsSellerHowItRuns() throws Exception {
    UUID drop = shop.drop(2, 1);
    String path = "/api/drops/" + drop + "/events";
    HttpResponse<Stream<String>> anybody = shop.listen(path);
    HttpResponse<Stream<String>> seller =
        shop.listen(path, "Authorization", "Bearer " + shop.operator);
    try (Stream<String> news = anybody.body();
        Stream<String> run = seller.body()) {
      Iterator<String> lines = news.iterator();

      assertThat(until(lines, "remaining")).contains("\"state\":\"OPEN\"", "\"remaining\":2");
      shop.claim(drop, UUID.randomUUID());
      assertThat(until(lines, "remaining")).contains("\"remaining\":1").doesNotContain("p99");
      shop.claim(drop, UUID.randomUUID());
      assertThat(until(lines, "remaining")).contains("\"state\":\"ALL_HELD\"", "\"held\":2");
      assertThat(until(run.iterator(), "remaining")).contains("\"rate\":", "\"p99\":");
    }
  }

  @Test
  void newsEndWhenTheDropCloses() throws Exception {
    UUID drop = shop.drop(2, 1, Instant.now().minus(Duration.ofDays(1)).plusSeconds(3));
    try (Stream<String> news = shop.listen("/api/drops/" + drop + "/events").body()) {
      List<String> all = news.filter(line -> line.startsWith("data:")).toList();

      assertThat(all.getFirst()).contains("OPEN");
      assertThat(all.getLast()).contains("CLOSED");
    }
    assertThat(shop.claim(drop, UUID.randomUUID()).code()).isEqualTo("DROP_CLOSED");
  }

  private static String until(Iterator<String> lines, String word) {
    while (lines.hasNext()) {
      String line = lines.next();
      if (line.contains(word)) {
        return line;
      }
    }
    throw new AssertionError("the news ended before " + word);
  }

  /** Somebody who has nothing is refused, and in time from memory. */
  private static void untilTheGateIsShut(Shop at, UUID drop) throws Exception {
    UUID stranger = UUID.randomUUID();
    assertThat(at.claim(drop, stranger).code()).isEqualTo("ALL_HELD");
    await()
        .atMost(SOON)
        .until(
            () -> at.claim(drop, at.ticket(stranger, drop), "k", "no JSON at all").code(),
            "ALL_HELD"::equals);
  }

  /** How often anybody in the application took a connection of a pool. */
  private static long connectionsTaken(String pool) {
    return shop.beans(MeterRegistry.class).stream()
        .flatMap(
            meters ->
                meters.find("hikaricp.connections.acquire").tag("pool", pool).timers().stream())
        .mapToLong(Timer::count)
        .sum();
  }
}
