package io.seonchak.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.claims.Command;
import io.seonchak.claims.PoolId;
import io.seonchak.contracts.Event;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.order.OrderEvent.PaidLine;
import io.seonchak.contracts.order.OrderEvent.RefundedLine;
import io.seonchak.contracts.order.OrderEvent.Units;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.event.Traces;
import io.seonchak.testing.SagaProof;
import io.seonchak.testing.SagaProof.Run;
import io.seonchak.testing.SagaProof.Saga;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The stock's part of the saga, proven against an order that is only played. */
class StockSagaTest {

  private static final EventTypes<StockEvent> TYPES = EventTypes.of(StockEvent.class);
  private static final Map<UUID, OneOrder> orders = new HashMap<>();
  private static Stockroom room;

  @BeforeAll
  static void open() throws Exception {
    room = new Stockroom();
  }

  @AfterAll
  static void close() {
    room.close();
  }

  @Test
  void whateverHappensOnTheWayUnitsBalance() throws Exception {
    SagaProof.Tried tried = proof(event -> true).prove(saga());

    assertThat(tried.runs()).isGreaterThan(100);
    assertThat(room.check().findings()).isEmpty();
    System.out.println("stock: " + tried);
  }

  @Test
  void aStockThatPassesACancellingOverIsFoundOut() {
    assertThatThrownBy(() -> proof(event -> !(event instanceof OrderEvent.Cancelled)).prove(saga()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("live");
  }

  private static SagaProof proof(Predicate<Event> reaches) {
    return new SagaProof()
        .tells(StockContext.SCHEMA, room.source, TYPES::read)
        .hears(
            "stock",
            event -> OrderSteps.HEARD.contains(event.getClass()) && reaches.test(event),
            room.source,
            (connection, told) ->
                room.steps.hear(connection, told.stream().map(StockSagaTest::received).toList()))
        .plays("order", StockSagaTest::play);
  }

  private static List<Event> play(Event event) {
    OneOrder order = orders.get(event.key());
    return order == null ? List.of() : order.plays(event);
  }

  private static Received<OrderEvent> received(SagaProof.Told told) {
    return new Received<>(told.id(), (OrderEvent) told.event(), Instant.now(), Traces.begin());
  }

  private static Saga saga() {
    return new Saga() {
      @Override
      public List<String> refusals() {
        return List.of("units", "never pays", "cancels", "cancels at once", "refunds");
      }

      @Override
      public Run begin(String refusal) throws Exception {
        var order = new OneOrder(refusal);
        orders.put(order.key(), order);
        return order;
      }
    };
  }

  /** An order of two pools; it keeps nothing and answers every event by its way. */
  private static final class OneOrder implements Run {
    private final UUID id = UUID.randomUUID();
    private final UUID member = UUID.randomUUID();
    private final UUID shoes = room.item(2);
    private final UUID socks = room.item(3);
    private final String way;
    private final List<Units> units;

    OneOrder(String way) throws Exception {
      this.way = way;
      this.units = List.of(new Units(shoes, 2), new Units(socks, way.equals("units") ? 4 : 1));
    }

    @Override
    public UUID key() {
      return id;
    }

    @Override
    public List<Event> first() {
      var placed = new OrderEvent.Placed(id, member, units);
      return way.equals("cancels at once") ? List.of(placed, cancelled()) : List.of(placed);
    }

    List<Event> plays(Event event) {
      return switch (event) {
        case StockEvent.Reserved reserved -> reserved();
        case StockEvent.Refused refused -> List.of(cancelled());
        case StockEvent.Released released ->
            released.reason().equals("EXPIRED") ? List.of(cancelled()) : List.of();
        default -> List.of();
      };
    }

    private List<Event> reserved() {
      var awaiting =
          new OrderEvent.AwaitingPayment(
              id, member, 1, 1_000, units, room.now().plus(Duration.ofMinutes(30)));
      return switch (way) {
        case "never pays", "cancels at once" -> List.of(awaiting);
        case "cancels" -> List.of(awaiting, cancelled());
        case "refunds" -> List.of(awaiting, paid(), refunded(1, shoes), refunded(2, socks));
        default -> List.of(awaiting, paid());
      };
    }

    private OrderEvent cancelled() {
      return new OrderEvent.Cancelled(id, member, "BY_MEMBER", units);
    }

    private OrderEvent paid() {
      return new OrderEvent.Paid(
          id, member, null, 1_000, 0, List.of(line(shoes), line(socks)), Instant.EPOCH);
    }

    private PaidLine line(UUID pool) {
      return new PaidLine(pool, pool, pool, member, 1, 500, 0, 0, 500);
    }

    private OrderEvent refunded(int number, UUID pool) {
      return new OrderEvent.Refunded(
          id,
          member,
          new UUID(id.hashCode(), number),
          500,
          0,
          null,
          number == 2,
          List.of(new RefundedLine(pool, pool, member, 1, true, 0, 500)),
          Instant.EPOCH);
    }

    /** Of who never pays the time runs out, one pool after the other. */
    @Override
    public boolean quiet(int times) {
      if (!way.equals("never pays") || times > 1) {
        return false;
      }
      room.later(Duration.ofMinutes(40));
      room.claims.execute(new Command.ExpireDue(new PoolId(times == 0 ? shoes : socks), 10));
      return true;
    }

    @Override
    public void check() {
      boolean paid = way.isEmpty();
      assertThat(room.live(shoes)).as("live").isEqualTo(paid ? 2 : 0);
      assertThat(room.live(socks)).as("live").isEqualTo(paid ? 1 : 0);
      assertThat(room.held(shoes)).as("held").isZero();
      assertThat(room.held(socks)).as("held").isZero();
    }
  }
}
