package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.catalog.CatalogEvent;
import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.payment.PaymentEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.e2e.Shop.Answer;
import io.seonchak.payment.application.PayingBack;
import io.seonchak.payment.application.Reconciling;
import io.seonchak.platform.event.ByHand;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.security.MemberRole;
import io.seonchak.testing.SagaProof;
import io.seonchak.testing.SagaProof.Run;
import io.seonchak.testing.SagaProof.Saga;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.IntSupplier;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/**
 * The whole purchase: stock, order, coupon, points and payment of a running application, paid
 * through the gateway's simulator, with each delivery between them going wrong. The broker is away;
 * the proof hands the events over. {@code -Dseonchak.saga.one-in=1} tries every mishap at every
 * delivery.
 */
class PurchaseSagaTest {

  private static final int ONE_IN = Integer.getInteger("seonchak.saga.one-in", 24);
  private static final int RANDOM = Integer.getInteger("seonchak.saga.random", 2);
  private static final int STOCK = 1_000_000;
  private static final int GRANTED = 5_000;
  private static final int SPENT = 3_000;
  private static final String NOWHERE = "127.0.0.1:1";

  private static final List<Class<? extends Event>> TOLD =
      List.of(
          CatalogEvent.class,
          StockEvent.class,
          OrderEvent.class,
          CouponEvent.class,
          PointsEvent.class,
          PaymentEvent.class);

  private static Shop shop;
  private static JdbcClient jdbc;
  private static UUID shoes;
  private static UUID shirt;
  private static UUID rare;
  private static UUID drop;
  private static String campaign;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.with("--seonchak.kafka.servers=" + NOWHERE, "--seonchak.payment.background=false");
    jdbc = JdbcClient.create(source());
    shoes = product("운동화", STOCK);
    shirt = product("티셔츠", STOCK);
    rare = product("한 켤레", 0);
    drop =
        UUID.fromString(
            shop.newDrop(shoes.toString(), STOCK, 1, Instant.now().minusSeconds(60), "drop")
                .text("dropId"));
    campaign = shop.campaign(STOCK, 5_000, 0).text("campaignId");
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void whateverGoesWrongOnTheWayUnitsCouponPointsAndMoneyBalanceAtItsEnd() {
    SagaProof.Tried tried =
        proof((listener, event) -> true).oneIn(ONE_IN).random(RANDOM, 1).prove(new Purchases());

    System.out.printf("%d runs, %d deliveries%n", tried.runs(), tried.deliveries());
    assertThat(tried.runs()).isGreaterThan(3 * Way.values().length);
  }

  @Test
  void aStockThatDoesNotHearOfCancellationsIsFoundOut() {
    foundOut("stock", OrderEvent.Cancelled.class, "units");
  }

  @Test
  void anOrderThatDoesNotHearOfPointsIsFoundOut() {
    foundOut("order", PointsEvent.class, "status");
  }

  @Test
  void couponsThatDoNotHearOfRefundsAreFoundOut() {
    foundOut("coupon", OrderEvent.Refunded.class, "coupon");
  }

  private static void foundOut(String deaf, Class<? extends Event> to, String by) {
    SagaProof proof =
        proof((listener, event) -> !(listener.startsWith(deaf + ".") && to.isInstance(event)))
            .oneIn(Integer.MAX_VALUE)
            .random(0, 1);

    assertThatThrownBy(() -> proof.prove(new Purchases()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("[" + by + "]");
  }

  private static SagaProof proof(BiPredicate<String, Event> hears) {
    return ByHand.proof(
        shop.beans(ContextEvents.class), source(), Map.of("order", "ordering"), TOLD, hears);
  }

  private static DataSource source() {
    return shop.beans(DataSource.class).iterator().next();
  }

  private static UUID product(String name, int stock) throws Exception {
    Answer answer =
        shop.post(
            "/api/products",
            "{\"name\":\"%s\",\"price\":25000,\"stock\":%d}".formatted(name, stock),
            Shop.once("Bearer " + shop.operator));
    UUID id = UUID.fromString(answer.text("productId"));
    int _ = proof((listener, event) -> true).once(new Made(id));
    return id;
  }

  /** A product, told to the stock. */
  private record Made(UUID key) implements Run {
    @Override
    public void check() throws Exception {
      assertThat(shop.get("/api/stock/" + key).status()).isEqualTo(200);
    }
  }

  /** What becomes of a purchase, and the state it must end in. */
  private enum Way {
    PAID("PAID"),
    CARD_REFUSED("CANCELLED"),
    ANSWER_LOST("PAID"),
    CANCELLED("CANCELLED"),
    EXPIRED("CANCELLED"),
    REFUNDED("REFUNDED"),
    LINE_REFUNDED("PARTIALLY_REFUNDED"),
    UNITS_LACKING("CANCELLED"),
    COUPON_TAKEN("CANCELLED"),
    POINTS_SPENT("CANCELLED"),
    DROP_PAID("PAID"),
    DROP_CANCELLED("CANCELLED"),
    DROP_EXPIRED("CANCELLED"),
    DROP_REFUNDED("REFUNDED");

    private final String end;

    Way(String end) {
      this.end = end;
    }

    boolean ofDrop() {
      return name().startsWith("DROP_");
    }
  }

  private static final class Purchases implements Saga {

    @Override
    public List<String> refusals() {
      return Stream.of(Way.values())
          .skip(1)
          .map(way -> way.name().toLowerCase(Locale.ROOT))
          .toList();
    }

    @Override
    public Run begin(String refusal) throws Exception {
      return new Purchase(
          refusal.isEmpty() ? Way.PAID : Way.valueOf(refusal.toUpperCase(Locale.ROOT)));
    }
  }

  /** One purchase of a member of its own. */
  private static final class Purchase implements Run {

    private final Way way;
    private final UUID member = UUID.randomUUID();
    private final String authorization = shop.as(member, MemberRole.MEMBER)[1];
    private final String coupon;
    private final UUID order;

    Purchase(Way way) throws Exception {
      this.way = way;
      assertThat(shop.grantPoints(member.toString(), GRANTED).status()).isEqualTo(201);
      this.coupon =
          call("POST", "/api/coupon-campaigns/" + campaign + "/claims", "{}").text("couponId");
      this.order = way.ofDrop() ? claimed() : ordered(way);
      if (way == Way.COUPON_TAKEN || way == Way.POINTS_SPENT) {
        takenByAnother(way == Way.COUPON_TAKEN);
      }
    }

    private UUID claimed() throws Exception {
      return UUID.fromString(
          shop.claim(drop, shop.ticket(member, drop), "key", "{\"quantity\":1}").text("claimId"));
    }

    private UUID ordered(Way how) throws Exception {
      return ordered(how == Way.UNITS_LACKING ? rare : shoes, coupon, SPENT);
    }

    private UUID ordered(UUID first, String withCoupon, int points) throws Exception {
      Answer placed =
          call(
              "POST",
              "/api/orders",
              """
              {"lines":[{"productId":"%s","quantity":1},{"productId":"%s","quantity":2}],\
              "couponId":%s,"points":%d}\
              """
                  .formatted(
                      first, shirt, withCoupon.isEmpty() ? null : '"' + withCoupon + '"', points));
      return UUID.fromString(placed.text("orderId"));
    }

    /** Another order of his gets there first with the same coupon, or with too many points. */
    private void takenByAnother(boolean theCoupon) throws Exception {
      UUID other = ordered(shoes, theCoupon ? coupon : "", theCoupon ? 0 : SPENT);
      int _ = proof((listener, event) -> true).once(new Other(this, other));
    }

    @Override
    public UUID key() {
      return order;
    }

    @Override
    public boolean quiet(int times) throws Exception {
      return switch (way) {
        case PAID, DROP_PAID -> step(times, this::pay);
        case CARD_REFUSED -> step(times, this::payInVain, this::cancel);
        case ANSWER_LOST -> step(times, this::payUnheard, this::reconcile);
        case CANCELLED, DROP_CANCELLED -> step(times, this::cancel);
        case EXPIRED, DROP_EXPIRED -> step(times, this::expire);
        case REFUNDED, DROP_REFUNDED -> step(times, this::pay, this::cancel, this::payBack);
        case LINE_REFUNDED -> step(times, this::pay, this::cancelLine, this::payBack);
        case UNITS_LACKING, COUPON_TAKEN, POINTS_SPENT -> false;
      };
    }

    private interface Act {
      void run() throws Exception;
    }

    private static boolean step(int times, Act... acts) throws Exception {
      if (times >= acts.length) {
        return false;
      }
      acts[times].run();
      return true;
    }

    private void pay() throws Exception {
      assertThat(confirm("").status()).as("[status] %s", status(order)).isEqualTo(200);
    }

    private void payInVain() throws Exception {
      assertThat(confirm(",\"refuseWith\":\"REJECT_CARD_COMPANY\"").status()).isBetween(400, 499);
    }

    /** The gateway takes the money, and its answer is lost. */
    private void payUnheard() throws Exception {
      assertThat(shop.chaos("{\"next\":[\"LOSE_ANSWER\"]}").status()).isBetween(200, 299);
      assertThat(confirm("").status()).as("[status] %s", status(order)).isIn(200, 202);
    }

    private Answer confirm(String more) throws Exception {
      long amount = view(order).path("amount").asLong();
      return shop.pay(order.toString(), amount, Shop.BY_CARD + more, authorization);
    }

    private void reconcile() {
      int _ =
          jdbc.sql(
                  "UPDATE payment.attempt SET due_at = made_at WHERE order_id = ? AND ended_at IS"
                      + " NULL")
              .param(order)
              .update();
      untilNothingIsDue(shop.beans(Reconciling.class).iterator().next()::once);
    }

    private void cancel() throws Exception {
      cancel("");
    }

    private void cancelLine() throws Exception {
      String line = view(order).path("lines").path(0).path("lineId").asString("");
      cancel(",\"lines\":[{\"lineId\":\"%s\",\"quantity\":1}]".formatted(line));
    }

    private void cancel(String lines) throws Exception {
      Answer answer =
          call(
              "POST",
              "/api/orders/" + order + "/cancel",
              "{\"reason\":\"마음이 바뀌었어요\"%s}".formatted(lines));
      assertThat(answer.status()).as("[status] %s", answer.body()).isBetween(200, 299);
    }

    private void payBack() {
      untilNothingIsDue(shop.beans(PayingBack.class).iterator().next()::once);
    }

    /** A round takes a few, and purchases before this one may have left something to look at. */
    private static void untilNothingIsDue(IntSupplier round) {
      int taken = round.getAsInt();
      while (taken > 0) {
        taken = round.getAsInt();
      }
    }

    /** His time to pay is over. */
    private void expire() {
      List<UUID> pools =
          jdbc.sql(
                  "UPDATE stock.claim SET deadline = granted_at WHERE claim_id = ? AND state = 1"
                      + " RETURNING pool_id")
              .param(order)
              .query(UUID.class)
              .list();
      pools.forEach(pool -> shop.expireDue(pool, STOCK));
    }

    @Override
    public void check() throws Exception {
      assertThat(status(order)).as("[status]").isEqualTo(way.end);
      Ending ending = ending(order);
      boolean stands = way.end.equals("PAID") || way.end.equals("PARTIALLY_REFUNDED");
      assertThat(ending.held()).as("[units] held").isZero();
      assertThat(ending.confirmed())
          .as("[units] confirmed")
          .isEqualTo(stands ? expectedUnits() : 0);
      if (!way.ofDrop() && way != Way.COUPON_TAKEN) {
        assertThat(ending.coupon()).as("[coupon]").isEqualTo(stands ? "USED" : "AVAILABLE");
      }
      assertThat(ending.pointsHeld()).as("[points] held").isZero();
      assertThat(ending.pointsSpent())
          .as("[points] spent")
          .isEqualTo(stands ? ending.pointsDue() : 0);
      assertThat(ending.underWay()).as("[money] under way").isZero();
      assertThat(ending.captures())
          .as("[money] captures")
          .isEqualTo(stands || way.end.equals("REFUNDED") ? 1 : 0);
      long cash = stands ? view(order).path("amount").asLong() - ending.refunded() : 0;
      assertThat(ending.atGateway()).as("[money] at the gateway").isEqualTo(cash);
      assertThat(ending.atPayment()).as("[money] in our payments").isEqualTo(cash);
      assertThat(drift()).as("[points] drift").isEmpty();
      assertThat(poolsThatDiffer()).as("[units] of the pools").isEmpty();
    }

    private int expectedUnits() {
      if (way.ofDrop()) {
        return 1;
      }
      return way == Way.LINE_REFUNDED ? 2 : 3;
    }

    private Answer call(String method, String path, String body) throws Exception {
      return shop.send(method, path, body, Shop.once(authorization));
    }

    private JsonNode view(UUID id) throws Exception {
      return call("GET", "/api/orders/" + id, "").json();
    }

    private String status(UUID id) throws Exception {
      return view(id).path("status").asString("");
    }

    /** Points and coupon of the member's accounts as their entries say. */
    private List<String> drift() {
      return jdbc.sql(
              """
              SELECT 'available ' || a.available || ', held ' || a.held FROM points.account a
                JOIN (SELECT t.member_id, coalesce(sum(e.amount) FILTER (WHERE e.side = 'AVAILABLE'), 0) AS available,
                  coalesce(sum(e.amount) FILTER (WHERE e.side = 'HELD'), 0) AS held
                  FROM points.transfer t JOIN points.entry e USING (transfer_id) GROUP BY t.member_id) s USING (member_id)
              WHERE a.member_id = ? AND (a.available <> s.available OR a.held <> s.held)
              """)
          .param(member)
          .query(String.class)
          .list();
    }
  }

  /** Another order of the same member that comes to where it may be paid. */
  private record Other(Purchase of, UUID key) implements Run {
    @Override
    public void check() throws Exception {
      assertThat(of.status(key)).isEqualTo("AWAITING_PAYMENT");
    }
  }

  /**
   * Where a purchase ended.
   *
   * @param held units
   * @param confirmed units
   * @param pointsDue what stands of the order's points once all refunds are taken off
   * @param refunded cash, as the order knows it, in won
   * @param underWay payments, refunds and cancellations that are not over
   */
  private record Ending(
      int held,
      int confirmed,
      String coupon,
      long pointsHeld,
      long pointsSpent,
      long pointsDue,
      int captures,
      long atGateway,
      long atPayment,
      long refunded,
      int underWay) {}

  private static Ending ending(UUID order) {
    return jdbc.sql(
            """
            SELECT (SELECT coalesce(sum(quantity), 0) FROM stock.claim WHERE claim_id = :order AND state = 1) AS held,
              (SELECT coalesce(sum(quantity), 0) FROM stock.claim WHERE claim_id = :order AND state = 2) AS confirmed,
              coalesce((SELECT c.state FROM coupon.coupon c JOIN ordering.orders o USING (coupon_id) WHERE o.order_id = :order), '') AS coupon,
              coalesce((SELECT held FROM points.purchase WHERE order_id = :order), 0) AS points_held,
              coalesce((SELECT spent - restored FROM points.purchase WHERE order_id = :order), 0) AS points_spent,
              (SELECT points FROM ordering.orders WHERE order_id = :order)
                - (SELECT coalesce(sum(points), 0) FROM ordering.refund WHERE order_id = :order AND state = 'DONE') AS points_due,
              (SELECT count(*) FROM toss_simulator.movement WHERE order_id = :text AND amount > 0) AS captures,
              (SELECT coalesce(sum(amount), 0) FROM toss_simulator.movement WHERE order_id = :text) AS at_gateway,
              (SELECT coalesce(sum(amount - refunded), 0) FROM payment.attempt WHERE order_id = :order AND state = 'DONE') AS at_payment,
              (SELECT coalesce(sum(cash), 0) FROM ordering.refund WHERE order_id = :order AND state = 'DONE') AS refunded,
              (SELECT count(*) FROM payment.attempt WHERE order_id = :order AND state IN ('STARTED', 'UNKNOWN'))
                + (SELECT count(*) FROM payment.cancel WHERE order_id = :order AND state IN ('PENDING', 'SENT'))
                + (SELECT count(*) FROM ordering.refund WHERE order_id = :order AND state = 'REQUESTED') AS under_way
            """)
        .param("order", order)
        .param("text", order.toString())
        .query(Ending.class)
        .single();
  }

  /** Pools whose count of live units is not that of their claims. */
  private static List<String> poolsThatDiffer() {
    return jdbc.sql(
            """
            SELECT p.pool_id || ': ' || p.live FROM stock.pool p
              WHERE p.pool_id = ANY(?) AND p.live <> (SELECT coalesce(sum(c.quantity), 0) FROM stock.claim c
                WHERE c.pool_id = p.pool_id AND c.state IN (1, 2))
            """)
        .param(new UUID[] {shoes, shirt, rare, drop})
        .query(String.class)
        .list();
  }
}
