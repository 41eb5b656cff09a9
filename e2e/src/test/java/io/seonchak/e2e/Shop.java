package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.function.Predicate.not;
import static org.awaitility.Awaitility.await;

import io.seonchak.app.Application;
import io.seonchak.claims.Claims;
import io.seonchak.claims.Command;
import io.seonchak.claims.PoolId;
import io.seonchak.payment.toss.TossSettings;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestNamespace;
import io.seonchak.testing.TestRedis;
import jakarta.mail.Message;
import jakarta.mail.internet.MimeMessage;
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
import java.util.Base64;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The application on a database and in a namespace of its own, and somebody who speaks HTTP to it.
 */
final class Shop implements AutoCloseable {

  static final String JSON = "application/json";
  static final String BY_CARD = "\"method\":\"카드\"";
  static final String PASSWORD = "operator's long password";

  final TestDatabase database;

  /** How many are open in a namespace. */
  private static final Map<String, Integer> OPEN = new ConcurrentHashMap<>();

  private static final Map<String, List<String>> PATHS =
      Map.of(
          "member", List.of("/api/members", "/api/sessions"),
          "catalog", List.of("/api/products"),
          "stock", List.of("/api/drops", "/api/stock"),
          "order", List.of("/api/orders"),
          "coupon", List.of("/api/coupon"),
          "points", List.of("/api/points", "/api/operations/points"),
          "payment", List.of("/api/payments", "/toss-simulator"));

  private static final Duration FORGET_WITHIN = Duration.ofSeconds(5);

  final String namespace;
  final Map<String, String> settings;
  final Path home;
  final String operator;
  private final ConfigurableApplicationContext context;
  private final String address;

  /** Addresses of paths, by their beginning, that another process answers. */
  private final Map<String, String> elsewhere;

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

  private Shop(
      TestDatabase database,
      Map<String, String> settings,
      Path home,
      Map<String, String> elsewhere,
      ConfigurableApplicationContext context)
      throws Exception {
    this.database = database;
    this.settings = settings;
    this.namespace = settings.get("seonchak.namespace");
    this.home = home;
    this.elsewhere = elsewhere;
    this.context = context;
    this.address =
        context instanceof WebServerApplicationContext web
            ? "http://127.0.0.1:" + web.getWebServer().getPort()
            : "";
    this.operator = logIn("operator@seonchak.local", PASSWORD).text("accessToken");
    OPEN.merge(namespace, 1, Integer::sum);
  }

  private static Shop start(
      TestDatabase database,
      Map<String, String> settings,
      Path home,
      Map<String, String> elsewhere,
      String... more)
      throws Exception {
    Map<String, String> told = new LinkedHashMap<>(settings);
    for (String each : more) {
      String[] pair = each.substring(2).split("=", 2);
      told.put(pair[0], pair[1]);
    }
    List<String> all = new ArrayList<>(List.of("--server.port=0", "--seonchak.home=" + home));
    told.forEach((name, value) -> all.add("--" + name + "=" + value));
    var application = new SpringApplication(Application.class);
    return new Shop(
        database, settings, home, elsewhere, application.run(all.toArray(String[]::new)));
  }

  /** What every process of a shop is told, in a namespace of its own. */
  static Map<String, String> settings(TestDatabase database, String redis, String kafka) {
    return Map.of(
        "seonchak.postgres.url",
        database.url(),
        "seonchak.postgres.username",
        database.username(),
        "seonchak.postgres.password",
        database.password(),
        "seonchak.redis.url",
        redis,
        "seonchak.kafka.servers",
        kafka,
        "seonchak.namespace",
        TestNamespace.fresh(),
        "seonchak.trusted-proxies",
        "127.0.0.1",
        "seonchak.phone-verification",
        "simulator",
        "seonchak.operator.password",
        PASSWORD);
  }

  /**
   * A shop of processes that run already.
   *
   * @param home the home of the one that sends mail and makes secrets
   * @param addresses of those processes, by what paths begin with
   */
  static Shop of(
      TestDatabase database, Map<String, String> settings, Path home, Map<String, String> addresses)
      throws Exception {
    return new Shop(database, settings, home, addresses, null);
  }

  static Shop open() throws Exception {
    return open(TestRedis.url(), TestKafka.servers());
  }

  /** One whose Redis and Kafka are at the given addresses. */
  static Shop open(String redis, String kafka) throws Exception {
    return fresh(redis, kafka);
  }

  /**
   * One with more settings.
   *
   * @param more as arguments: {@code --name=value}
   */
  static Shop with(String... more) throws Exception {
    return fresh(TestRedis.url(), TestKafka.servers(), more);
  }

  private static Shop fresh(String redis, String kafka, String... more) throws Exception {
    TestDatabase database = TestDatabase.fresh();
    return start(
        database,
        settings(database, redis, kafka),
        Files.createTempDirectory("shop"),
        Map.of(),
        more);
  }

  /** The headers of somebody with a role, who did not have to sign up for it. */
  String[] as(MemberRole role) {
    return as(UUID.randomUUID(), role);
  }

  /** The same for a certain member. */
  String[] as(UUID member, MemberRole role) {
    var identity = new Identity(member, UUID.randomUUID(), null, Set.of(role), 1);
    AccessTokens tokens = beans(AccessTokens.class).iterator().next();
    return new String[] {"Authorization", "Bearer " + tokens.issue(identity).token()};
  }

  /** The headers of somebody who wants something done, once. */
  static String[] once(String authorization) {
    return new String[] {
      "Authorization", authorization, "Idempotency-Key", UUID.randomUUID().toString()
    };
  }

  /** A campaign of the operator's, open for a day, whose coupons take won off; the answer. */
  Answer campaign(int quantity, long discount, long minOrder) throws Exception {
    Instant opened = Instant.now().minusSeconds(60);
    return post(
        "/api/coupon-campaigns",
        """
        {"name":"환영 쿠폰","discount":{"amount":%d},"quantity":%d,"perMember":1,"opensAt":"%s",
         "closesAt":"%s","validDays":30,"minOrder":%d}\
        """
            .formatted(discount, quantity, opened, opened.plus(Duration.ofDays(1)), minOrder),
        once("Bearer " + operator));
  }

  /** Points of the operator's; the answer. */
  Answer grantPoints(String member, long amount) throws Exception {
    return post(
        "/api/operations/points",
        "{\"memberId\":\"%s\",\"amount\":%d,\"reason\":\"환영합니다\"}".formatted(member, amount),
        once("Bearer " + operator));
  }

  /**
   * The payment key that the gateway's window gives who pays there.
   *
   * @param how the method and what else is said of it, as members of a JSON object
   */
  String checkout(String order, long amount, String how) throws Exception {
    return post(
            "/toss-simulator/checkouts",
            """
            {"orderId":"%s","orderName":"운동화","amount":%d,%s,
             "successUrl":"http://127.0.0.1:9/ok","failUrl":"http://127.0.0.1:9/no"}\
            """
                .formatted(order, amount, how))
        .text("paymentKey");
  }

  /** Tells the gateway's simulator what goes wrong there. */
  Answer chaos(String how) throws Exception {
    String key =
        Base64.getEncoder().encodeToString((TossSettings.SIMULATOR_KEY + ":").getBytes(UTF_8));
    return send("PUT", "/toss-simulator/chaos", how, "Authorization", "Basic " + key);
  }

  /** Gives a unit of a drop back; the answer. */
  Answer giveBack(UUID drop, String claim, UUID member) throws Exception {
    return send(
        "DELETE",
        "/api/drops/%s/claims/%s".formatted(drop, claim),
        "",
        "Drop-Ticket",
        ticket(member, drop));
  }

  /** Lets the holds of a pool expire that are due. */
  void expireDue(UUID pool, int max) {
    for (Claims claims : beans(Claims.class)) {
      if (claims.view(new PoolId(pool)).isPresent()) {
        var _ = claims.execute(new Command.ExpireDue(new PoolId(pool), max));
      }
    }
  }

  /** Pays an order in the gateway's window and confirms it. */
  Answer pay(String order, long amount, String how, String authorization) throws Exception {
    String key = checkout(order, amount, how);
    return post(
        "/api/payments/confirm",
        "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":%d}".formatted(key, order, amount),
        once(authorization));
  }

  /** A second instance on the same database, engines, namespace and home. */
  Shop beside() throws Exception {
    return start(database, settings, home, Map.of());
  }

  /**
   * A process that hosts only the stock, on the same database and home, whose other addresses are
   * asked of this one.
   */
  Shop stockOnly(String catalog) throws Exception {
    return only("stock", Map.of("member", address, "catalog", catalog), Map.of("catalog", address));
  }

  /**
   * A process that hosts only one role, on the same database and home.
   *
   * @param services where it finds the others, by their role
   */
  Shop only(String role, Map<String, String> services) throws Exception {
    return only(role, services, services);
  }

  private Shop only(String role, Map<String, String> services, Map<String, String> people)
      throws Exception {
    Map<String, String> asked = new HashMap<>(people);
    asked.put("member", address);
    List<String> more = new ArrayList<>(List.of("--seonchak.roles=" + role));
    services.forEach((name, at) -> more.add("--seonchak.services." + name + "=" + at));
    return start(database, settings, home, paths(asked), more.toArray(String[]::new));
  }

  /** What people's paths begin with, and which address answers them, of addresses by their role. */
  static Map<String, String> paths(Map<String, String> addresses) {
    Map<String, String> paths = new HashMap<>();
    addresses.forEach((role, at) -> PATHS.get(role).forEach(path -> paths.put(path, at)));
    return paths;
  }

  String address() {
    return address;
  }

  Answer logIn(String email, String password) throws Exception {
    return post(
        "/api/sessions", "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password));
  }

  /** Signs somebody up and logs him in; his token. */
  String newMember(String email) throws Exception {
    String about = "{\"email\":\"%s\",\"password\":\"%s\"".formatted(email, PASSWORD);
    post("/api/members", about + ",\"name\":\"홍길동\"}");
    post(
        "/api/members/verify",
        "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, codeMailedTo(email)));
    return logIn(email, PASSWORD).text("accessToken");
  }

  /** The newest code that went out to an address, once it is there. */
  String codeMailedTo(String email) {
    String mail =
        await()
            .atMost(Duration.ofSeconds(10))
            .until(() -> mailTo(email), text -> text.contains("Your code"));
    return mail.replaceFirst("(?s).*Your code: (\\d{6}).*", "$1");
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
         "closesAt":"%s","payWithinSeconds":600,"waitingRoom":false}\
        """
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
        HttpRequest.newBuilder(URI.create(addressOf(path) + path))
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

  private String addressOf(String path) {
    return elsewhere.entrySet().stream()
        .filter(each -> path.startsWith(each.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse(address);
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

  /** Takes a mail to an address out of the box, once one is there that holds {@code words}. */
  String takeMail(String email, String words) {
    return await().atMost(Duration.ofSeconds(10)).until(() -> take(email, words), not(""::equals));
  }

  /** Whether a mail to an address waits that holds {@code words}. */
  boolean hasMail(String email, String words) throws Exception {
    return !find(email, words).isEmpty();
  }

  private String take(String email, String words) throws Exception {
    for (Path file : find(email, words)) {
      String text = textOf(file);
      Files.delete(file);
      return text;
    }
    return "";
  }

  private List<Path> find(String email, String words) throws Exception {
    Path folder = home.resolve("mail");
    if (!Files.exists(folder)) {
      return List.of();
    }
    List<Path> found = new ArrayList<>();
    try (var files = Files.newDirectoryStream(folder, "*.eml")) {
      for (Path file : files) {
        String text = textOf(file);
        if (text.startsWith(email + "\n") && text.contains(words)) {
          found.add(file);
        }
      }
    }
    return found;
  }

  private static String textOf(Path file) throws Exception {
    try (var in = Files.newInputStream(file)) {
      var mail = new MimeMessage(null, in);
      String to = mail.getRecipients(Message.RecipientType.TO)[0].toString();
      return to + "\n" + mail.getSubject() + "\n" + mail.getContent();
    }
  }

  @Override
  public void close() {
    if (context != null) {
      context.close();
    }
    if (OPEN.merge(namespace, -1, Integer::sum) == 0) {
      forgetTopics();
    }
  }

  /** A broker that is killed with the topics of fifty shops takes minutes to be back. */
  private void forgetTopics() {
    String servers = settings.getOrDefault("seonchak.kafka.servers", "");
    if (!servers.equals(TestKafka.servers())) {
      return;
    }
    try (Admin admin =
        Admin.create(Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) servers))) {
      long seconds = FORGET_WITHIN.toSeconds();
      List<String> topics =
          admin.listTopics().names().get(seconds, TimeUnit.SECONDS).stream()
              .filter(topic -> topic.startsWith(namespace + "."))
              .toList();
      admin.deleteTopics(topics).all().get(seconds, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // Then they stay; nobody else reads them.
    }
  }
}
