package io.seonchak.points;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.points.PointsEvent;
import io.seonchak.contracts.points.PointsEvent.Held;
import io.seonchak.contracts.points.PointsEvent.Refused;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Received;
import io.seonchak.platform.event.Traces;
import io.seonchak.testing.SagaProof;
import io.seonchak.testing.SagaProof.Run;
import io.seonchak.testing.SagaProof.Saga;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The points' part of the saga, proven against an order that is only played. */
class PointsSagaTest {

  private static final long CASH = 10_000;
  private static final EventTypes<PointsEvent> TYPES = EventTypes.of(PointsEvent.class);
  private static Office office;

  @BeforeAll
  static void open() {
    office = new Office();
  }

  @AfterAll
  static void close() {
    office.close();
  }

  @Test
  void whateverHappensOnTheWayPointsBalance() {
    SagaProof.Tried tried = proof(true).prove(saga());

    assertThat(tried.runs()).isGreaterThan(100);
    assertThat(office.statements.prove().findings()).isEmpty();
    System.out.println("points: " + tried);
  }

  @Test
  void booksThatPassACancellingOverAreFoundOut() {
    assertThatThrownBy(() -> proof(false).prove(saga()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("refused: cancelled");
  }

  private static SagaProof proof(boolean sound) {
    return new SagaProof()
        .tells(PointsContext.SCHEMA, office.source, TYPES::read)
        .hears(
            "points",
            event -> OrderSteps.HEARD.contains(event.getClass()) && (sound || !isOver(event)),
            office.source,
            (connection, told) ->
                office.steps.hear(connection, told.stream().map(PointsSagaTest::received).toList()))
        .plays("order", PointsSagaTest::order);
  }

  private static boolean isOver(Event event) {
    return event instanceof OrderEvent.Cancelled;
  }

  private static Received<OrderEvent> received(SagaProof.Told told) {
    return new Received<>(
        told.id(), (OrderEvent) told.event(), office.clock.instant(), Traces.begin());
  }

  /** What becomes of an order; the number of points says which way it goes. */
  private enum Way {
    PAID(80, 20 + 100),
    REFUSED(130, 100),
    CANCELLED(60, 100),
    CHANGED(50, 70 + 100),
    REFUNDED(70, 100),
    HALF_REFUNDED(90, 10 + 40 + 50);

    private final long points;
    private final long balanceAtLast;

    Way(long points, long balanceAtLast) {
      this.points = points;
      this.balanceAtLast = balanceAtLast;
    }
  }

  private static List<Event> order(Event event) {
    return switch (event) {
      case Held held -> held(held);
      case Refused refused -> List.of(Office.cancelled(refused.orderId(), member(refused)));
      default -> List.of();
    };
  }

  private static List<Event> held(Held held) {
    UUID id = held.orderId();
    UUID member = member(held);
    OrderEvent paid = Office.paid(id, member, CASH, held.points());
    return switch ((int) held.points()) {
      case 80 -> List.of(paid);
      case 60 -> List.of(Office.cancelled(id, member));
      // These terms are not the last, so nobody pays by them.
      case 50 -> List.of();
      case 30 -> List.of(paid);
      case 70 -> List.of(paid, refund(held, 1, 4_000, 30), refund(held, 2, 6_000, 40));
      case 90 -> List.of(paid, refund(held, 1, 5_000, 40));
      default -> throw new AssertionError(held);
    };
  }

  private static OrderEvent refund(Held held, int number, long cash, long points) {
    return Office.refunded(
        held.orderId(), member(held), new UUID(held.orderId().hashCode(), number), cash, points);
  }

  /** Played orders keep nothing, so the member's id follows from the order's. */
  private static UUID member(PointsEvent event) {
    return memberOf(event.orderId());
  }

  private static UUID memberOf(UUID order) {
    return new UUID(order.getLeastSignificantBits(), order.getMostSignificantBits());
  }

  private static Saga saga() {
    return new Saga() {
      @Override
      public List<String> refusals() {
        return List.of("points", "cancelled", "changed", "refunded", "half refunded");
      }

      @Override
      public Run begin(String refusal) {
        Way way =
            switch (refusal) {
              case "" -> Way.PAID;
              case "points" -> Way.REFUSED;
              case "cancelled" -> Way.CANCELLED;
              case "changed" -> Way.CHANGED;
              case "refunded" -> Way.REFUNDED;
              case "half refunded" -> Way.HALF_REFUNDED;
              default -> throw new AssertionError(refusal);
            };
        return new OneOrder(way);
      }
    };
  }

  private static final class OneOrder implements Run {
    private final UUID order = UUID.randomUUID();
    private final UUID member = memberOf(order);
    private final Way way;

    OneOrder(Way way) {
      this.way = way;
      office.grant(member, 100);
    }

    @Override
    public UUID key() {
      return order;
    }

    @Override
    public List<Event> first() {
      OrderEvent terms = Office.reserved(order, member, 1, way.points);
      return way == Way.CHANGED
          ? List.of(terms, Office.reserved(order, member, 2, 30))
          : List.of(terms);
    }

    @Override
    public void check() {
      assertThat(office.held(member)).as("held").isZero();
      assertThat(office.balance(member)).as("balance").isEqualTo(way.balanceAtLast);
    }
  }
}
