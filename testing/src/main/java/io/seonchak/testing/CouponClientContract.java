package io.seonchak.testing;

import static io.seonchak.contracts.coupon.CouponClient.AMOUNT_MAX;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.contracts.coupon.CouponClient;
import io.seonchak.contracts.coupon.CouponClient.Quote;
import io.seonchak.contracts.coupon.CouponClient.Verdict;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What everybody may rely on who asks for coupons: the provider, its proxy and the fake keep it.
 */
public abstract class CouponClientContract {

  private static final long DISCOUNT = 3_000;
  private static final long MIN_ORDER = 10_000;
  private static final Quote USABLE = new Quote(Verdict.USABLE, DISCOUNT, MIN_ORDER);

  private UUID member = new UUID(0, 0);

  /** The client that is tried. */
  protected abstract CouponClient client();

  /**
   * Gives a member a coupon of {@code discount} won off goods that cost {@code minOrder}; its id.
   */
  protected abstract UUID given(UUID member, long discount, long minOrder) throws Exception;

  /** Lets an order of its member reserve a coupon; the order's id. */
  protected abstract UUID reserved(UUID member, UUID coupon) throws Exception;

  /** Lets the order that reserved a coupon be paid. */
  protected abstract void pay(UUID member, UUID coupon, UUID order) throws Exception;

  /** Ends a coupon's days. */
  protected abstract void expire(UUID coupon) throws Exception;

  /** For subclasses. */
  protected CouponClientContract() {}

  @BeforeEach
  void somebodyElse() {
    member = UUID.randomUUID();
  }

  @Test
  void whatNobodyHasAndWhatAnotherHasAreNotThere() throws Exception {
    UUID others = given(UUID.randomUUID(), DISCOUNT, MIN_ORDER);
    for (UUID nothing : List.of(UUID.randomUUID(), new UUID(0, 0), others)) {
      assertThat(quote(nothing, UUID.randomUUID(), 20_000))
          .isEqualTo(new Quote(Verdict.NO_SUCH_COUPON, 0, 0));
    }
  }

  @Test
  void goodsThatCostLessThanItsMinimumDoNotGetIt() throws Exception {
    UUID coupon = given(member, DISCOUNT, MIN_ORDER);

    for (long little : new long[] {0, MIN_ORDER - 1}) {
      assertThat(quote(coupon, UUID.randomUUID(), little))
          .isEqualTo(new Quote(Verdict.BELOW_MINIMUM, 0, MIN_ORDER));
    }
    for (long enough : new long[] {MIN_ORDER, AMOUNT_MAX}) {
      assertThat(quote(coupon, UUID.randomUUID(), enough)).isEqualTo(USABLE);
    }
  }

  @Test
  void askingReservesNothing() throws Exception {
    UUID coupon = given(member, DISCOUNT, MIN_ORDER);

    assertThat(quote(coupon, UUID.randomUUID(), 20_000)).isEqualTo(USABLE);
    assertThat(quote(coupon, UUID.randomUUID(), 20_000)).isEqualTo(USABLE);
  }

  @Test
  void nothingTakesOffMoreThanTheGoodsCost() throws Exception {
    UUID coupon = given(member, DISCOUNT, 0);

    for (long little : new long[] {0, 1, DISCOUNT - 1, DISCOUNT}) {
      assertThat(quote(coupon, UUID.randomUUID(), little))
          .isEqualTo(new Quote(Verdict.USABLE, little, 0));
    }
  }

  @Test
  void whatOneOrderReservedIsUsableForThatOneOnlyAlsoPastItsDays() throws Exception {
    UUID coupon = given(member, DISCOUNT, MIN_ORDER);
    UUID order = reserved(member, coupon);

    for (int time = 0; time < 2; time++) {
      assertThat(quote(coupon, UUID.randomUUID(), 20_000)).isEqualTo(refusal(Verdict.RESERVED));
      assertThat(quote(coupon, UUID.randomUUID(), 1)).isEqualTo(refusal(Verdict.RESERVED));
      assertThat(quote(coupon, order, 20_000)).isEqualTo(USABLE);
      assertThat(quote(coupon, order, 1)).isEqualTo(refusal(Verdict.BELOW_MINIMUM));
      expire(coupon);
    }
  }

  @Test
  void whatWasUsedIsUsedForEverybody() throws Exception {
    UUID coupon = given(member, DISCOUNT, MIN_ORDER);
    UUID order = reserved(member, coupon);
    pay(member, coupon, order);

    assertThat(quote(coupon, UUID.randomUUID(), 20_000)).isEqualTo(refusal(Verdict.USED));
    assertThat(quote(coupon, order, 1)).isEqualTo(refusal(Verdict.USED));
    expire(coupon);
    assertThat(quote(coupon, order, 20_000)).isEqualTo(refusal(Verdict.USED));
  }

  @Test
  void whatIsPastItsDaysIsNotUsable() throws Exception {
    UUID coupon = given(member, DISCOUNT, MIN_ORDER);
    expire(coupon);

    assertThat(quote(coupon, UUID.randomUUID(), 20_000)).isEqualTo(refusal(Verdict.EXPIRED));
    assertThat(quote(coupon, UUID.randomUUID(), 1)).isEqualTo(refusal(Verdict.EXPIRED));
  }

  @Test
  void whatIsNoAmountIsRefused() throws Exception {
    UUID coupon = given(member, DISCOUNT, MIN_ORDER);

    for (long wrong : new long[] {-1, Long.MIN_VALUE, AMOUNT_MAX + 1, Long.MAX_VALUE}) {
      for (UUID each : List.of(coupon, UUID.randomUUID())) {
        assertThatThrownBy(() -> quote(each, UUID.randomUUID(), wrong))
            .isInstanceOf(RuntimeException.class);
      }
    }
  }

  private Quote quote(UUID coupon, UUID order, long amount) {
    return client().quote(member, coupon, order, amount);
  }

  private static Quote refusal(Verdict verdict) {
    return new Quote(verdict, 0, MIN_ORDER);
  }
}
