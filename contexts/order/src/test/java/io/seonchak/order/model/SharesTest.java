package io.seonchak.order.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class SharesTest {

  private static final long WON_MAX = 1_000_000_000_000L;

  @Test
  void moreThanThereIsCannotBeShared() {
    assertThatThrownBy(() -> Shares.of(101, 60, 40))
        .hasMessageContaining("101 (expected: 0 to 100)");
    assertThatThrownBy(() -> Shares.of(-1, 60, 40)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theLargestRemainderGetsTheOddWon() {
    assertThat(Shares.of(100, 70, 70, 70)).containsExactly(34, 33, 33);
    assertThat(Shares.of(10, 3, 3, 93)).containsExactly(0, 0, 10);
    assertThat(Shares.of(2, 0, 5, 5)).containsExactly(0, 1, 1);
    assertThat(Shares.of(0, 0, 0)).containsExactly(0, 0);
  }

  @Test
  void sharesSumToTheAmountAndNoneExceedsItsWeight() {
    var random = new Random(20261124);
    for (int round = 0; round < 20_000; round++) {
      long[] weights = new long[1 + random.nextInt(20)];
      for (int i = 0; i < weights.length; i++) {
        weights[i] = random.nextInt(4) == 0 ? random.nextInt(3) : random.nextLong(WON_MAX);
      }
      long whole = Arrays.stream(weights).sum();
      long amount = random.nextInt(5) == 0 ? whole : random.nextLong(whole + 1);

      long[] shares = Shares.of(amount, weights);

      assertThat(Arrays.stream(shares).sum()).isEqualTo(amount);
      for (int i = 0; i < shares.length; i++) {
        assertThat(shares[i]).isBetween(0L, weights[i]);
      }
    }
  }

  @Test
  void partsOfALineTakenOneAfterTheOtherAreTheLine() {
    var random = new Random(7);
    for (int round = 0; round < 5_000; round++) {
      int quantity = 1 + random.nextInt(999);
      long unitPrice = 1 + random.nextLong(WON_MAX / 1_000);
      Line line = line(quantity, unitPrice);
      long discount = random.nextLong(line.total() + 1);
      line = line.shared(discount, random.nextLong(line.total() - discount + 1));
      while (!line.over()) {
        Part part = line.part(1 + random.nextInt(line.left()));
        assertThat(part.cash()).isNotNegative();
        assertThat(part.points()).isNotNegative();
        line = line.without(part);
      }
      assertThat(line.back()).isEqualTo(new Line.Back(quantity, line.points(), line.cash()));
    }
  }

  @Test
  void aLineGivesBackNoMoreThanItTook() {
    Line line = line(3, 1_000);
    assertThatThrownBy(() -> line.without(new Part(line.id(), 4, 0, 0)))
        .hasMessageContaining("at most 3");
    assertThatThrownBy(() -> line.without(new Part(line.id(), 1, 0, 3_001)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static Line line(int quantity, long unitPrice) {
    UUID id = new UUID(0, 1);
    return Line.of(id, id, id, id, "양말", quantity, unitPrice);
  }
}
