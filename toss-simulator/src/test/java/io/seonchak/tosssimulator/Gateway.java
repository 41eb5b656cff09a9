package io.seonchak.tosssimulator;

import com.sun.net.httpserver.HttpServer;
import io.seonchak.testing.SettableClock;
import io.seonchak.testing.TestDatabase;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A simulator whose clock stands, a shop that listens, and somebody who speaks HTTP to both. */
final class Gateway implements AutoCloseable {

  static final Instant BEGIN = Instant.parse("2026-03-02T03:00:00Z");

  final SettableClock clock = new SettableClock(BEGIN);
  final List<Hook> hooks = new CopyOnWriteArrayList<>();
  final Deque<Integer> shopAnswers = new ConcurrentLinkedDeque<>();

  /** Whether the shop's next answer promises a body that never comes. */
  final AtomicBoolean shopStalls = new AtomicBoolean();

  private final AtomicInteger orders = new AtomicInteger();
  private final TestDatabase database = TestDatabase.fresh();
  private final HttpServer shop;
  private final HttpClient http = HttpClient.newHttpClient();
  private TossSimulatorServer server;

  record Hook(Map<String, List<String>> headers, JsonNode body) {
    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  record Answer(int status, String body, Map<String, List<String>> headers) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body);
    }

    String text(String field) {
      return json().path(field).asString("");
    }

    String code() {
      return (status + " " + text("code")).strip();
    }

    String location() {
      return header("location");
    }

    String header(String name) {
      return headers.getOrDefault(name, List.of("")).getFirst();
    }
  }

  Gateway() throws IOException {
    shop = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    shop.createContext(
        "/hook",
        exchange -> {
          byte[] body = exchange.getRequestBody().readAllBytes();
          hooks.add(
              new Hook(
                  Map.copyOf(exchange.getRequestHeaders()), JsonMapper.shared().readTree(body)));
          Integer status = shopAnswers.poll();
          if (shopStalls.getAndSet(false)) {
            exchange.sendResponseHeaders(200, 1_000);
            exchange.getResponseBody().flush();
            // The rest never comes; closed with the server.
            return;
          }
          exchange.sendResponseHeaders(status == null ? 200 : status, -1);
          exchange.close();
        });
    shop.start();
    server = start();
  }

  private TossSimulatorServer start() {
    return TossSimulatorServer.start(
        0,
        database.url(),
        database.username(),
        database.password(),
        clock,
        "seonchak.toss-simulator.background=false",
        "seonchak.toss-simulator.webhook-url=http://127.0.0.1:"
            + shop.getAddress().getPort()
            + "/hook");
  }

  /** Stops and starts again, on the same database. */
  void restart() {
    server.close();
    server = start();
  }

  /** What the shop was told of a payment. */
  List<Hook> told(String payment) {
    return hooks.stream()
        .filter(hook -> hook.body().path("data").path("paymentKey").asString("").equals(payment))
        .toList();
  }

  void round() {
    while (server.round() > 0) {
      // Until nothing is due any more.
    }
  }

  void pass(Duration time) {
    clock.advance(time);
    round();
  }

  String order() {
    return "order-%06d".formatted(orders.incrementAndGet());
  }

  /** Opens a window; the payment's key. */
  String open(String order, long amount, String method, String... more) throws Exception {
    return checkout(order, amount, method, more).text("paymentKey");
  }

  Answer checkout(String order, long amount, String method, String... more) throws Exception {
    return send(
        "POST",
        "/checkouts",
        """
        {"orderId":"%s","orderName":"운동화","amount":%d,"method":"%s",
         "successUrl":"http://127.0.0.1:9/ok?a=b#top","failUrl":"https://shop.example/no"%s}\
        """
            .formatted(
                order, amount, method, more.length == 0 ? "" : "," + String.join(",", more)));
  }

  Answer confirm(String payment, String order, long amount, String... headers) throws Exception {
    return shop(
        "POST",
        "/v1/payments/confirm",
        "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":%d}"
            .formatted(payment, order, amount),
        headers);
  }

  /** A payment that was made; its key. */
  String paid(long amount, String method) throws Exception {
    String order = order();
    String payment = open(order, amount, method);
    confirm(payment, order, amount);
    return payment;
  }

  Answer cancel(String payment, String fields, String... headers) throws Exception {
    return shop(
        "POST",
        "/v1/payments/" + payment + "/cancel",
        "{\"cancelReason\":\"변심\"%s}".formatted(fields.isEmpty() ? "" : "," + fields),
        headers);
  }

  Answer read(String payment) throws Exception {
    return shop("GET", "/v1/payments/" + payment, "");
  }

  Answer press(String payment, String action) throws Exception {
    return send(
        "POST",
        "/pay/" + payment,
        "action=" + action,
        "Content-Type",
        "application/x-www-form-urlencoded");
  }

  /** As the shop, with its secret key. */
  Answer shop(String method, String path, String body, String... headers) throws Exception {
    String[] all = Arrays.copyOf(headers, headers.length + 2);
    all[headers.length] = "Authorization";
    all[headers.length + 1] = basic(TossSimulatorServer.SECRET_KEY + ":");
    return send(method, path, body, all);
  }

  /** As anybody. */
  Answer send(String method, String path, String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(server.address() + path))
            .timeout(Duration.ofSeconds(20))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    if (!Arrays.asList(headers).contains("Content-Type")) {
      request.header("Content-Type", "application/json");
    }
    if (headers.length > 0) {
      request.headers(headers);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body(), answer.headers().map());
  }

  static String basic(String text) {
    return "Basic " + Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void close() {
    server.close();
    shop.stop(0);
  }
}
