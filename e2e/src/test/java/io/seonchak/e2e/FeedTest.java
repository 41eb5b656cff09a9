package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.seonchak.catalog.application.FeedPoll;
import io.seonchak.e2e.Shop.Answer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The external server of time sales: well, slow, wrong, down, back. */
class FeedTest {

  private static final String KEY = "a-key-of-the-feed-0123456789";

  /** What the server answers with, once it is let go. */
  private record Behaviour(int status, byte[] body, CountDownLatch letGo) {

    Behaviour(int status, byte[] body) {
      this(status, body, new CountDownLatch(0));
    }
  }

  private static final AtomicReference<Behaviour> behaviour = new AtomicReference<>(says("[]"));
  private static final AtomicReference<String> keySent = new AtomicReference<>("");
  private static HttpServer server;
  private static Shop shop;

  private static boolean pollAsksNobody() {
    keySent.set("");
    poll();
    return keySent.get().isEmpty();
  }

  private static Behaviour says(String sales) {
    return new Behaviour(200, ("{\"sales\":" + sales + "}").getBytes(StandardCharsets.UTF_8));
  }

  @BeforeAll
  static void open() throws Exception {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    server.createContext(
        "/sales",
        exchange -> {
          Behaviour now = behaviour.get();
          keySent.set(String.valueOf(exchange.getRequestHeaders().getFirst("Feed-Key")));
          try {
            now.letGo().await();
            exchange.sendResponseHeaders(now.status(), now.body().length);
            exchange.getResponseBody().write(now.body());
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          } catch (IOException e) {
            // Who asked has gone.
            return;
          } finally {
            exchange.close();
          }
        });
    server.start();
    System.setProperty(
        "seonchak.feed.url", "http://127.0.0.1:" + server.getAddress().getPort() + "/sales");
    System.setProperty("seonchak.feed.key", KEY);
    try {
      shop = Shop.open();
    } finally {
      System.clearProperty("seonchak.feed.url");
      System.clearProperty("seonchak.feed.key");
    }
  }

  @AfterAll
  static void close() {
    shop.close();
    server.stop(0);
  }

  private static void poll() {
    shop.beans(FeedPoll.class).iterator().next().pollOnce();
  }

  private static Answer feed() throws Exception {
    return shop.get("/api/time-sales/feed", "Authorization", "Bearer " + shop.operator);
  }

  private static long lowest(String id) throws Exception {
    return shop.get("/api/products/" + id).json().path("lowestPrice").path("amount").asLong();
  }

  private static String sale(String name, String product, int percent, Instant updatedAt) {
    return """
    {"externalId":"%s","productId":"%s","percent":%d,"startsAt":"2026-01-01T00:00:00Z",
     "endsAt":"2026-12-31T00:00:00+09:00","updatedAt":"%s","newField":1}\
    """
        .formatted(name, product, percent, updatedAt);
  }

  private static String breaker() {
    MeterRegistry meters = shop.beans(MeterRegistry.class).iterator().next();
    return meters.find("resilience4j.circuitbreaker.state").tag("name", "feed").gauges().stream()
        .filter(gauge -> gauge.value() == 1)
        .map(gauge -> String.valueOf(gauge.getId().getTag("state")))
        .findFirst()
        .orElse("");
  }

  @Test
  void pricesStayRightWhateverTheFeedDoes() throws Exception {
    String id = shop.product();
    long list = 129_000;
    Instant start = Instant.now().minusSeconds(60);
    behaviour.set(
        says(
            "[%s,{\"externalId\":\"bad\",\"percent\":900},null]"
                .formatted(sale("one", id, 10, start))));
    poll();
    assertThat(keySent.get()).isEqualTo(KEY);
    assertThat(feed().text("state")).isEqualTo("UP");
    assertThat(feed().text("reason")).contains("1 time sales were not taken");
    assertThat(lowest(id)).isEqualTo(list * 90 / 100);

    // It refuses: no fault of its being away, the breaker does not count it.
    behaviour.set(new Behaviour(404, new byte[0]));
    for (int i = 0; i < 12; i++) {
      poll();
    }
    assertThat(feed().text("state")).isEqualTo("WRONG");
    assertThat(breaker()).isEqualTo("closed");
    assertThat(lowest(id)).isEqualTo(list * 90 / 100);

    behaviour.set(new Behaviour(200, "<html>".getBytes(StandardCharsets.UTF_8)));
    poll();
    assertThat(feed().text("state")).isEqualTo("WRONG");
    behaviour.set(new Behaviour(200, new byte[(1 << 20) + 1]));
    poll();
    assertThat(feed().text("reason")).contains("bytes");

    behaviour.set(new Behaviour(500, new byte[0]));
    for (int i = 0; i < 12; i++) {
      poll();
    }
    Answer down = feed();
    assertThat(down.text("state")).isEqualTo("DOWN");
    assertThat(down.text("since")).contains("+09:00");
    assertThat(breaker()).isEqualTo("open");
    // Again when the breaker has let one through to see, on a slow machine.
    await().until(() -> pollAsksNobody());
    assertThat(feed().text("since")).isEqualTo(down.text("since"));
    assertThat(lowest(id)).isEqualTo(list * 90 / 100);

    behaviour.set(says("[" + sale("one", id, 30, start.plusSeconds(1)) + "]"));
    await()
        .until(
            () -> {
              poll();
              return feed().text("state").equals("UP");
            });
    assertThat(lowest(id)).isEqualTo(list * 70 / 100);

    var letGo = new CountDownLatch(1);
    behaviour.set(new Behaviour(200, says("[]").body(), letGo));
    poll();
    letGo.countDown();
    assertThat(feed().text("state")).isEqualTo("DOWN");
    assertThat(lowest(id)).isEqualTo(list * 70 / 100);

    // By push, with its key.
    Answer pushed =
        shop.send(
            "PUT",
            "/api/time-sales/two",
            sale("two", id, 50, Instant.now())
                .replaceFirst("\"externalId\":\"two\",", "")
                .replace(",\"newField\":1", ""),
            "Feed-Key",
            KEY);
    assertThat(pushed.status()).as(pushed.body()).isEqualTo(200);
    assertThat(lowest(id)).isEqualTo(list * 50 / 100);
    assertThat(shop.send("DELETE", "/api/time-sales/two", "", "Feed-Key", KEY + "x").status())
        .isEqualTo(401);
  }
}
