package io.seonchak.points;

import io.seonchak.platform.time.Repeating;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Lets points expire in the background, so that the books show it without anybody looking. */
@Component
class Expiring implements SmartLifecycle {

  private static final Duration EVERY = Duration.ofMinutes(1);

  private final GrantingPoints points;
  private final Repeating steps = new Repeating("points-expire", EVERY, this::expire);

  Expiring(GrantingPoints points) {
    this.points = points;
  }

  private void expire() {
    int settled;
    do {
      settled = points.expireOnce();
    } while (settled == GrantingPoints.EXPIRED_AT_ONCE && steps.isRunning());
  }

  @Override
  public void start() {
    steps.start();
  }

  @Override
  public void stop() {
    steps.stop();
  }

  @Override
  public boolean isRunning() {
    return steps.isRunning();
  }
}
