package io.seonchak.e2e;

import io.seonchak.app.Application;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.testing.TestDatabase;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The application on a database of its own, and somebody who speaks HTTP to it. */
final class Shop implements AutoCloseable {

  static final String JSON = "application/json";
  private static final String PASSWORD = "operator's long password";

  final TestDatabase database;
  final Path home;
  final String operator;
  private final ConfigurableApplicationContext context;
  private final String address;
  private final HttpClient http = HttpClient.newHttpClient();

  /** An answer. */
  record Answer(int status, String body, Map<String, List<String>> headers) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body.isEmpty() ? "{}" : body);
    }

    String code() {
      return json().path("code").asString("");
    }

    String text(String field) {
      return json().path(field).asString("");
    }
  }

  private Shop(TestDatabase database, Path home) throws Exception {
    this.database = database;
    this.home = home;
    var application = new SpringApplication(Application.class);
    this.context =
        application.run(
            "--server.port=0",
            "--seonchak.home=" + home,
            "--seonchak.postgres.url=" + database.url(),
            "--seonchak.postgres.username=" + database.username(),
            "--seonchak.postgres.password=" + database.password(),
            "--seonchak.operator.password=" + PASSWORD);
    int port = ((WebServerApplicationContext) context).getWebServer().getPort();
    this.address = "http://127.0.0.1:" + port;
    this.operator = logIn("operator@seonchak.local", PASSWORD).text("accessToken");
  }

  static Shop open() throws Exception {
    return new Shop(TestDatabase.fresh(), Files.createTempDirectory("shop"));
  }

  /** A second instance on the same database and home. */
  Shop beside() throws Exception {
    return new Shop(database, home);
  }

  Answer logIn(String email, String password) throws Exception {
    return post(
        "/api/sessions", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
  }

  /** A drop that is open, by the operator. */
  UUID drop(int quantity, int perMember) throws Exception {
    return drop(quantity, perMember, Instant.now().minusSeconds(60));
  }

  UUID drop(int quantity, int perMember, Instant opensAt) throws Exception {
    Answer answer = newDrop(product(), quantity, perMember, opensAt, UUID.randomUUID().toString());
    return UUID.fromString(answer.text("dropId"));
  }

  /** A product of the operator; its id. */
  String product() throws Exception {
    return post(
            "/api/products",
            "{\"name\":\"운동화\",\"price\":129000,\"stock\":10}",
            "Authorization",
            "Bearer " + operator,
            "Idempotency-Key",
            UUID.randomUUID().toString())
        .text("productId");
  }

  Answer newDrop(String product, int quantity, int perMember, Instant opensAt, String key)
      throws Exception {
    return post(
        "/api/drops",
        """
        {"productId":"%s","price":99000,"quantity":%d,"perMember":%d,"opensAt":"%s",
         "closesAt":"%s","payWithinSeconds":600,"waitingRoom":false}"""
            .formatted(product, quantity, perMember, opensAt, opensAt.plus(Duration.ofDays(1))),
        "Authorization",
        "Bearer " + operator,
        "Idempotency-Key",
        key);
  }

  /** A ticket as the drop's endpoint would give it. */
  String ticket(UUID member, UUID drop) {
    return ticket(member, drop, Instant.now().plusSeconds(300));
  }

  String ticket(UUID member, UUID drop, Instant expiresAt) {
    return new Tickets(new Secrets(home).text(Tickets.SECRET))
        .issue(new Tickets.Ticket(member, drop, 1, expiresAt));
  }

  Answer claim(UUID drop, String ticket, String key, String body) throws Exception {
    return post(
        "/api/drops/" + drop + "/claims", body, "Drop-Ticket", ticket, "Idempotency-Key", key);
  }

  Answer claim(UUID drop, UUID member) throws Exception {
    return claim(drop, ticket(member, drop), "key", "{\"quantity\":1}");
  }

  Answer post(String path, String body, String... headers) throws Exception {
    return send("POST", path, body, headers);
  }

  Answer get(String path, String... headers) throws Exception {
    return send("GET", path, "", headers);
  }

  Answer send(String method, String path, String body, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains("Content-Type")) {
      all.addAll(List.of("Content-Type", JSON));
    }
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofSeconds(20))
            .headers(all.toArray(String[]::new))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body(), answer.headers().map());
  }

  /** Lines of an answer that goes on. */
  HttpResponse<Stream<String>> listen(String path, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    all.addAll(List.of("Accept", "text/event-stream"));
    return http.send(
        HttpRequest.newBuilder(URI.create(address + path))
            .headers(all.toArray(String[]::new))
            .build(),
        HttpResponse.BodyHandlers.ofLines());
  }

  String host() {
    return URI.create(address).getHost();
  }

  int port() {
    return URI.create(address).getPort();
  }

  /** The application's parts of a kind, for what cannot be seen from outside. */
  <T> Collection<T> beans(Class<T> type) {
    return context.getBeansOfType(type).values();
  }

  /** The text of the newest mail to an address, once it is there. */
  String mailTo(String email) throws IOException {
    try (var files = Files.list(home.resolve("mail"))) {
      for (Path file :
          files
              .filter(path -> path.toString().endsWith(".eml"))
              .sorted(java.util.Comparator.reverseOrder())
              .toList()) {
        String text = Files.readString(file);
        if (text.contains("To: " + email)) {
          return text;
        }
      }
    } catch (java.nio.file.NoSuchFileException e) {
      return "";
    }
    return "";
  }

  @Override
  public void close() {
    context.close();
  }
}
