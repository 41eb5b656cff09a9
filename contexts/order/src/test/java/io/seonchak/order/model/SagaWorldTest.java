package io.seonchak.order.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever happens in whatever order: stock, coupon, points and money balance in the end. */
class SagaWorldTest {

  private static final int SEEDS = 20_000;

  @Test
  void everythingBalancesHoweverItComes() {
    Set<Status> seen = EnumSet.noneOf(Status.class);
    for (long seed = 0; seed < SEEDS; seed++) {
      var world = new SagaWorld(seed, Order::hear);
      assertThat(world.run()).as("seed " + seed).isEmpty();
      seen.add(world.order().stand().status());
    }
    assertThat(seen)
        .containsExactlyInAnyOrder(
            Status.PAID, Status.CANCELLED, Status.PARTIALLY_REFUNDED, Status.REFUNDED);
  }

  static Stream<Named<SagaWorld.Hearing>> defects() {
    return Stream.of(
        Named.of(
            "a late approval is not given back",
            (order, fact, now) ->
                fact instanceof Fact.Approved && order.stand().status() == Status.CANCELLED
                    ? nothing(order)
                    : order.hear(fact, now)),
        Named.of(
            "the answer to older terms counts",
            (order, fact, now) ->
                order.hear(
                    fact instanceof Fact.CouponApplied late
                        ? new Fact.CouponApplied(order.terms().revision(), late.discount())
                        : fact,
                    now)),
        Named.of(
            "units that are lost while paying are forgotten",
            (order, fact, now) ->
                fact instanceof Fact.UnitsOver && order.stand().status() == Status.PAYING
                    ? nothing(order)
                    : order.hear(fact, now)),
        Named.of(
            "a refused coupon is taken for an applied one",
            (order, fact, now) ->
                order.hear(
                    fact instanceof Fact.CouponRefused refused
                        ? new Fact.CouponApplied(refused.revision(), order.terms().discount())
                        : fact,
                    now)),
        Named.of(
            "units of a paid order that expire are passed over",
            (order, fact, now) ->
                fact instanceof Fact.UnitsOver && order.stand().status() == Status.PAID
                    ? nothing(order)
                    : order.hear(fact, now)));
  }

  @ParameterizedTest
  @MethodSource("defects")
  void anOrderWithADefectIsCaught(SagaWorld.Hearing defect) {
    assertThat(
            Stream.iterate(0L, seed -> seed + 1)
                .limit(SEEDS)
                .map(seed -> new SagaWorld(seed, defect).run())
                .filter(imbalance -> !imbalance.isEmpty())
                .findFirst())
        .isPresent();
  }

  private static Step nothing(Order order) {
    return new Step(order, List.of(), List.of());
  }
}
