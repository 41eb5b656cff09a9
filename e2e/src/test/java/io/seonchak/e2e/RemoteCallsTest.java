package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.seonchak.app.Application;
import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.e2e.Shop.Answer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.SpringApplication;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** A stock that asks a catalog in another process, which is not always well. */
class RemoteCallsTest {

  /** Two tries of half a second to connect and a second to be answered, a pause, some noise. */
  private static final Duration BOUND = Duration.ofSeconds(20);

  /** Whom each role asks. Members ask nobody, and everybody else asks whose tokens are revoked. */
  private static final Map<String, List<String>> WHAT_EACH_NEEDS =
      Map.of(
          "catalog", List.of("member"),
          "stock", List.of("catalog", "member"),
          "order", List.of("catalog", "stock", "coupon", "member"),
          "coupon", List.of("member"),
          "points", List.of("member"),
          "payment", List.of("order", "member"));

  private static Shop shop;
  private static Neighbour neighbour;
  private static Shop stock;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    neighbour = new Neighbour(Neighbour.answering(500, ""));
    stock = shop.stockOnly(neighbour.address());
  }

  @AfterAll
  static void close() {
    stock.close();
    neighbour.close();
    shop.close();
  }

  static List<Neighbour.Manner> away() {
    return List.of(
        Neighbour.answering(500, "{\"code\":\"INTERNAL\"}"),
        Neighbour.answering(503, ""),
        Neighbour.answering(429, ""),
        Neighbour.silent(),
        exchange -> {
          exchange.getResponseHeaders().set("Content-Type", "application/json");
          exchange.sendResponseHeaders(200, 1_000);
          exchange.getResponseBody().write('{');
          exchange.getResponseBody().flush();
        },
        exchange -> exchange.close());
  }

  @ParameterizedTest
  @MethodSource("away")
  void whileTheCatalogIsAwayADropIsRefusedInTimeAndNothingIsMade(Neighbour.Manner manner)
      throws Exception {
    heal();
    neighbour.manner = manner;
    long before = drops();
    long begun = System.nanoTime();
    Answer answer = create(UUID.randomUUID());

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(BOUND);
    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.code()).isEqualTo("UNAVAILABLE");
    assertThat(answer.headers().get("retry-after")).containsExactly("2");
    assertThat(answer.body()).doesNotContain("Exception", "127.0.0.1");
    assertThat(drops()).isEqualTo(before);
  }

  @Test
  void aNotFoundOfAWrongAddressIsAFaultAndNoAnswer() throws Exception {
    heal();
    neighbour.manner = Neighbour.answering(404, "{}");
    int before = neighbour.asked.get();

    assertThat(create(UUID.randomUUID()).code()).isEqualTo("INTERNAL");
    assertThat(neighbour.asked.get() - before).as("4xx is not asked again").isEqualTo(1);
  }

  @Test
  void whatALaterVersionAddsIsReadOver() throws Exception {
    heal();

    assertThat(create(UUID.randomUUID()).status()).isEqualTo(201);
  }

  @Test
  void theCircuitOpensClaimsGoOnAndItClosesByItself() throws Exception {
    UUID drop = shop.drop(50, 1);
    heal();
    neighbour.manner = Neighbour.answering(500, "");
    await().atMost(Duration.ofSeconds(20)).until(() -> opened());
    int before = neighbour.asked.get();

    assertThat(create(UUID.randomUUID()).status()).isEqualTo(503);
    assertThat(neighbour.asked.get()).as("nobody waits for it any more").isEqualTo(before);
    for (int i = 0; i < 20; i++) {
      assertThat(stock.claim(drop, UUID.randomUUID()).status()).isEqualTo(201);
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stock.get("/api/drops/" + drop).json().path("remaining").asInt() == 30);
    heal();
    assertThat(state("open")).isZero();
  }

  @Test
  void oneOfTwoInstancesIsEnough() throws Exception {
    heal();
    int dead;
    try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      dead = taken.getLocalPort();
    }
    try (Shop other = shop.stockOnly("http://127.0.0.1:" + dead + "," + shop.address())) {
      for (int i = 0; i < 10; i++) {
        assertThat(other.newDrop(shop.product(), 1, 1, Instant.now(), "k" + i).status())
            .isEqualTo(201);
      }
    }
  }

  @Test
  void aCallInsideATransactionIsRefusedInBothWirings() {
    for (Shop each : List.of(shop, stock)) {
      var asking = new AskingInside(each);

      assertThatThrownBy(asking::ask)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("product is called inside a transaction");
    }
  }

  @Test
  void whoLogsOutEverywhereIsOutInProcessesThatDoNotHostMembersToo() throws Exception {
    String bearer = "Bearer " + shop.newMember("out@example.kr");
    String path = "/api/drops/" + shop.drop(5, 1) + "/ticket";
    assertThat(stock.post(path, "", "Authorization", bearer).status()).isEqualTo(200);
    shop.send("DELETE", "/api/sessions", "", "Authorization", bearer);

    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> stock.post(path, "", "Authorization", bearer).status() == 401);
    await().atMost(Duration.ofSeconds(20)).until(() -> age() < 5);
  }

  @Test
  void aProcessThatLacksAnAddressRefusesToStartAndNamesTheSetting() {
    WHAT_EACH_NEEDS.forEach(
        (role, needs) ->
            needs.forEach(
                missing -> {
                  String why =
                      missing.equals("member") ? " must hear whose tokens" : " calls it (expected:";
                  assertThatThrownBy(() -> startWithout(missing, role, needs))
                      .hasStackTraceContaining(
                          "seonchak.services.%s: missing, but %s%s".formatted(missing, role, why));
                }));
    assertThatThrownBy(
            () -> start("--seonchak.roles=stock,member", "--seonchak.services.catalog=catalog"))
        .hasStackTraceContaining("seonchak.services.catalog: 'catalog' (expected: addresses");
    assertThatThrownBy(() -> start("--seonchak.roles=cook"))
        .hasStackTraceContaining("seonchak.roles: unknown role 'cook'");
  }

  @Test
  void aProcessWithOtherSecretsRefusesToStart(@TempDir Path home) {
    List<String> settings = new ArrayList<>(List.of("--seonchak.roles=catalog"));
    settings.add("--seonchak.services.member=" + shop.address());
    settings.add("--seonchak.secrets=" + home.resolve("others"));
    shop.settings.forEach((name, value) -> settings.add("--" + name + "=" + value));

    assertThatThrownBy(() -> start(settings.toArray(String[]::new)))
        .hasStackTraceContaining("seonchak.secrets: member does not take our token");
  }

  /** Does what must not be done, so that it is seen to be refused. */
  private record AskingInside(Shop shop) {
    void ask() {
      CatalogClient catalog = shop.beans(CatalogClient.class).iterator().next();
      var manager = shop.beans(PlatformTransactionManager.class).iterator().next();
      new TransactionTemplate(manager)
          .executeWithoutResult(status -> catalog.product(UUID.randomUUID()));
    }
  }

  /** The catalog is well again, and the stock has noticed. */
  private static void heal() {
    neighbour.manner = RemoteCallsTest::product;
    await()
        .atMost(Duration.ofSeconds(10))
        .ignoreExceptions()
        .until(
            () -> {
              for (int i = 0; i < 5; i++) {
                stock.beans(CatalogClient.class).iterator().next().product(new UUID(0, i));
              }
              return state("closed") == 1;
            });
  }

  /** Any product, with a field that only a later version has. */
  private static void product(com.sun.net.httpserver.HttpExchange asked)
      throws java.io.IOException {
    String path = asked.getRequestURI().getPath();
    Neighbour.answering(
            200,
            "{\"productId\":\"%s\",\"seller\":\"%s\",\"name\":\"컵\",\"price\":100,\"colour\":[1]}"
                .formatted(path.substring(path.lastIndexOf('/') + 1), UUID.randomUUID()))
        .answer(asked);
  }

  private static boolean opened() throws Exception {
    create(UUID.randomUUID());
    return state("open") == 1;
  }

  private static Answer create(UUID product) throws Exception {
    return stock.newDrop(product.toString(), 1, 1, Instant.now(), UUID.randomUUID().toString());
  }

  private static double state(String state) {
    return NetworkFaults.state(stock, state);
  }

  private static double age() {
    return meters().get("seonchak.revocations.age").gauge().value();
  }

  private static MeterRegistry meters() {
    return stock.beans(MeterRegistry.class).iterator().next();
  }

  private static long drops() throws Exception {
    try (var connection = shop.database.connect();
        var found = connection.createStatement().executeQuery("SELECT count(*) FROM stock.drop")) {
      found.next();
      return found.getLong(1);
    }
  }

  private static void startWithout(String missing, String role, List<String> needs) {
    start(
        Stream.concat(
                Stream.of("--seonchak.roles=" + role),
                needs.stream()
                    .filter(each -> !each.equals(missing))
                    .map(each -> "--seonchak.services.%s=%s".formatted(each, shop.address())))
            .toArray(String[]::new));
  }

  private static void start(String... settings) {
    String[] all = java.util.Arrays.copyOf(settings, settings.length + 2);
    all[settings.length] = "--server.port=0";
    all[settings.length + 1] = "--seonchak.home=" + shop.home;
    new SpringApplication(Application.class).run(all).close();
  }
}
