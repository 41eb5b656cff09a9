package io.seonchak.counter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PoolFiguresTest {

  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  @Test
  void nothingAnsweredIsNothing() {
    var before = new PoolFigures().see(0);

    assertThat(before.p99Millis(before)).isZero();
    assertThat(before.grantsPerSecond(before)).isZero();
  }

  @Test
  void onlyWhatCameSinceTheLastLookCounts() {
    var figures = new PoolFigures();
    figures.granted(Duration.ofSeconds(9).toNanos());
    figures.refused();
    var before = figures.see(0);
    for (int i = 0; i < 100; i++) {
      figures.granted(Duration.ofMillis(4).toNanos());
      figures.refused();
    }
    var now = figures.see(2 * SECOND);

    assertThat(now.grantsPerSecond(before)).isEqualTo(50);
    assertThat(now.refusalsPerSecond(before)).isEqualTo(50);
    assertThat(now.p99Millis(before)).isBetween(4.0, 5.0);
  }

  @Test
  void theSlowHundredthIsSeenAndTheRestIsNot() {
    var figures = new PoolFigures();
    var before = figures.see(0);
    for (int i = 0; i < 1_000; i++) {
      figures.granted(Duration.ofMillis(i < 985 ? 2 : 80).toNanos());
    }

    assertThat(figures.see(SECOND).p99Millis(before)).isBetween(80.0, 100.0);
  }

  @Test
  void noLatencyIsTooShortOrTooLong() {
    var figures = new PoolFigures();
    var before = figures.see(0);
    figures.granted(-1);
    figures.granted(0);
    figures.granted(Long.MAX_VALUE);

    assertThat(figures.see(SECOND).grantsPerSecond(before)).isEqualTo(3);
  }
}
