package io.seonchak.payment.application;

import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.Deposit;
import io.seonchak.payment.model.Means;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Hints;
import io.seonchak.payment.store.Hints.Hint;
import io.seonchak.payment.toss.Payment;
import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import io.seonchak.payment.toss.Webhook;
import io.seonchak.payment.toss.WebhookReader;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * What webhooks say, and anybody who pretends to be one. It is believed of none of them: each only
 * makes a payment of an order that was tried to be paid here be read sooner. So a forged one, a
 * doubled one and one that comes early do nothing; of other orders nothing is even written down.
 */
@Component
public class Hearing {

  private static final int TRANSMISSION_MAX = 100;
  private static final Logger log = LoggerFactory.getLogger(Hearing.class);

  private final WebhookReader reader;
  private final Attempts attempts;
  private final Hints hints;
  private final Gateway gateway;
  private final Deposits deposits;
  private final Strays strays;
  private final Outcomes outcomes;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Hearing(
      WebhookReader reader,
      Attempts attempts,
      Hints hints,
      Gateway gateway,
      Deposits deposits,
      Strays strays,
      Outcomes outcomes,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.reader = reader;
    this.attempts = attempts;
    this.hints = hints;
    this.gateway = gateway;
    this.deposits = deposits;
    this.strays = strays;
    this.outcomes = outcomes;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /**
   * Something came by the webhooks' door.
   *
   * @param body as it came
   * @param transmission the gateway's id of it; a repetition has the same
   * @param time and {@code signature}: headers, of payouts only
   */
  public void hear(
      byte[] body,
      @Nullable String transmission,
      @Nullable String time,
      @Nullable String signature) {
    outcomes.count(Outcomes.Kind.WEBHOOK);
    switch (reader.read(body, time, signature)) {
      case Webhook.PaymentHint hint ->
          order(hint).ifPresent(order -> hinted(order, hint, transmission));
      case Webhook.Deposit deposit ->
          id(deposit.orderId()).ifPresent(order -> deposited(order, deposit, transmission));
      // Nobody signs these, and there is nothing to read: a card that is gone refuses to be
      // charged.
      case Webhook.BillingKeyGone _ -> log.info("a billing key is gone, they say");
      case Webhook.Signed signed -> log.info("not used: {}", signed.eventType());
      case Webhook.Other other -> log.debug("not used: {}", other.eventType());
      case Webhook.Bogus bogus -> forged(bogus.why());
    }
  }

  private void forged(String why) {
    outcomes.count(Outcomes.Kind.WEBHOOK_FORGED);
    log.debug("no webhook: {}", why);
  }

  private Optional<UUID> order(Webhook.PaymentHint hint) {
    String order = hint.orderId();
    String key = hint.paymentKey();
    return order == null ? Optional.ofNullable(key).flatMap(attempts::orderOf) : id(order);
  }

  private void hinted(UUID order, Webhook.PaymentHint hint, @Nullable String transmission) {
    once(
        order,
        transmission,
        tried -> {
          String key = hint.paymentKey();
          boolean ours =
              tried.stream().anyMatch(each -> key == null || key.equals(each.paymentKey()));
          if (ours) {
            attempts.hinted(order, key, clock.instant());
          } else if (key != null && usable(key)) {
            hints.add(order, key, clock.instant());
          }
        });
  }

  private void deposited(UUID order, Webhook.Deposit deposit, @Nullable String transmission) {
    List<Attempt> tried = attempts.of(order);
    boolean genuine =
        tried.stream()
            .map(deposits::of)
            .flatMap(Optional::stream)
            .map(Deposit::secret)
            .anyMatch(deposit::genuine);
    if (genuine) {
      once(order, transmission, _ -> attempts.hinted(order, null, clock.instant()));
    } else {
      forged("a deposit with another secret");
    }
  }

  /** Only for orders that were tried to be paid here, and once for each transmission. */
  private void once(UUID order, @Nullable String transmission, Consumer<List<Attempt>> work) {
    List<Attempt> tried = attempts.of(order);
    if (tried.isEmpty()) {
      return;
    }
    transaction.executeWithoutResult(
        status -> {
          if (fresh(transmission)) {
            work.accept(tried);
          }
        });
  }

  private boolean fresh(@Nullable String transmission) {
    return transmission == null
        || transmission.isEmpty()
        || transmission.length() > TRANSMISSION_MAX
        || !usable(transmission)
        || hints.first(transmission, clock.instant());
  }

  /** One round of reading what hints are about; how many were read. */
  public int once() {
    Instant now = clock.instant();
    List<Hint> due = hints.takeDue(now, now.plus(Reconciling.LEASE), Reconciling.TAKEN);
    // A hint can wait for the end of its lease.
    Together.each(due, this::read, each -> {});
    return due.size();
  }

  private void read(Hint hint) {
    switch (gateway.toss().payment(hint.paymentKey())) {
      case Done<Payment>(Payment payment) -> found(hint, payment);
      case Refused<Payment> _ -> hints.remove(hint);
      // It comes up again when its lease is over.
      case Retry<Payment> _, Unknown<Payment> _ -> log.debug("a hint is read later");
    }
  }

  private void found(Hint hint, Payment payment) {
    List<Attempt> tried = attempts.of(hint.orderId());
    boolean ofOrder = payment.orderId().equals(hint.orderId().toString());
    if (ofOrder && payment.captured() && !tried.isEmpty()) {
      taken(hint, payment, tried);
    }
    hints.remove(hint);
  }

  /** A card's charge has no key until it is known: it is read by whoever looks at its attempt. */
  private void taken(Hint hint, Payment payment, List<Attempt> tried) {
    boolean mayBeCharge =
        tried.stream()
            .anyMatch(
                each ->
                    each.means() instanceof Means.OneTap
                        && each.paymentKey() == null
                        && each.unsettled());
    if (payment.type() == Payment.Type.BILLING && mayBeCharge) {
      attempts.hinted(hint.orderId(), null, clock.instant());
    } else {
      strays.found(hint.orderId(), tried.getLast().memberId(), payment);
    }
  }

  private static boolean usable(String key) {
    return key.length() <= 200 && key.chars().allMatch(c -> c > ' ' && c < 127);
  }

  private static Optional<UUID> id(String text) {
    try {
      UUID id = UUID.fromString(text);
      return id.toString().equalsIgnoreCase(text) ? Optional.of(id) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
