package io.seonchak.payment.application;

import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.Repair;
import io.seonchak.payment.store.Repairs;
import io.seonchak.platform.id.Ids;
import java.time.Clock;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Calls people. */
@Component
class Noting {

  private static final Logger log = LoggerFactory.getLogger(Noting.class);

  private final Repairs repairs;
  private final Ids ids;
  private final Clock clock;

  Noting(Repairs repairs, Ids ids, Clock clock) {
    this.repairs = repairs;
    this.ids = ids;
    this.clock = clock;
  }

  /** Notes something about an attempt, once while it stands. */
  void note(Repair.Kind kind, Attempt attempt, String words) {
    note(kind, attempt.orderId(), attempt.id(), words);
  }

  /**
   * The same about anything.
   *
   * @param words without anything secret
   */
  void note(Repair.Kind kind, UUID order, UUID subject, String words) {
    log.warn("somebody must look: {} of order {}, {}: {}", kind, order, subject, words);
    repairs.note(new Repair(ids.next(), kind, order, subject, words, clock.instant()));
  }
}
