package io.seonchak.payment.application;

import io.seonchak.payment.model.Repair;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Cancels;
import io.seonchak.payment.store.Cards;
import io.seonchak.payment.store.Hints;
import io.seonchak.payment.store.Repairs;
import io.seonchak.payment.store.Repairs.Figures;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Sees to it that nothing rests unseen, and shows what people have to look at. */
@Component
public class Watching {

  private static final Duration UNFINISHED_KEPT = Duration.ofDays(1);
  private static final Logger log = LoggerFactory.getLogger(Watching.class);

  private final Repairs repairs;
  private final Attempts attempts;
  private final Cancels cancels;
  private final Hints hints;
  private final Cards cards;
  private final Outcomes outcomes;
  private final Clock clock;
  private long told;

  Watching(
      Repairs repairs,
      Attempts attempts,
      Cancels cancels,
      Hints hints,
      Cards cards,
      Outcomes outcomes,
      Clock clock) {
    this.repairs = repairs;
    this.attempts = attempts;
    this.cancels = cancels;
    this.hints = hints;
    this.cards = cards;
    this.outcomes = outcomes;
    this.clock = clock;
  }

  /** One look: how much rests. Says so when there is more to repair than before. */
  public synchronized Figures once() {
    Figures now = repairs.figures(clock.instant());
    outcomes.rests(now);
    if (now.repairs() > told) {
      log.warn(
          "{} payments or refunds want to be looked at: GET /api/operations/payments/repairs",
          now.repairs());
    }
    told = now.repairs();
    return now;
  }

  /** Forgets what nobody needs any more. */
  public void clearUp() {
    Instant now = clock.instant();
    hints.forgetSome(now);
    cards.forgetUnfinished(now.minus(UNFINISHED_KEPT));
  }

  /** What people have to look at, the oldest first. */
  public List<Repair> open(int most) {
    return repairs.open(clock.instant(), most);
  }

  /** Strikes one off; whether it stood there. */
  public boolean end(UUID id, UUID by) {
    return repairs.end(id, by, clock.instant());
  }

  /** Lets what rests of an order be taken up now. Whatever it is, nothing is done twice by it. */
  public void hasten(UUID order) {
    attempts.hinted(order, null, clock.instant());
    cancels.hasten(order, clock.instant());
  }
}
