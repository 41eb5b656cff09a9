package io.seonchak.stock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.claims.Command;
import io.seonchak.claims.PoolId;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.contracts.order.OrderEvent.AwaitingPayment;
import io.seonchak.contracts.order.OrderEvent.Cancelled;
import io.seonchak.contracts.order.OrderEvent.Paid;
import io.seonchak.contracts.order.OrderEvent.PaidLine;
import io.seonchak.contracts.order.OrderEvent.Placed;
import io.seonchak.contracts.order.OrderEvent.Refunded;
import io.seonchak.contracts.order.OrderEvent.RefundedLine;
import io.seonchak.contracts.order.OrderEvent.Units;
import io.seonchak.contracts.stock.StockClient;
import io.seonchak.contracts.stock.StockClient.Extend;
import io.seonchak.contracts.stock.StockEvent;
import io.seonchak.contracts.stock.StockEvent.Lacking;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The stock's steps in the saga on a real database; every event comes by hand. */
class OrderStepsTest {

  private static Stockroom room;

  private final UUID order = UUID.randomUUID();
  private final UUID member = UUID.randomUUID();
  private UUID shoes;
  private UUID socks;

  @BeforeAll
  static void open() throws Exception {
    room = new Stockroom();
  }

  @AfterAll
  static void close() throws Exception {
    assertThat(room.check().findings()).isEmpty();
    room.close();
  }

  @BeforeEach
  void fill() throws Exception {
    shoes = room.item(5);
    socks = room.item(2);
  }

  @Test
  void whatCannotBeHadAsAWholeIsRefusedAndTakesNothing() throws Exception {
    room.hear(placed(order, units(shoes, 1), units(socks, 3)));

    assertThat(room.told(order))
        .containsExactly(
            new StockEvent.Refused(order, member, List.of(new Lacking(socks, "NOT_ENOUGH", 2))));
    assertThat(room.live(shoes)).isZero();
  }

  @Test
  void whatIsNoEverydayStockIsNotFoundEvenIfItIsADrop() throws Exception {
    UUID drop = room.drop(5);
    UUID nothing = UUID.randomUUID();
    room.hear(placed(order, units(shoes, 1), units(drop, 1), units(nothing, 1)));

    assertThat(lacking(order))
        .containsExactlyInAnyOrder(
            new Lacking(drop, "NOT_FOUND", 0), new Lacking(nothing, "NOT_FOUND", 0));
    assertThat(room.live(drop)).isZero();
    assertThat(room.live(shoes)).isZero();
  }

  @Test
  void aRefusedOrderStaysRefusedWhenUnitsAreBackAndItsPlacingComesAgain() throws Exception {
    room.hear(placed(order, units(socks, 3)));
    room.claims.execute(new Command.ChangeCapacity(new PoolId(socks), 10));
    room.hear(placed(order, units(socks, 3)));

    assertThat(room.told(order)).hasSize(2).allMatch(StockEvent.Refused.class::isInstance);
    assertThat(room.live(socks)).isZero();
  }

  @Test
  void anOrderGetsAllItsUnitsAndIsToldUntilWhen() throws Exception {
    room.hear(placed(order, units(shoes, 2), units(socks, 1)));

    assertThat(room.held(shoes)).isEqualTo(2);
    assertThat(room.held(socks)).isEqualTo(1);
    assertThat(room.told(order))
        .singleElement()
        .isInstanceOfSatisfying(
            StockEvent.Reserved.class,
            told ->
                assertThat(told.payBy())
                    .isBetween(
                        room.now().plus(Duration.ofMinutes(29)),
                        room.now().plus(Duration.ofMinutes(31))));
  }

  @Test
  void theSamePlacingTwiceClaimsOnceAndIsAnsweredTwice() throws Exception {
    Placed placed = placed(order, units(shoes, 2));
    room.hear(placed, placed);
    room.hear(placed);

    assertThat(room.live(shoes)).isEqualTo(2);
    assertThat(room.told(order)).hasSize(2).allMatch(StockEvent.Reserved.class::isInstance);
    assertThat(room.told(order).getFirst()).isEqualTo(room.told(order).getLast());
  }

  @Test
  void aCancellingThatComesFirstMakesALatePlacingRefused() throws Exception {
    room.hear(cancelled(order, units(shoes, 2)));
    room.hear(placed(order, units(shoes, 2)));

    assertThat(lacking(order)).containsExactly(new Lacking(shoes, OrderRound.ORDER_OVER, 0));
    assertThat(room.live(shoes)).isZero();
  }

  @Test
  void placingAndCancellingInOneBatchLeaveNothingWhicheverComesFirst() throws Exception {
    UUID other = UUID.randomUUID();
    room.hear(placed(order, units(shoes, 2)), cancelled(order, units(shoes, 2)));
    room.hear(cancelled(other, units(shoes, 2)), placed(other, units(shoes, 2)));

    assertThat(room.live(shoes)).isZero();
    assertThat(room.told(order))
        .extracting(Object::getClass)
        .containsExactlyInAnyOrder(StockEvent.Reserved.class, StockEvent.Released.class);
    assertThat(lacking(other)).hasSize(1);
  }

  @Test
  void placingAndCancellingAtTheSameMomentLeaveNothing() throws Exception {
    for (int i = 0; i < 30; i++) {
      UUID raced = UUID.randomUUID();
      together(
          () -> hearing(placed(raced, units(shoes, 2))),
          () -> hearing(cancelled(raced, units(shoes, 2))));

      assertThat(room.live(shoes)).as("round " + i).isZero();
    }
  }

  @Test
  void whatWasReleasedIsNotClaimedAgainByALatePlacing() throws Exception {
    room.hear(placed(order, units(shoes, 1)));
    expire(shoes);
    room.hear(placed(order, units(shoes, 1)));

    assertThat(room.live(shoes)).isZero();
    assertThat(lacking(order)).containsExactly(new Lacking(shoes, OrderRound.ORDER_OVER, 0));
  }

  @Test
  void whoMayPayIsHeldForAsLongAsHeMayButNotForEver() throws Exception {
    room.hear(placed(order, units(shoes, 1)));
    Instant soon = room.now().plus(Duration.ofMinutes(31));
    room.hear(awaiting(order, soon, units(shoes, 1)));
    assertThat(deadline(order, shoes)).isBetween(soon.minusMillis(1), soon);

    room.hear(awaiting(order, room.now().plus(Duration.ofDays(1)), units(shoes, 1)));
    assertThat(deadline(order, shoes)).isBefore(room.now().plus(Duration.ofMinutes(33)));

    room.hear(awaiting(order, room.now(), units(shoes, 1)));
    assertThat(deadline(order, shoes)).isAfter(soon);
  }

  @Test
  void awaitingPaymentOfWhatIsOverOrUnknownChangesNothing() throws Exception {
    room.hear(awaiting(UUID.randomUUID(), room.now(), units(shoes, 1)));
    room.hear(placed(order, units(shoes, 1)), cancelled(order, units(shoes, 1)));
    room.hear(awaiting(order, room.now().plus(Duration.ofMinutes(31)), units(shoes, 1)));

    assertThat(room.live(shoes)).isZero();
  }

  @Test
  void whatIsPaidIsFinalHoweverOftenItIsTold() throws Exception {
    room.hear(placed(order, units(shoes, 1), units(socks, 1)));
    long before = room.steps.unheld();
    room.hear(paid(order, shoes, socks), paid(order, shoes, socks));
    room.hear(paid(order, shoes, socks));
    room.later(Duration.ofHours(1));
    expire(shoes);

    assertThat(room.live(shoes)).isEqualTo(1);
    assertThat(room.held(shoes)).isZero();
    assertThat(room.held(socks)).isZero();
    assertThat(room.steps.unheld()).isEqualTo(before);
  }

  @Test
  void aPaidOrderWhoseUnitsAreGoneIsCriedOutAndTakesNobodyElses() throws Exception {
    room.hear(placed(order, units(shoes, 1)));
    expire(shoes);
    long before = room.steps.unheld();
    room.hear(paid(order, shoes));

    assertThat(room.steps.unheld()).isEqualTo(before + 1);
    assertThat(room.live(shoes)).isZero();
  }

  @Test
  void onlyLinesOfWhichNothingIsLeftGoBackAndOnlyOnce() throws Exception {
    room.hear(placed(order, units(shoes, 2), units(socks, 1)));
    room.hear(paid(order, shoes, socks));
    Refunded half = refunded(order, line(shoes, false), line(socks, true));
    room.hear(half, half);
    room.hear(half);

    assertThat(room.live(shoes)).isEqualTo(2);
    assertThat(room.live(socks)).isZero();
    assertThat(room.told(order)).filteredOn(StockEvent.Released.class::isInstance).hasSize(1);
  }

  @Test
  void anOrderThatExpiresPoolByPoolEndsAsAWhole() throws Exception {
    room.hear(placed(order, units(shoes, 1), units(socks, 1)));
    room.later(Duration.ofMinutes(40));
    room.claims.execute(new Command.ExpireDue(new PoolId(shoes), 10));
    StockEvent.Released first = (StockEvent.Released) room.told(order).getLast();

    assertThat(first.poolId()).isEqualTo(shoes);
    assertThat(first.reason()).isEqualTo("EXPIRED");
    assertThat(room.held(socks)).isEqualTo(1);
    assertThat(extend(order, Instant.now().plus(Duration.ofHours(2)), shoes, socks).held())
        .as("nobody may pay for half of it")
        .isEqualTo(StockClient.Held.OVER);

    // What the order's context does about the first of them.
    room.hear(cancelled(order, units(shoes, 1), units(socks, 1)));
    room.claims.execute(new Command.ExpireDue(new PoolId(socks), 10));

    assertThat(room.live(shoes)).isZero();
    assertThat(room.live(socks)).isZero();
    assertThat(room.told(order))
        .filteredOn(StockEvent.Released.class::isInstance)
        .extracting(each -> ((StockEvent.Released) each).poolId())
        .containsExactly(shoes, socks);
  }

  @Test
  void aPoolThatDecidesNothingRefusesAPlacingAndKeepsTheUndoForLater() throws Exception {
    room.hear(placed(order, units(shoes, 1)));
    UUID broken = room.item(3);
    room.jdbc.sql("DELETE FROM stock.pool_secret WHERE pool_id = ?").param(broken).update();
    UUID other = UUID.randomUUID();
    room.hear(placed(other, units(broken, 1)));

    assertThat(lacking(other)).containsExactly(new Lacking(broken, "UNAVAILABLE", 0));
    assertThatThrownBy(() -> room.hear(cancelled(order, units(shoes, 1), units(broken, 1))))
        .isInstanceOf(OrderRound.StepBlocked.class)
        .hasMessageContaining(order.toString());
    assertThat(room.live(shoes)).as("all or nothing of the batch").isEqualTo(1);
  }

  @Test
  void aFullBatchOfOrdersIsOneDecision() throws Exception {
    List<UUID> pools = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      pools.add(room.item(100));
    }
    List<OrderEvent> batch = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      batch.add(
          placed(
              UUID.randomUUID(),
              units(pools.get(i % 100), 1),
              units(pools.get((i + 37) % 100), 1)));
    }
    room.hear(batch.toArray(OrderEvent[]::new));

    assertThat(pools).allMatch(pool -> room.live(pool) == 10);
    assertThat(
            room.number(
                "SELECT count(DISTINCT block_no) FROM stock.ledger_block WHERE pool_id = ?",
                pools.getFirst()))
        .isEqualTo(2);
  }

  @Test
  void anExtensionIsBoundedAndSaysUntilWhen() throws Exception {
    room.hear(placed(order, units(shoes, 1), units(socks, 1)));
    Instant soon = room.now().plus(Duration.ofMinutes(31));

    assertThat(extend(order, soon, shoes, socks).until()).isBetween(soon.minusMillis(1), soon);
    assertThat(extend(order, soon.plus(Duration.ofDays(1)), shoes, socks).until())
        .isBefore(soon.plus(Duration.ofMinutes(2)));
    assertThat(extend(order, soon, shoes, UUID.randomUUID()).held())
        .isEqualTo(StockClient.Held.OVER);
    assertThat(extend(UUID.randomUUID(), soon, shoes).held()).isEqualTo(StockClient.Held.OVER);
    assertThatThrownBy(() -> extend(order, soon)).hasMessage("INVALID");
    room.hear(paid(order, shoes, socks));
    assertThat(extend(order, soon, shoes, socks))
        .isEqualTo(new StockClient.Extended(StockClient.Held.HELD, null));
  }

  @Test
  void aClaimOfADropIsFoundByItsIdAndAnOrdersIsNot() throws Exception {
    UUID drop = room.drop(3);
    UUID claim = room.claim(drop, member);
    room.hear(placed(order, units(shoes, 1)));

    assertThat(endpoint().claim(UUID.randomUUID())).isEmpty();
    assertThat(endpoint().claim(order)).isEmpty();
    assertThat(endpoint().claim(claim)).contains(new StockClient.ClaimFacts(claim, drop, member));
    room.hear(cancelled(claim, units(drop, 1)));
    assertThat(endpoint().claim(claim)).as("live or over").isPresent();
    assertThat(room.live(drop)).isZero();
  }

  private static StockEndpoint endpoint() {
    return new StockEndpoint(room.claims, room.jdbc);
  }

  private static StockClient.Extended extend(UUID order, Instant until, UUID... pools) {
    return endpoint().extend(order, new Extend(List.of(pools), until));
  }

  private static void expire(UUID pool) {
    room.later(Duration.ofMinutes(40));
    room.claims.execute(new Command.ExpireDue(new PoolId(pool), 100));
  }

  private static List<Lacking> lacking(UUID order) {
    return ((StockEvent.Refused) room.told(order).getLast()).lacking();
  }

  private static Instant deadline(UUID order, UUID pool) {
    return room.jdbc
        .sql("SELECT deadline FROM stock.claim WHERE claim_id = ? AND pool_id = ?")
        .params(order, pool)
        .query(java.time.OffsetDateTime.class)
        .single()
        .toInstant();
  }

  private static Void hearing(OrderEvent event) throws Exception {
    room.hear(event);
    return null;
  }

  private static void together(Callable<Void> one, Callable<Void> other) throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Void> each : threads.invokeAll(List.of(one, other))) {
        each.get();
      }
    }
  }

  private static Units units(UUID pool, int quantity) {
    return new Units(pool, quantity);
  }

  private Placed placed(UUID id, Units... units) {
    return new Placed(id, member, List.of(units));
  }

  private Cancelled cancelled(UUID id, Units... units) {
    return new Cancelled(id, member, "BY_MEMBER", List.of(units));
  }

  private AwaitingPayment awaiting(UUID id, Instant payBy, Units... units) {
    return new AwaitingPayment(id, member, 1, 1_000, List.of(units), payBy);
  }

  private Paid paid(UUID id, UUID... pools) {
    List<PaidLine> lines =
        Arrays.stream(pools)
            .map(
                pool ->
                    new PaidLine(
                        UUID.randomUUID(),
                        pool,
                        UUID.randomUUID(),
                        UUID.randomUUID(),
                        1,
                        1_000,
                        0,
                        0,
                        1_000))
            .toList();
    return new Paid(id, member, null, 1_000, 0, lines, Instant.now());
  }

  private static RefundedLine line(UUID pool, boolean over) {
    return new RefundedLine(UUID.randomUUID(), pool, UUID.randomUUID(), 1, over, 0, 1_000);
  }

  private Refunded refunded(UUID id, RefundedLine... lines) {
    return new Refunded(
        id, member, UUID.randomUUID(), 1_000, 0, null, false, List.of(lines), Instant.now());
  }
}
