package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.util.UUID;
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
    try (Socket inside = connected();
        Socket outside = connected()) {
      say(inside, claim(drop, "") + BODY.substring(0, 5));
      awaitFull();

      for (int i = 0; i < 3; i++) {
        say(outside, claim(drop, "") + BODY);
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
                say(outside, claim(drop, "") + BODY);
                assertThat(answer(outside)).contains(" 201");
              });
    }
  }

  @Test
  void whatIsNotPlainIsTurnedAwayByTheContainer() throws Exception {
    UUID drop = shop.drop(5, 1);
    try (Socket inside = connected();
        Socket outside = connected()) {
      say(inside, claim(drop, "") + BODY.substring(0, 5));
      awaitFull();

      say(outside, claim(drop, "Connection: close\r\n") + BODY);
      assertThat(answer(outside)).contains(" 503 ", "Retry-After: 1", "Connection: close");
      say(inside, BODY.substring(5));
      assertThat(answer(inside)).contains(" 201");
    }
  }

  @Test
  void whatComesInTwoPiecesIsTurnedAwayWhole() throws Exception {
    UUID drop = shop.drop(5, 1);
    try (Socket inside = connected();
        Socket outside = connected()) {
      say(inside, claim(drop, "") + BODY.substring(0, 5));
      awaitFull();

      String request = claim(drop, "") + BODY;
      say(outside, request.substring(0, 20));
      say(outside, request.substring(20));
      assertThat(answer(outside)).contains(" 503 ", "Retry-After: 1");
      say(inside, BODY.substring(5));
      assertThat(answer(inside)).contains(" 201");
    }
  }

  private static void awaitFull() {
    await()
        .atMost(Duration.ofSeconds(10))
        .until(
            () ->
                shop.beans(MeterRegistry.class)
                        .iterator()
                        .next()
                        .get("seonchak.requests.inside")
                        .gauge()
                        .value()
                    == 1);
  }

  private static Socket connected() throws IOException {
    var socket = new Socket(shop.host(), shop.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private static String claim(UUID drop, String more) {
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
