package io.seonchak.coupon;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.contracts.coupon.CouponEvent.Applied;
import io.seonchak.contracts.coupon.CouponEvent.Refused;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Received;
import io.seonchak.testing.SagaProof;
import io.seonchak.testing.SagaProof.Run;
import io.seonchak.testing.SagaProof.Saga;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The coupons' part of the saga, proven against an order that is only played. */
class CouponSagaTest {

  private static final long GOODS = 50_000;
  private static final Instant SOME = Instant.parse("2026-12-01T03:00:00Z");
  private static final EventTypes<CouponEvent> TYPES = EventTypes.of(CouponEvent.class);

  private static Purse purse;

  @BeforeAll
  static void open() throws Exception {
    purse = new Purse();
  }

  @AfterAll
  static void close() throws Exception {
    purse.close();
  }

  @Test
  void whateverHappensOnTheWayEachCouponEndsWhereItsOrderLeftIt() {
    SagaProof.Tried tried = proof(true).prove(new Orders());

    assertThat(tried.runs()).isGreaterThan(100);
  }

  @Test
  void couponsThatPassACancellingOverAreFoundOut() {
    assertThatThrownBy(() -> proof(false).prove(new Orders()))
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("refused: cancelled");
  }

  private static SagaProof proof(boolean sound) {
    return new SagaProof()
        .tells(CouponContext.SCHEMA, purse.source, TYPES::read)
        .hears(
            "coupon",
            event ->
                OrderSteps.HEARD.contains(event.getClass())
                    && (sound || !(event instanceof OrderEvent.Cancelled)),
            purse.source,
            (connection, told) ->
                purse.steps.hear(connection, told.stream().map(CouponSagaTest::received).toList()))
        .plays("order", CouponSagaTest::order);
  }

  private static Received<OrderEvent> received(SagaProof.Told told) {
    return new Received<>(told.id(), (OrderEvent) told.event(), SOME, Purse.TRACE);
  }

  /** What becomes of an order; what its coupon takes off says which way it goes. */
  private enum Way {
    PAID(1_000, CouponState.USED),
    CANCELLED(2_000, CouponState.AVAILABLE),
    CHANGED(3_000, CouponState.AVAILABLE),
    REFUNDED(4_000, CouponState.AVAILABLE),
    HALF_REFUNDED(5_000, CouponState.USED),
    TAKEN(6_000, CouponState.RESERVED);

    private final long off;
    private final CouponState atLast;

    Way(long off, CouponState atLast) {
      this.off = off;
      this.atLast = atLast;
    }
  }

  private static List<Event> order(Event event) {
    return switch (event) {
      case Applied applied -> applied(applied);
      case Refused refused -> List.of(cancelled(refused.orderId()));
      default -> List.of();
    };
  }

  private static List<Event> applied(Applied applied) {
    UUID id = applied.orderId();
    UUID coupon = applied.couponId();
    return switch ((int) applied.discount()) {
      case 1_000 -> List.of(paid(id, coupon));
      case 2_000 -> List.of(cancelled(id));
      // These terms are not the last, so nobody pays by them.
      case 3_000 -> List.of();
      case 4_000 -> List.of(paid(id, coupon), refunded(id, coupon));
      case 5_000 -> List.of(paid(id, coupon), refunded(id, null));
      default -> throw new AssertionError(applied);
    };
  }

  private static final class Orders implements Saga {

    @Override
    public List<String> refusals() {
      return Stream.of(Way.values())
          .skip(1)
          .map(way -> way.name().toLowerCase(Locale.ROOT))
          .toList();
    }

    @Override
    public Run begin(String refusal) throws Exception {
      return new OneOrder(
          refusal.isEmpty() ? Way.PAID : Way.valueOf(refusal.toUpperCase(Locale.ROOT)));
    }
  }

  private static final class OneOrder implements Run {
    private final UUID order = UUID.randomUUID();
    private final UUID member = memberOf(order);
    private final List<Event> first = new ArrayList<>();
    private final Way way;
    private final UUID coupon;
    private final @Nullable UUID second;

    OneOrder(Way way) throws SQLException {
      this.way = way;
      coupon = coupon(way.off);
      second = way == Way.CHANGED ? coupon(Way.PAID.off) : null;
      if (way == Way.TAKEN) {
        UUID other = UUID.randomUUID();
        purse.hear(new OrderEvent.Reserved(other, member, 1, coupon, way.off, GOODS, 0));
      }
      first.add(reserved(1, coupon, way.off));
      if (second != null) {
        first.add(reserved(2, second, Way.PAID.off));
      }
    }

    private UUID coupon(long off) throws SQLException {
      return purse.issued(purse.campaign(1, new Discount.Amount(off)), member);
    }

    private OrderEvent reserved(int revision, UUID named, long off) {
      return new OrderEvent.Reserved(order, member, revision, named, off, GOODS, 0);
    }

    @Override
    public UUID key() {
      return order;
    }

    @Override
    public List<Event> first() {
      return first;
    }

    @Override
    public void check() {
      assertThat(purse.standing(member, coupon).state()).isEqualTo(way.atLast);
      if (second != null) {
        assertThat(purse.standing(member, second))
            .isEqualTo(new Purse.Standing(CouponState.USED, order));
      }
    }
  }

  /** Played orders keep nothing, so the member's id follows from the order's. */
  private static UUID memberOf(UUID order) {
    return new UUID(order.getLeastSignificantBits(), order.getMostSignificantBits());
  }

  private static OrderEvent paid(UUID order, UUID coupon) {
    return new OrderEvent.Paid(order, memberOf(order), coupon, GOODS, 0, List.of(), SOME);
  }

  private static OrderEvent cancelled(UUID order) {
    return new OrderEvent.Cancelled(order, memberOf(order), "BY_MEMBER", List.of());
  }

  private static OrderEvent refunded(UUID order, @Nullable UUID coupon) {
    UUID refund = new UUID(order.hashCode(), 1);
    return new OrderEvent.Refunded(
        order, memberOf(order), refund, GOODS, 0, coupon, coupon != null, List.of(), SOME);
  }
}
