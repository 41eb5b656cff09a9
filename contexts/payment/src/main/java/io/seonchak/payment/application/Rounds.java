package io.seonchak.payment.application;

import io.seonchak.platform.time.Repeating;
import java.time.Duration;
import java.util.List;
import java.util.function.IntSupplier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** What goes on behind, over and over; each round can be taken by hand instead. */
@Component
class Rounds implements SmartLifecycle {

  /** The setting that leaves all rounds to be taken by hand. */
  static final String BACKGROUND = "seonchak.payment.background";

  private static final Duration EVERY = Duration.ofMillis(250);
  private static final Duration FORGET_EVERY = Duration.ofSeconds(2);
  private static final Duration WATCH_EVERY = Duration.ofSeconds(5);
  private static final Duration CLEAR_UP_EVERY = Duration.ofMinutes(5);

  private final boolean background;
  private final List<Repeating> all;

  Rounds(
      Reconciling reconciling,
      PayingBack payingBack,
      Hearing hearing,
      Registering registering,
      Watching watching,
      @Value("${" + BACKGROUND + ":true}") boolean background) {
    this.background = background;
    this.all =
        List.of(
            new Repeating("payment-attempts", EVERY, () -> whileThereAre(reconciling::once)),
            new Repeating("payment-refunds", EVERY, () -> whileThereAre(payingBack::once)),
            new Repeating("payment-hints", EVERY, () -> whileThereAre(hearing::once)),
            new Repeating("payment-cards", FORGET_EVERY, registering::forgetOnce),
            new Repeating("payment-watch", WATCH_EVERY, watching::once),
            new Repeating("payment-clearing-up", CLEAR_UP_EVERY, watching::clearUp));
  }

  /** Full rounds follow each other at once; a rest is for when there is little to do. */
  private static void whileThereAre(IntSupplier round) {
    int done = Reconciling.TAKEN;
    while (done == Reconciling.TAKEN && !Thread.currentThread().isInterrupted()) {
      done = round.getAsInt();
    }
  }

  @Override
  public void start() {
    if (background) {
      all.forEach(Repeating::start);
    }
  }

  @Override
  public void stop() {
    all.forEach(Repeating::stop);
  }

  @Override
  public boolean isRunning() {
    return all.getFirst().isRunning();
  }
}
