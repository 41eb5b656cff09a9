package io.seonchak.tosssimulator;

import io.seonchak.platform.time.Repeating;
import java.time.Clock;
import java.time.Duration;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What happens by itself: payments run out, webhooks go out. Each round can be taken by hand. */
@Component
class Rounds implements SmartLifecycle {

  private static final Duration EVERY = Duration.ofMillis(100);

  private final Deals deals;
  private final Webhooks webhooks;
  private final SimulatorSettings settings;
  private final Clock clock;
  private final Repeating turns = new Repeating("toss-simulator", EVERY, this::once);

  Rounds(Deals deals, Webhooks webhooks, SimulatorSettings settings, Clock clock) {
    this.deals = deals;
    this.webhooks = webhooks;
    this.settings = settings;
    this.clock = clock;
  }

  /** One round; how much was done. */
  int once() {
    return deals.expireDue(clock.instant()) + webhooks.sendDue();
  }

  @Override
  public void start() {
    if (settings.background()) {
      turns.start();
    }
  }

  @Override
  public void stop() {
    turns.stop();
  }

  @Override
  public boolean isRunning() {
    return turns.isRunning();
  }
}
