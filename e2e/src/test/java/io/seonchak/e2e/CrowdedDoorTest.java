package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.seonchak.e2e.Shop.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** As many requests are inside as there may be: one, whose body does not come to its end. */
class CrowdedDoorTest {

  private static final int PATIENCE_MILLIS = 10_000;
  private static final String BODY = "{\"quantity\":1}";

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.with("--seonchak.web.requests-max=1");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void whoIsTurnedAwayKeepsHisConnectionAndIsServedOnItWhenThereIsRoom() throws Exception {
    UUID drop = shop.drop(5, 1);
    try (Socket inside = connected(shop);
        Socket outside = connected(shop)) {
      say(inside, claim(shop, drop, "") + BODY.substring(0, 5));
      awaitFull();

      for (int i = 0; i < 3; i++) {
        say(outside, claim(shop, drop, "") + BODY);
        assertThat(answer(outside))
            .contains(" 503 ", "Retry-After: 1", "\"code\":\"BUSY\"")
            .doesNotContain("Connection: close");
      }
      say(inside, BODY.substring(5));
      assertThat(answer(inside)).contains(" 201");

      await()
          .atMost(Duration.ofSeconds(10))
          .untilAsserted(
              () -> {
                say(outside, claim(shop, drop, "") + BODY);
                assertThat(answer(outside)).contains(" 201");
              });
    }
  }

  @Test
  void whatIsNotPlainIsTurnedAwayByTheContainer() throws Exception {
    UUID drop = shop.drop(5, 1);
    try (Socket inside = connected(shop);
        Socket outside = connected(shop)) {
      say(inside, claim(shop, drop, "") + BODY.substring(0, 5));
      awaitFull();

      say(outside, claim(shop, drop, "Connection: close\r\n") + BODY);
      assertThat(answer(outside)).contains(" 503 ", "Retry-After: 1", "Connection: close");
      say(inside, BODY.substring(5));
      assertThat(answer(inside)).contains(" 201");
    }
  }

  @Test
  void whatComesInTwoPiecesIsTurnedAwayWhole() throws Exception {
    UUID drop = shop.drop(5, 1);
    try (Socket inside = connected(shop);
        Socket outside = connected(shop)) {
      say(inside, claim(shop, drop, "") + BODY.substring(0, 5));
      awaitFull();

      String request = claim(shop, drop, "") + BODY;
      say(outside, request.substring(0, 20));
      say(outside, request.substring(20));
      assertThat(answer(outside)).contains(" 503 ", "Retry-After: 1");
      say(inside, BODY.substring(5));
      assertThat(answer(inside)).contains(" 201");
    }
  }

  @Test
  void whileAsManyClaimsWaitAsMayOthersAreTurnedAwayAndPagesAreServed() throws Exception {
    try (Shop narrow = Shop.with("--seonchak.web.claims-max=1");
        Connection holder = narrow.database.connect();
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      UUID drop = narrow.drop(5, 1);
      holder.setAutoCommit(false);
      lock(holder, drop);
      Future<Answer> waits = threads.submit(() -> narrow.claim(drop, UUID.randomUUID()));
      awaitOne(narrow, "seonchak.claims.inside");

      try (Socket second = connected(narrow)) {
        say(second, claim(narrow, drop, "") + BODY);
        assertThat(answer(second)).contains(" 503 ", "Retry-After: 1").doesNotContain("traceId");
      }
      assertThat(narrow.get("/api/time").status()).isEqualTo(200);
      holder.rollback();
      assertThat(waits.get().status()).isIn(201, 503);
      await()
          .atMost(Duration.ofSeconds(10))
          .until(() -> narrow.claim(drop, UUID.randomUUID()).status() == 201);
    }
  }

  private static void lock(Connection holder, UUID drop) throws SQLException {
    try (var lock =
        holder.prepareStatement("SELECT 1 FROM stock.pool WHERE pool_id = ? FOR UPDATE")) {
      lock.setObject(1, drop);
      lock.execute();
    }
  }

  private static void awaitFull() {
    awaitOne(shop, "seonchak.requests.inside");
  }

  private static void awaitOne(Shop of, String gauge) {
    MeterRegistry meters = of.beans(MeterRegistry.class).iterator().next();
    await().atMost(Duration.ofSeconds(10)).until(() -> meters.get(gauge).gauge().value() == 1);
  }

  private static Socket connected(Shop shop) throws IOException {
    var socket = new Socket(shop.host(), shop.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static String claim(Shop shop, UUID drop, String more) {
    return "POST /api/drops/%s/claims HTTP/1.1\r\nHost: x\r\nDrop-Ticket: %s\r\n"
            .formatted(drop, shop.ticket(UUID.randomUUID(), drop))
        + "Idempotency-Key: k\r\nContent-Type: application/json\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(BODY.length(), more);
  }

  private static void say(Socket socket, String text) throws IOException {
    socket.getOutputStream().write(text.getBytes(US_ASCII));
    socket.getOutputStream().flush();
  }

  /** One answer; another may follow. */
  private static String answer(Socket socket) throws IOException {
    InputStream in = socket.getInputStream();
    var answer = new StringBuilder();
    while (answer.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0) {
        return answer.toString();
      }
      answer.append((char) next);
    }
    String length = answer.toString().replaceFirst("(?is).*\r\ncontent-length: *(\\d+).*", "$1");
    return answer + new String(in.readNBytes(Integer.parseInt(length)), US_ASCII);
  }
}
