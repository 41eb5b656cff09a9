package io.seonchak.claims;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** The database's clock, which somebody sets by hand. */
class DatabaseClockTest {

  private static final long SECOND = 1_000_000;

  private final AtomicLong nanos = new AtomicLong();
  private final DatabaseClock clock = new DatabaseClock(nanos::get);

  @Test
  void aJumpIsNoticedUntilSomebodyHasLookedAtIt() {
    clock.read(1_000 * SECOND);
    nanos.addAndGet(10_000_000_000L);
    clock.read(1_014 * SECOND);
    assertThat(clock.jumped()).isFalse();

    clock.read(1_020 * SECOND);
    assertThat(clock.jumped()).isTrue();
    clock.read(1_020 * SECOND);
    assertThat(clock.jumped()).isTrue();
    clock.trust();
    assertThat(clock.jumped()).isFalse();
    assertThat(clock.nowMicros()).isEqualTo(1_020 * SECOND);
  }
}
