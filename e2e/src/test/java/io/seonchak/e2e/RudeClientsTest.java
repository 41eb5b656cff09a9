package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Clients that stand still, go half, send far too much, or come from another site. */
class RudeClientsTest {

  private static final int PATIENCE_MILLIS = 15_000;
  private static final int RUDE = 200;
  private static final String ONE = "{\"quantity\":1}";

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.with("--server.tomcat.connection-timeout=500ms", "--seonchak.trusted-proxies=");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void headersThatStandStillAreCutAndOthersAreServedMeanwhile() throws Exception {
    UUID drop = shop.drop(5, 1);
    List<Socket> rude = new ArrayList<>();
    for (int i = 0; i < RUDE; i++) {
      rude.add(say("POST /api/drops/" + drop + "/claims HTTP/1.1\r\nHost: x\r\nX-Slow: "));
    }

    assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    for (Socket socket : rude) {
      assertThat(answer(socket)).doesNotContain(" 20", " 50");
    }
    assertThat(remaining(drop)).isEqualTo(4);
  }

  @Test
  void bodiesThatStandStillAreRefusedAndOthersAreServedMeanwhile() throws Exception {
    UUID drop = shop.drop(5, 1);
    List<Socket> rude = new ArrayList<>();
    for (int i = 0; i < RUDE; i++) {
      rude.add(say(claim(drop, "application/json", 14) + "{\"quan"));
    }

    assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    for (Socket socket : rude) {
      assertThat(answer(socket)).contains(" 400");
    }
    assertThat(remaining(drop)).isEqualTo(4);
  }

  @Test
  void aBodyByteByByteWithOthersInBetweenIsServed() throws Exception {
    UUID drop = shop.drop(20, 1);
    Socket slow = say(claim(drop, "application/json", ONE.length()));
    byte[] bytes = ONE.getBytes(StandardCharsets.US_ASCII);
    for (int i = 0; i < bytes.length; i++) {
      slow.getOutputStream().write(bytes[i]);
      slow.getOutputStream().flush();
      // A few, for the whole body has to come within seconds, on a busy machine, too.
      if (i % 5 == 0) {
        assertThat(shop.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
      }
    }

    assertThat(answer(slow)).contains(" 201");
  }

  @Test
  void whoClosesHisHalfAfterTheRequestStillGetsHisAnswer() throws Exception {
    UUID drop = shop.drop(1, 1);
    Socket half = say(claim(drop, "application/json", ONE.length()) + ONE);
    half.shutdownOutput();

    assertThat(answer(half)).contains(" 201");
    assertThat(remaining(drop)).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/claims", "/waiting-list", ""})
  void thirtyMegabytesAreRefusedAndNotRead(String end) throws Exception {
    UUID drop = shop.drop(1, 1);
    String path = "/api/drops" + (end.isEmpty() ? "" : "/" + drop + end);
    String head = claim(drop, "application/json", 30 << 20).replaceFirst("/api\\S+", path);
    Socket whole = say(head + " ".repeat(4_096));

    assertThat(answer(whole)).contains(" 413");
    assertThat(remaining(drop)).isEqualTo(1);
  }

  @Test
  void anotherSitesScriptIsToldNothing() throws Exception {
    UUID drop = shop.drop(1, 1);
    String origin = "https://evil.example";
    Answer preflight =
        raw(
            "OPTIONS /api/drops/"
                + drop
                + "/claims HTTP/1.1\r\nHost: x\r\nOrigin: "
                + origin
                + "\r\nAccess-Control-Request-Method: POST\r\n"
                + "Access-Control-Request-Headers: drop-ticket\r\nConnection: close\r\n\r\n");
    Answer read =
        raw(
            "GET /api/drops/"
                + drop
                + " HTTP/1.1\r\nHost: x\r\nOrigin: "
                + origin
                + "\r\nConnection: close\r\n\r\n");

    assertThat(preflight.status()).isIn(401, 403, 405);
    assertThat(preflight.body()).doesNotContainIgnoringCase("access-control-");
    assertThat(read.status()).isEqualTo(200);
    assertThat(read.body()).doesNotContainIgnoringCase("access-control-");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data",
        "multipart/form-data; boundary=x"
      })
  void whatAFormOfAnotherSiteCouldSendIsNotTaken(String type) throws Exception {
    UUID drop = shop.drop(1, 1);
    String[] ticket = {
      "Drop-Ticket",
      shop.ticket(UUID.randomUUID(), drop),
      "Idempotency-Key",
      "k",
      "Content-Type",
      type
    };
    String[] bearer = {
      "Authorization", "Bearer " + shop.operator, "Idempotency-Key", "k", "Content-Type", type
    };

    assertThat(shop.post("/api/drops/" + drop + "/claims", ONE, ticket).code())
        .isEqualTo("UNSUPPORTED_MEDIA_TYPE");
    for (String path : List.of("/api/drops", "/api/products", "/api/sessions")) {
      assertThat(shop.post(path, "{}", bearer).status()).as(path).isEqualTo(415);
    }
    assertThat(remaining(drop)).isEqualTo(1);
  }

  /** Each of these was found by requests made from the API's document. */
  @Test
  void whatLooksLikeNothingIsNotTakenForSomething() throws Exception {
    String product = shop.product();
    String bearer = "Bearer " + shop.operator;
    String[] json = {"Authorization", bearer, "Idempotency-Key", "nothing"};
    String form = "application/x-www-form-urlencoded";
    String drop =
        """
        {"productId":"%s","price":99000,"quantity":1,"perMember":1,"opensAt":"2030-01-01T00:00:00Z",
         "closesAt":"2030-01-02T00:00:00Z","payWithinSeconds":600,"waitingRoom":"\\u0000"}\
        """
            .formatted(product);

    assertThat(shop.post("/api/drops", drop, json).code()).isEqualTo("INVALID");
    assertThat(
            shop.send("PATCH", "/api/products/" + product, "{\"category\":\"\\u0000\"}", json)
                .code())
        .isEqualTo("INVALID");
    assertThat(
            shop.send(
                    "DELETE",
                    "/api/members/me",
                    "{\"password\":\"%' OR\"}",
                    "Authorization",
                    bearer,
                    "Content-Type",
                    form)
                .code())
        .as("no form has a way in")
        .isEqualTo("UNSUPPORTED_MEDIA_TYPE");
  }

  static Stream<Named<String>> refusedByTheContainer() {
    String end = " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n";
    String begin = "GET /api/drops HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";
    return Stream.of(
        Named.of("a NUL in the path", "GET /api/drops/%00" + end),
        Named.of("a slash that is none", "GET /api/drops/%2F" + end),
        Named.of("an escape that is none", "GET /api/drops/%zz" + end),
        Named.of("half a character", "GET /api/drops/%c0%af" + end),
        Named.of("half a character in the query", "GET /api/drops?limit=%ff" + end),
        Named.of("above the root", "GET /../../etc/passwd" + end),
        Named.of("characters that no path has", "GET /api/drops/<x>" + end),
        Named.of("a query that is too long", "GET /api/drops?q=" + "x".repeat(9_000) + end),
        Named.of("a header that is too long", begin + "X: " + "x".repeat(9_000) + "\r\n\r\n"),
        Named.of("a header whose name is none", begin + "X y: 1\r\n\r\n"),
        Named.of("no host", "GET /api/drops HTTP/1.1\r\nConnection: close\r\n\r\n"),
        Named.of("two hosts", begin + "Host: y\r\n\r\n"),
        Named.of("a length that is none", begin + "Content-Length: -1\r\n\r\n"),
        Named.of("two lengths", begin + "Content-Length: 1\r\nContent-Length: 2\r\n\r\n"),
        Named.of("a coding nobody knows", begin + "Transfer-Encoding: x\r\n\r\n"),
        Named.of("a version nobody speaks", "GET /api/drops HTTP/9.9\r\nHost: x\r\n\r\n"),
        Named.of("no request at all", "nonsense\r\n\r\n"),
        Named.of("a trace", "TRACE /api/drops" + end));
  }

  /** Before any filter of ours has seen it. */
  @ParameterizedTest
  @MethodSource("refusedByTheContainer")
  void whatTheContainerRefusesLooksLikeEveryOtherRefusal(String words) throws Exception {
    Answer answer = raw(words);
    String[] parts = answer.body().split("\r\n\r\n", 2);
    JsonNode problem = JsonMapper.shared().readTree(parts[1]);

    assertThat(answer.status()).isBetween(400, 499);
    assertThat(parts[0]).containsIgnoringCase("content-type: application/problem+json");
    assertThat(problem.path("status").asInt()).isEqualTo(answer.status());
    assertThat(problem.path("code").asString()).isIn("INVALID", "METHOD_NOT_ALLOWED", "NOT_FOUND");
    assertThat(problem.path("traceId").asString()).hasSize(16);
    assertThat(answer.body()).doesNotContainIgnoringCase("<html", "tomcat", "exception");
  }

  @Test
  void theContainersRefusalsAreInTheReadersLanguage() throws Exception {
    String path = "GET /api/drops/%00 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n";

    assertThat(raw(path + "\r\n").body()).contains("요청을 이해할 수 없습니다");
    assertThat(raw(path + "Accept-Language: en\r\n\r\n").body()).contains("not valid");
  }

  @Test
  void aForgedForwardedForBuysNoMoreTries() throws Exception {
    Set<Integer> statuses = new HashSet<>();
    for (int i = 0; i < 30; i++) {
      Answer answer =
          shop.post(
              "/api/sessions",
              "{\"email\":\"nobody@example.kr\",\"password\":\"a wrong password\"}",
              "X-Forwarded-For",
              "203.0.113." + i,
              "Forwarded",
              "for=203.0.113." + i,
              "X-Real-IP",
              "203.0.113." + i);
      statuses.add(answer.status());
    }

    assertThat(statuses).containsExactlyInAnyOrder(401, 429);
  }

  private static String claim(UUID drop, String type, int length) {
    return "POST /api/drops/%s/claims HTTP/1.1\r\nHost: x\r\nDrop-Ticket: %s\r\n"
            .formatted(drop, shop.ticket(UUID.randomUUID(), drop))
        + "Idempotency-Key: k\r\nContent-Type: %s\r\nContent-Length: %d\r\n\r\n"
            .formatted(type, length);
  }

  private static Socket say(String words) throws IOException {
    var socket = new Socket(shop.host(), shop.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    OutputStream out = socket.getOutputStream();
    out.write(words.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return socket;
  }

  /** The first line of what comes back, empty when the connection is closed without one. */
  private static String answer(Socket socket) throws IOException {
    try (socket;
        var said =
            new BufferedReader(
                new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
      String line = said.readLine();
      return line == null ? "" : line;
    }
  }

  /** Everything that comes back, headers too, as the body. */
  private static Answer raw(String words) throws IOException {
    try (Socket socket = say(words)) {
      String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Answer(Integer.parseInt(all.split(" ", 3)[1]), all, java.util.Map.of());
    }
  }

  private static int remaining(UUID drop) throws Exception {
    return shop.get("/api/drops/" + drop).json().path("remaining").asInt();
  }
}
