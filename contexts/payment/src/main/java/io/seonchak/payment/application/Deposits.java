package io.seonchak.payment.application;

import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.Deposit;
import io.seonchak.payment.toss.Payment;
import io.seonchak.platform.security.Sealing;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Optional;
import java.util.UUID;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Accounts to pay into, as they are kept: sealed, for their number and secret are the buyer's. */
@Component
class Deposits {

  /** How often an account is looked at of which nobody tells anything. */
  static final Duration LOOKED_AT_EVERY = Duration.ofHours(1);

  /** The gateway says one when it gives it out; without one it is asked again after a day. */
  private static final Duration DUE_UNSAID = Duration.ofDays(1);

  private static final Duration AFTER_DUE = Duration.ofMinutes(1);
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Sealing sealing;
  private final Clock clock;

  Deposits(@Qualifier("paymentSealing") Sealing sealing, Clock clock) {
    this.sealing = sealing;
    this.clock = clock;
  }

  /**
   * An account that was given out.
   *
   * @param dueAt until when money may come
   * @param lookAt when somebody looks at it next
   */
  record Given(byte[] sealed, Instant dueAt, Instant lookAt) {}

  /** What the gateway gave out for an attempt. */
  Given given(Attempt attempt, Payment payment) {
    Payment.VirtualAccount account = payment.virtualAccount();
    OffsetDateTime said = account == null ? null : account.dueDate();
    Instant due = said == null ? clock.instant().plus(DUE_UNSAID) : said.toInstant();
    var deposit =
        new Deposit(
            account == null ? null : account.bankCode(),
            account == null ? null : account.accountNumber(),
            payment.secret(),
            due);
    byte[] sealed = sealing.seal(JSON.writeValueAsString(deposit), place(attempt.id()));
    Instant look = clock.instant().plus(LOOKED_AT_EVERY);
    Instant afterDue = due.plus(AFTER_DUE);
    return new Given(sealed, due, look.isBefore(afterDue) ? look : afterDue);
  }

  /** The account of an attempt, if it has one. */
  Optional<Deposit> of(Attempt attempt) {
    byte[] sealed = attempt.deposit();
    return sealed == null
        ? Optional.empty()
        : Optional.of(JSON.readValue(sealing.open(sealed, place(attempt.id())), Deposit.class));
  }

  private static String place(UUID attempt) {
    return "deposit " + attempt;
  }
}
