package io.seonchak.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.platform.money.Won;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiscountTest {

  @ParameterizedTest
  @CsvSource({"3000, 0, 0", "3000, 2999, 2999", "3000, 3000, 3000", "3000, 10000, 3000"})
  void anAmountIsNeverMoreThanTheGoods(long amount, long goods, long off) {
    assertThat(new Discount.Amount(amount).off(goods)).isEqualTo(off);
  }

  @ParameterizedTest
  @CsvSource({
    "15, , 0, 0",
    "1, , 99, 0",
    "15, , 9999, 1499",
    "33, , 100, 33",
    "100, , 7777, 7777",
    "100, 5000, 7777, 5000",
    "10, 5000, 49999, 4999",
    "10, 5000, 50009, 5000",
    "10, 5000, 1000000, 5000"
  })
  void aShareIsRoundedDownAndEndsAtItsMaximum(
      int percent, @Nullable Long max, long goods, long off) {
    assertThat(new Discount.Percent(percent, max).off(goods)).isEqualTo(off);
  }

  @ParameterizedTest
  @CsvSource({"1", "37", "100"})
  void theDearestGoodsDoNotOverflow(int percent) {
    long off = new Discount.Percent(percent, null).off(Won.MAX);

    assertThat(off).isEqualTo(Won.MAX / 100 * percent);
  }
}
