package io.seonchak.payment.toss;

import io.seonchak.testing.SettableClock;
import io.seonchak.testing.TestDatabase;
import io.seonchak.tosssimulator.TossSimulatorServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The simulator, the client, and the buyer. */
public final class Simulated implements AutoCloseable {

  /** Longer than this no test waits for an answer. */
  static final Duration PATIENCE = Duration.ofMillis(600);

  private static final int TRIES_MAX = 20;
  private static final int ANSWER_SECONDS_MAX = 5;

  public final SettableClock clock = new SettableClock(Instant.parse("2026-03-02T03:00:00Z"));
  private final AtomicInteger orders = new AtomicInteger();
  private final HttpClient http = HttpClient.newHttpClient();
  private final TestDatabase database = TestDatabase.fresh();
  private final TossSimulatorServer server;

  public Simulated() {
    server =
        TossSimulatorServer.start(
            0,
            database.url(),
            database.username(),
            database.password(),
            clock,
            "seonchak.toss-simulator.background=false");
  }

  TossClient client() {
    return Recorded.client(server.address(), TossSimulatorServer.SECRET_KEY, PATIENCE);
  }

  String order() {
    return "order-%06d".formatted(orders.incrementAndGet());
  }

  /** A payment whose confirmation is the next thing to do. */
  Confirmation open(long amount, String more) throws Exception {
    String order = order();
    return new Confirmation(window(order, amount, "CARD", more), order, amount);
  }

  /** The key of a window that was opened for an order. */
  public String window(String order, long amount, String method, String more) throws Exception {
    String body =
        """
        {"orderId":"%s","orderName":"운동화","amount":%d,"method":"%s",
         "successUrl":"http://127.0.0.1:9/ok","failUrl":"http://127.0.0.1:9/no"%s}\
        """
            .formatted(order, amount, method, more);
    return send("POST", "/checkouts", body).path("paymentKey").asString("");
  }

  /** Where it is. */
  public URI address() {
    return server.address();
  }

  /** The bank takes a deposit back. */
  public void reverse(String paymentKey) throws Exception {
    send("POST", "/pay/" + paymentKey + "?action=reverse-deposit", "");
  }

  /** Confirms beside the shop, as its double would. */
  public void confirm(String paymentKey, String order, long amount) throws Exception {
    String body =
        "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":%d}"
            .formatted(paymentKey, order, amount);
    send("POST", "/v1/payments/confirm", body);
  }

  /** Pays back beside the shop, as somebody in the developer centre would. */
  public void cancel(String paymentKey, long amount) throws Exception {
    send(
        "POST",
        "/v1/payments/" + paymentKey + "/cancel",
        "{\"cancelReason\":\"손으로\",\"cancelAmount\":%d}".formatted(amount));
  }

  /** The key of a customer's one card, which only the gateway and the shop know. */
  public String billingKey(String customerKey) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT billing_key FROM toss_simulator.billing_key WHERE customer_key = ?")) {
      select.setString(1, customerKey);
      try (ResultSet row = select.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** Its list of transactions loses those of an order. */
  public void forget(String order) {
    database.forge("DELETE FROM toss_simulator.movement WHERE order_id = '%s'".formatted(order));
  }

  /** All money that moved for an order, in its order; negative when it went back. */
  public List<Long> moved(String order) throws SQLException {
    try (Connection connection = database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT amount FROM toss_simulator.movement WHERE order_id = ? ORDER BY no")) {
      select.setString(1, order);
      List<Long> moved = new ArrayList<>();
      try (ResultSet row = select.executeQuery()) {
        while (row.next()) {
          moved.add(row.getLong(1));
        }
      }
      return moved;
    }
  }

  public void chaos(String plan) throws Exception {
    send("PUT", "/chaos", plan);
  }

  public void webhooksTo(String url) throws Exception {
    send("PUT", "/webhook", "{\"url\":\"%s\"}".formatted(url));
  }

  public void deposit(String paymentKey) throws Exception {
    send("POST", "/pay/" + paymentKey + "?action=deposit", "");
  }

  public String billingAuth(String customerKey) throws Exception {
    return send(
            "POST",
            "/billing-auths",
            """
            {"customerKey":"%s","successUrl":"http://127.0.0.1:9/ok","failUrl":"http://127.0.0.1:9/no"}\
            """
                .formatted(customerKey))
        .path("authKey")
        .asString("");
  }

  public void round() {
    server.round();
  }

  /** What the gateway itself holds true, whatever the client was told. */
  public JsonNode truth(String paymentKey) throws Exception {
    return send("GET", "/v1/payments/" + paymentKey, "");
  }

  /** Nobody who looks from outside the test's play is stopped by what goes wrong in it. */
  private JsonNode send(String method, String path, String body) throws Exception {
    for (int tries = 0; tries < TRIES_MAX; tries++) {
      try {
        HttpResponse<String> answer =
            http.sendAsync(request(method, path, body), HttpResponse.BodyHandlers.ofString())
                .orTimeout(ANSWER_SECONDS_MAX, TimeUnit.SECONDS)
                .join();
        if (answer.statusCode() < 400) {
          return JsonMapper.shared().readTree(answer.body().isEmpty() ? "{}" : answer.body());
        }
        if (!method.equals("GET")) {
          throw new IllegalStateException(path + " answered " + answer.body());
        }
      } catch (CompletionException e) {
        if (!method.equals("GET")) {
          throw e;
        }
      }
    }
    throw new IllegalStateException(path + " is never answered");
  }

  private HttpRequest request(String method, String path, String body) {
    String shown = TossSimulatorServer.SECRET_KEY + ":";
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .timeout(Duration.ofSeconds(10))
        .header("Content-Type", "application/json")
        .header(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString(shown.getBytes(StandardCharsets.UTF_8)))
        .method(method, HttpRequest.BodyPublishers.ofString(body))
        .build();
  }

  @Override
  public void close() {
    server.close();
  }
}
