package io.seonchak.order;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.catalog.CatalogClient;
import io.seonchak.contracts.catalog.CatalogClient.Offer;
import io.seonchak.contracts.coupon.CouponClient;
import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.contracts.stock.StockClient;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.order.messaging.CouponListener;
import io.seonchak.order.messaging.PaymentListener;
import io.seonchak.order.messaging.PointsListener;
import io.seonchak.order.messaging.StockListener;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.event.EventHandler;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.event.Traces;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.platform.security.RevocationClient;
import io.seonchak.testing.InMemoryCatalog;
import io.seonchak.testing.InMemoryCoupons;
import io.seonchak.testing.InMemoryStock;
import io.seonchak.testing.SettableClock;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestNamespace;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The order context alone on a database of its own. What it hears is handed to its listeners by
 * hand, what it tells is read from its outbox; its Kafka is not there.
 */
final class OrderStage implements AutoCloseable {

  private static final String NOBODY = "127.0.0.1:1";

  final SettableClock clock = new SettableClock(Instant.parse("2026-12-01T03:00:00Z"));
  final InMemoryCatalog catalog = new InMemoryCatalog();
  final InMemoryStock stock = new InMemoryStock(clock);
  final InMemoryCoupons coupons = new InMemoryCoupons();
  final TestDatabase database = TestDatabase.fresh();
  private final ConfigurableApplicationContext context;
  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;
  private long toldUpTo;

  /** An answer. */
  record Answer(int status, String body, HttpResponse<String> whole) {
    JsonNode json() {
      return JsonMapper.shared().readTree(body.isEmpty() ? "{}" : body);
    }

    String code() {
      return json().path("code").asString("");
    }

    String text(String field) {
      return json().path(field).asString("");
    }

    UUID id(String field) {
      return UUID.fromString(text(field));
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
  @Import(OrderContext.class)
  static class Application {

    @Bean
    Ids ids(Clock clock) {
      return new Ids(clock);
    }

    @Bean
    SecureRandom random() {
      return new SecureRandom();
    }

    @Bean
    RevocationClient nobodyIsRevoked() {
      return seconds -> List.of();
    }
  }

  OrderStage() throws Exception {
    var application = new SpringApplication(Application.class);
    application.addInitializers(
        beans -> {
          var registry = (org.springframework.context.support.GenericApplicationContext) beans;
          registry.registerBean("clock", Clock.class, () -> clock);
          registry.registerBean("fakeCatalog", CatalogClient.class, () -> catalog);
          registry.registerBean("fakeStock", StockClient.class, () -> stock);
          registry.registerBean("fakeCoupons", CouponClient.class, () -> coupons);
        });
    context =
        application.run(
            "--server.port=0",
            "--server.address=127.0.0.1",
            "--seonchak.home=" + Files.createTempDirectory("orders"),
            "--seonchak.namespace=" + TestNamespace.fresh(),
            "--seonchak.kafka.servers=" + NOBODY,
            "--spring.main.banner-mode=off",
            "--spring.kafka.bootstrap-servers=" + NOBODY,
            "--spring.flyway.enabled=false",
            "--spring.web.resources.add-mappings=false",
            "--logging.level.org.apache.kafka=off",
            "--spring.datasource.url=" + database.url(),
            "--spring.datasource.username=" + database.username(),
            "--spring.datasource.password=" + database.password());
    var server = Objects.requireNonNull(((WebServerApplicationContext) context).getWebServer());
    address = "http://127.0.0.1:" + server.getPort();
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** What this context checks of its own, by name. */
  Map<String, Check> checks() {
    return context
        .getBeanProvider(Checks.class)
        .orderedStream()
        .flatMap(each -> each.checks().stream())
        .filter(each -> each.context().equals("order"))
        .collect(Collectors.toMap(Check::name, each -> each));
  }

  OrderClient orders() {
    return bean(OrderClient.class);
  }

  JdbcClient jdbc() {
    return bean(JdbcClient.class);
  }

  /** A product on sale without variants; its id. */
  UUID product(String name, long price) {
    UUID id = UUID.randomUUID();
    catalog.put(new Offer(id, UUID.randomUUID(), name, true, price, List.of(id)));
    return id;
  }

  /** The stock has what it tells of. */
  void hear(StockEvent... events) {
    for (StockEvent event : events) {
      switch (event) {
        case StockEvent.Claimed c ->
            stock.grant(
                c.claimId(), c.dropId(), c.memberId(), Objects.requireNonNull(c.payBy(), "payBy"));
        case StockEvent.Reserved held ->
            stock.reserve(held.orderId(), held.memberId(), pools(held.orderId()), held.payBy());
        case StockEvent.Released gone -> stock.release(gone.claimId());
        case StockEvent.Refused _, StockEvent.DropOpened _, StockEvent.DropClosed _ -> {}
      }
    }
    handle(bean(StockListener.class), events);
  }

  private List<UUID> pools(UUID order) {
    return jdbc()
        .sql("SELECT pool_id FROM ordering.order_line WHERE order_id = ?")
        .param(order)
        .query((row, n) -> row.getObject(1, UUID.class))
        .list();
  }

  void hear(CouponEvent... events) {
    handle(bean(CouponListener.class), events);
  }

  void hear(PointsEvent... events) {
    handle(bean(PointsListener.class), events);
  }

  void hear(PaymentEvent... events) {
    handle(bean(PaymentListener.class), events);
  }

  @SafeVarargs
  final <E extends Event> void handle(EventHandler<E> handler, E... events) {
    List<Received<E>> received = new ArrayList<>();
    for (E event : events) {
      received.add(new Received<>(UUID.randomUUID(), event, clock.instant(), Traces.begin()));
    }
    var source = bean(DataSource.class);
    new TransactionTemplate(bean(PlatformTransactionManager.class))
        .executeWithoutResult(
            status -> {
              Connection connection = DataSourceUtils.getConnection(source);
              try {
                handler.handle(connection, received);
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              } finally {
                DataSourceUtils.releaseConnection(connection, source);
              }
            });
  }

  /** What was told since the last question, in order. */
  List<OrderEvent> told() {
    EventTypes<OrderEvent> types = EventTypes.of(OrderEvent.class);
    List<OrderEvent> told = new ArrayList<>();
    jdbc()
        .sql(
            "SELECT outbox_id, event_type, body FROM ordering.outbox WHERE outbox_id > ?"
                + " ORDER BY outbox_id")
        .param(toldUpTo)
        .query(
            row -> {
              toldUpTo = row.getLong(1);
              try {
                told.add(types.read(row.getString(2), row.getBytes(3)));
              } catch (EventTypes.Unreadable e) {
                throw new IllegalStateException(e);
              }
            });
    return told;
  }

  String[] as(UUID member, MemberRole... roles) {
    var identity =
        new Identity(
            member,
            UUID.randomUUID(),
            null,
            roles.length == 0 ? Set.of(MemberRole.MEMBER) : Set.of(roles),
            1);
    return new String[] {
      "Authorization", "Bearer " + bean(AccessTokens.class).issue(identity).token()
    };
  }

  Answer order(UUID member, String body) throws Exception {
    return post(member, "/api/orders", body, UUID.randomUUID().toString());
  }

  Answer post(UUID member, String path, String body, String key) throws Exception {
    return send("POST", path, body, with(as(member), "Idempotency-Key", key));
  }

  Answer get(UUID member, String path) throws Exception {
    return send("GET", path, "", as(member));
  }

  Answer put(UUID member, String path, String body) throws Exception {
    return send("PUT", path, body, as(member));
  }

  static String[] with(String[] headers, String... more) {
    String[] all = Arrays.copyOf(headers, headers.length + more.length);
    System.arraycopy(more, 0, all, headers.length, more.length);
    return all;
  }

  Answer send(String method, String path, String body, String... headers) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(Duration.ofSeconds(20))
            .headers(with(headers, "Content-Type", "application/json"))
            .method(method, HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    return new Answer(answer.statusCode(), answer.body(), answer);
  }

  @Override
  public void close() {
    context.close();
  }
}
