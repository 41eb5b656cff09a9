package io.seonchak.catalog.model;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.catalog.model.Cut.Source;
import io.seonchak.catalog.model.PriceHistory.ListPrice;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceHistoryTest {

  private static final Instant DAY_0 = Instant.parse("2026-03-01T00:00:00Z");

  private final List<ListPrice> lists = new ArrayList<>();
  private final List<Cut> cuts = new ArrayList<>();

  private static Instant day(double days) {
    return DAY_0.plusMillis((long) (days * Duration.ofDays(1).toMillis()));
  }

  private void listed(double day, Long price) {
    lists.add(new ListPrice(day(day), price));
  }

  private void cut(Source source, int percent, double from, double to) {
    cuts.add(Cut.of(source, percent, null, day(from), day(to)));
  }

  private PriceSpan at(Instant instant) {
    long list =
        lists.stream()
            .filter(each -> !each.from().isAfter(instant) && each.price() != null)
            .reduce((first, second) -> second)
            .map(ListPrice::price)
            .orElse(100L);
    return new PriceHistory(lists, cuts).spans(list, instant, instant.plusSeconds(600)).getFirst();
  }

  private PriceSpan at(double day) {
    return at(day(day));
  }

  @ParameterizedTest
  @CsvSource({
    "1000, 10, 900",
    "999, 10, 899",
    "101, 33, 67",
    "100, 100, 0",
    "1000000000000, 1, 990000000000",
    "129000, 7, 119970"
  })
  void ofAPercentageTheRestIsRoundedDown(long list, int percent, long left) {
    assertThat(Cut.of(Source.DISCOUNT, percent, null, day(0), day(1)).price(list)).isEqualTo(left);
  }

  @Test
  void anAmountNeverMakesAPriceNegative() {
    assertThat(Cut.of(Source.DISCOUNT, null, 5_000L, day(0), day(1)).price(3_000)).isZero();
  }

  @Test
  void aCutCountsFromItsStartUntilBeforeItsEnd() {
    listed(0, 1_000L);
    cut(Source.TIME_SALE, 10, 1, 2);

    assertThat(at(day(1).minusMillis(1)).amount()).isEqualTo(1_000);
    assertThat(at(day(1)).amount()).isEqualTo(900);
    assertThat(at(day(2).minusMillis(1)).amount()).isEqualTo(900);
    assertThat(at(day(2)).amount()).isEqualTo(1_000);
    assertThat(at(day(2)).until()).isNull();
  }

  @Test
  void theBestOfAllCounts() {
    listed(0, 1_000L);
    cut(Source.DISCOUNT, 10, 0, 10);
    cut(Source.TIME_SALE, 25, 2, 3);

    assertThat(at(1).source()).isEqualTo(Source.DISCOUNT);
    assertThat(at(2).source()).isEqualTo(Source.TIME_SALE);
    assertThat(at(2).amount()).isEqualTo(750);
    assertThat(at(2).until()).isEqualTo(day(3));
    assertThat(at(3).amount()).isEqualTo(900);
  }

  @Test
  void ofTwoEqualOnesTheLongerIsNamed() {
    listed(0, 1_000L);
    cut(Source.DISCOUNT, 10, 0, 5);
    cut(Source.TIME_SALE, 10, 0, 9);

    assertThat(at(1).until()).isEqualTo(day(9));
  }

  @Test
  void spansTellEveryChangeAhead() {
    listed(0, 1_000L);
    cut(Source.TIME_SALE, 10, 0.001, 0.002);
    List<PriceSpan> spans = new PriceHistory(lists, cuts).spans(1_000, day(0), day(0.01));

    assertThat(spans).extracting(PriceSpan::amount).containsExactly(1_000L, 900L, 1_000L);
    assertThat(spans).extracting(PriceSpan::from).containsExactly(day(0), day(0.001), day(0.002));
  }

  @Test
  void aReductionIsComparedWithTheLowestPriceOfTheTwentyDaysBefore() {
    listed(0, 1_000L);
    cut(Source.DISCOUNT, 20, 12, 13);
    cut(Source.TIME_SALE, 30, 30, 31);

    PriceSpan sale = at(30);
    assertThat(sale.comparison()).isEqualTo(800);
    assertThat(sale.percentOff()).isEqualTo(12);
  }

  @Test
  void whatWasCheaperMoreThanTwentyDaysBeforeDoesNotCount() {
    listed(0, 1_000L);
    cut(Source.DISCOUNT, 20, 8, 10);
    cut(Source.TIME_SALE, 30, 30, 31);

    assertThat(at(30).comparison()).as("cheaper until 20 days before").isEqualTo(1_000);
    cuts.clear();
    cut(Source.DISCOUNT, 20, 8, 10.0001);
    cut(Source.TIME_SALE, 30, 30, 31);
    assertThat(at(30).comparison()).as("cheaper within 20 days before").isEqualTo(800);
  }

  @Test
  void aPriceThatWasRaisedOnlyToBeLoweredIsNoReduction() {
    listed(0, 1_000L);
    listed(25, 2_000L);
    listed(26, 1_000L);

    assertThat(at(26).comparison()).isEqualTo(1_000);
    assertThat(at(26).percentOff()).isZero();
  }

  @Test
  void whatWasNotYetSoldForTwentyDaysHasNothingToCompareWith() {
    listed(0, 1_000L);
    cut(Source.TIME_SALE, 10, 19.9, 25);
    assertThat(at(20).comparison()).isEqualTo(900);
    cuts.clear();
    cut(Source.TIME_SALE, 10, 20, 25);
    assertThat(at(20).comparison()).isEqualTo(1_000);
  }

  @Test
  void whatWasHiddenTwentyDaysBeforeHasNothingToCompareWith() {
    listed(0, 1_000L);
    listed(5, null);
    listed(29, 1_000L);
    cut(Source.TIME_SALE, 10, 30, 31);

    assertThat(at(30).percentOff()).isZero();
  }

  @Test
  void whatIsCheaperAgainAfterBeingHiddenIsNoReduction() {
    listed(0, 1_000L);
    listed(30, null);
    listed(31, 700L);

    assertThat(at(31).percentOff()).isZero();
  }

  @Test
  void aSaleThatFollowsAnotherAtTheSamePriceIsTheSameReduction() {
    listed(0, 1_000L);
    cut(Source.DISCOUNT, 10, 30, 32);
    cut(Source.TIME_SALE, 10, 32, 34);

    assertThat(at(33).comparison()).isEqualTo(1_000);
    assertThat(at(33).source()).isEqualTo(Source.TIME_SALE);
    assertThat(at(33).until()).isEqualTo(day(34));
  }

  @Test
  void aDeeperCutIsComparedWithTheOneItDeepens() {
    listed(0, 1_000L);
    cut(Source.DISCOUNT, 10, 30, 40);
    cut(Source.TIME_SALE, 30, 32, 34);

    assertThat(at(33).comparison()).isEqualTo(900);
    assertThat(at(35).comparison()).as("raised again, no reduction").isEqualTo(900);
  }

  @Test
  void aListPriceLoweredForGoodIsCalledReducedForTwentyDays() {
    listed(0, 1_000L);
    listed(30, 800L);

    assertThat(at(day(50).minusMillis(1)).percentOff()).isEqualTo(20);
    assertThat(at(50).percentOff()).isZero();
    assertThat(new PriceHistory(lists, cuts).spans(800, day(49.999), day(50.001)))
        .extracting(PriceSpan::percentOff)
        .containsExactly(20, 0);
  }

  /** Whatever happened: a percentage is shown only where it was not cheaper for 20 days. */
  @Test
  void noHistoryShowsWhatIsNotTrue() {
    int shown = 0;
    for (long seed = 0; seed < 40; seed++) {
      var random = new Random(seed);
      lists.clear();
      cuts.clear();
      listed(0, 1_000L);
      for (int i = 0; i < 5; i++) {
        listed(1 + i * 9 + random.nextInt(8), 100L + random.nextInt(2_000));
        int from = random.nextInt(50);
        Source source = random.nextBoolean() ? Source.DISCOUNT : Source.TIME_SALE;
        cut(source, 1 + random.nextInt(100), from, from + 1 + random.nextInt(10));
      }
      for (int day = 21; day < 60; day++) {
        PriceSpan span = at(day);
        shown += span.percentOff() > 0 ? 1 : 0;
        for (int ago = 1; span.percentOff() > 0 && ago <= 20; ago++) {
          assertThat(at(day - ago).amount())
              .as("seed %d, %d days before day %d", seed, ago, day)
              .isGreaterThanOrEqualTo(span.amount());
        }
      }
    }
    assertThat(shown).isGreaterThan(50);
  }
}
