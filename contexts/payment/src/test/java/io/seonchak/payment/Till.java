package io.seonchak.payment;

import static org.awaitility.Awaitility.await;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.payment.application.Gateway;
import io.seonchak.payment.application.Hearing;
import io.seonchak.payment.application.PayingBack;
import io.seonchak.payment.application.Reconciling;
import io.seonchak.payment.application.Registering;
import io.seonchak.payment.application.Watching;
import io.seonchak.payment.messaging.OrderListener;
import io.seonchak.payment.toss.Simulated;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.remote.Remotes;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.RevocationClient;
import io.seonchak.testing.InMemoryOrders;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestNamespace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ComponentScan;
import org.springframework.context.annotation.Import;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The payment context of one process, its gateway the simulator, its orders a fake; nothing goes on
 * behind but what is stepped by hand. What it tells stays in its outbox.
 */
final class Till implements AutoCloseable {

  final Simulated gateway;
  final InMemoryOrders orders;
  private final TestDatabase database;
  private final Path home;
  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();

  /** An answer. */
  record Answer(int status, JsonNode json, HttpResponse<String> raw) {

    String text(String field) {
      return json.path(field).asString("");
    }

    /** The status and the word that tells most. */
    String words() {
      return status + " " + (text("code").isEmpty() ? text("status") : text("code"));
    }
  }

  /** No component, so that the context's own scan passes by. */
  @EnableAutoConfiguration
  @ComponentScan({
    "io.seonchak.platform.web",
    "io.seonchak.platform.security",
    "io.seonchak.platform.event",
    "io.seonchak.platform.remote"
  })
  @Import(PaymentContext.class)
  static class Alone {

    @Bean
    Ids ids() {
      return new Ids(Clock.systemUTC());
    }

    @Bean
    SecureRandom random() {
      return new SecureRandom();
    }

    @Bean
    RevocationClient revocationClient() {
      return within -> List.of();
    }
  }

  private Till(Simulated gateway, InMemoryOrders orders, TestDatabase database, Path home) {
    this.gateway = gateway;
    this.orders = orders;
    this.database = database;
    this.home = home;
    Map<String, Object> settings = new HashMap<>();
    settings.put("server.port", 0);
    settings.put("server.address", "127.0.0.1");
    settings.put("spring.datasource.url", database.url());
    settings.put("spring.datasource.username", database.username());
    settings.put("spring.datasource.password", database.password());
    settings.put("spring.flyway.enabled", false);
    settings.put("spring.main.banner-mode", "off");
    settings.put("spring.threads.virtual.enabled", true);
    settings.put("spring.web.resources.add-mappings", false);
    settings.put("seonchak.home", home.toString());
    settings.put("seonchak.namespace", TestNamespace.fresh());
    settings.put("seonchak.kafka.servers", TestKafka.servers());
    settings.put("seonchak.roles", "payment,order,member");
    settings.put("seonchak.toss.url", gateway.address().toString());
    settings.put("seonchak.toss.answer-timeout", "1500ms");
    settings.put("seonchak.payment.background", false);
    settings.put("logging.level.root", "error");
    settings.put("logging.level.org.apache.kafka", "off");
    var application = new SpringApplication(Alone.class);
    application.setDefaultProperties(settings);
    application.addInitializers(
        made -> {
          var generic = (GenericApplicationContext) made;
          generic.registerBean("clock", Clock.class, () -> gateway.clock);
          generic.registerBean("orders", OrderClient.class, () -> orders);
        });
    this.context = application.run();
  }

  /** One on a database and a gateway of its own. */
  static Till open() throws Exception {
    TestDatabase database = TestDatabase.fresh();
    var orders = new InMemoryOrders(order -> told(database, order));
    return new Till(new Simulated(), orders, database, Files.createTempDirectory("till"));
  }

  /** What the orders have heard when they are asked: everything, and in its order. */
  private static List<PaymentEvent> told(TestDatabase database, UUID order) {
    EventTypes<PaymentEvent> types = EventTypes.of(PaymentEvent.class);
    List<PaymentEvent> told = new ArrayList<>();
    try (Connection connection = database.connect();
        PreparedStatement select =
            connection.prepareStatement(
                "SELECT event_type, body FROM payment.outbox WHERE event_key = ?"
                    + " ORDER BY outbox_id")) {
      select.setObject(1, order);
      ResultSet row = select.executeQuery();
      while (row.next()) {
        told.add(types.read(row.getString(1), row.getBytes(2)));
      }
    } catch (SQLException | EventTypes.Unreadable e) {
      throw new IllegalStateException("what was told of order " + order, e);
    }
    return told;
  }

  /** A second instance of the same. */
  Till beside() {
    return new Till(gateway, orders, database, home);
  }

  /** The key of a window opened for an order. */
  String window(UUID order, long amount) throws Exception {
    return gateway.window(order.toString(), amount, "CARD", "");
  }

  /** An order of somebody, and the key of a window opened for it. */
  record Buying(UUID member, UUID order, long amount, String key) {

    String body() {
      return confirmation(order, amount, key);
    }
  }

  Buying buying(long amount) throws Exception {
    return buying(amount, "CARD", "");
  }

  Buying buying(long amount, String method, String more) throws Exception {
    UUID member = UUID.randomUUID();
    UUID order = orders.order(member, amount);
    String key = gateway.window(order.toString(), amount, method, more);
    return new Buying(member, order, amount, key);
  }

  static String confirmation(UUID order, long amount, String key) {
    return "{\"orderId\":\"%s\",\"amount\":%d,\"paymentKey\":\"%s\"}".formatted(order, amount, key);
  }

  Answer confirm(Buying buying) throws Exception {
    return confirm(buying.member(), buying.body());
  }

  Answer confirm(UUID member, String body) throws Exception {
    return as(member, "POST", "/api/payments/confirm", body);
  }

  /** An order that is paid. */
  Buying bought(long amount) throws Exception {
    Buying buying = buying(amount);
    Answer answer = confirm(buying);
    if (answer.status() != 200) {
      throw new IllegalStateException("not paid: " + answer);
    }
    return buying;
  }

  Answer as(UUID member, String method, String path, String body, String... headers)
      throws Exception {
    return send(method, path, body, with(headers, bearer(member, MemberRole.MEMBER)));
  }

  Answer asOperator(String method, String path) throws Exception {
    return send(method, path, "", bearer(UUID.randomUUID(), MemberRole.OPERATOR));
  }

  private String[] bearer(UUID member, MemberRole role) {
    var identity = new Identity(member, UUID.randomUUID(), null, Set.of(role), 1);
    String token = context.getBean(AccessTokens.class).issue(identity).token();
    return new String[] {"Authorization", "Bearer " + token};
  }

  private static String[] with(String[] some, String[] more) {
    List<String> all = new ArrayList<>(List.of(some));
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  Answer send(String method, String path, String body, String... headers) throws Exception {
    List<String> all = new ArrayList<>(List.of(headers));
    if (!all.contains("Content-Type")) {
      all.addAll(List.of("Content-Type", "application/json"));
    }
    HttpResponse<String> answer =
        http.send(
            HttpRequest.newBuilder(URI.create(address() + path))
                .timeout(Duration.ofSeconds(20))
                .headers(all.toArray(String[]::new))
                .method(
                    method,
                    body.isEmpty()
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    String text = answer.body();
    return new Answer(
        answer.statusCode(), JsonMapper.shared().readTree(text.isBlank() ? "{}" : text), answer);
  }

  String address() {
    int port =
        Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer()).getPort();
    return "http://127.0.0.1:" + port;
  }

  /** Makes the gateway's webhooks come here. */
  void hearWebhooks() throws Exception {
    gateway.webhooksTo(address() + "/api/webhooks/toss");
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Time passes, and everything behind takes the rounds it finds due. */
  void later(Duration time) {
    gateway.clock.advance(time);
    rounds();
  }

  /** Everything behind that is due is done. */
  void rounds() {
    int done = 1;
    for (int round = 0; done > 0 && round < 1_000; round++) {
      done =
          bean(Hearing.class).once()
              + bean(Reconciling.class).once()
              + bean(PayingBack.class).once()
              + bean(Registering.class).forgetOnce();
    }
  }

  /**
   * Enough good answers that a few faults do not open the breaker; where a stalled machine has
   * opened it, only once it lets them through.
   */
  void keepBreakerShut() {
    await().atMost(Remotes.OPEN.multipliedBy(10)).until(this::isAnswered);
    for (int i = 0; i < 4; i++) {
      boolean _ = isAnswered();
    }
  }

  private boolean isAnswered() {
    return bean(Gateway.class).toss().payment("nobody") instanceof Refused;
  }

  /** An order whose account was given out. */
  Buying account(String more) throws Exception {
    Buying buying = buying(10_000, "VIRTUAL_ACCOUNT", more);
    confirm(buying);
    return buying;
  }

  Watching watching() {
    return bean(Watching.class);
  }

  /** The order context tells something, and it is heard as it would be by way of Kafka. */
  void told(OrderEvent... events) {
    DataSource source = bean(DataSource.class);
    new TransactionTemplate(bean(PlatformTransactionManager.class))
        .executeWithoutResult(
            status -> {
              var connection = DataSourceUtils.getConnection(source);
              try {
                bean(OrderListener.class)
                    .handle(
                        connection,
                        Arrays.stream(events)
                            .map(
                                event ->
                                    new Received<OrderEvent>(
                                        UUID.randomUUID(), event, gateway.clock.instant(), ""))
                            .toList());
              } finally {
                DataSourceUtils.releaseConnection(connection, source);
              }
            });
  }

  /** What was told of an order, in its order: each event's name without its context, and body. */
  List<Told> events(UUID order) {
    return bean(JdbcClient.class)
        .sql(
            "SELECT event_type, convert_from(body, 'UTF8') FROM payment.outbox WHERE event_key = ?"
                + " ORDER BY outbox_id")
        .param(order)
        .query(
            (row, n) ->
                new Told(
                    row.getString(1).replaceAll("^payment\\.|\\.v1$", ""),
                    JsonMapper.shared().readTree(row.getString(2))))
        .list();
  }

  /** The names of what was told of an order. */
  List<String> names(UUID order) {
    return events(order).stream().map(Told::name).toList();
  }

  record Told(String name, JsonNode body) {}

  /** What this context checks of its own, by name. */
  Map<String, Check> checks() {
    return context
        .getBeanProvider(Checks.class)
        .orderedStream()
        .flatMap(each -> each.checks().stream())
        .filter(each -> each.context().equals("payment"))
        .collect(Collectors.toMap(Check::name, each -> each));
  }

  /** A number from this context's schema. */
  long count(String sql, Object... parameters) {
    return bean(JdbcClient.class).sql(sql).params(parameters).query(Long.class).single();
  }

  @Override
  public void close() {
    context.close();
  }
}
