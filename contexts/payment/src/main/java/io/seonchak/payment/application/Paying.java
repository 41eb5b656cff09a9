package io.seonchak.payment.application;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderClient.Begin;
import io.seonchak.contracts.order.OrderClient.Begun;
import io.seonchak.payment.model.Attempt;
import io.seonchak.payment.model.AttemptState;
import io.seonchak.payment.model.Means;
import io.seonchak.payment.model.PayOutcome;
import io.seonchak.payment.store.Attempts;
import io.seonchak.payment.store.Cards;
import io.seonchak.payment.toss.TossCode;
import io.seonchak.platform.id.Ids;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * A member pays an order: an attempt is written down, the order lets it begin, the gateway is
 * asked. Whoever asks again with the same means joins the attempt; whoever comes with others while
 * it lives takes nothing. Each step is a short transaction or none, and one that stops half way is
 * ended by {@link Reconciling}.
 */
@Component
public class Paying {

  /** How long an attempt is left to whoever makes it: longer than the gateway is waited for. */
  static final Duration UNDISTURBED = Duration.ofSeconds(30);

  private final Attempts attempts;
  private final Cards cards;
  private final OrderClient orders;
  private final Asking asking;
  private final Settling settling;
  private final Deposits deposits;
  private final Ids ids;
  private final Clock clock;

  Paying(
      Attempts attempts,
      Cards cards,
      OrderClient orders,
      Asking asking,
      Settling settling,
      Deposits deposits,
      Ids ids,
      Clock clock) {
    this.attempts = attempts;
    this.cards = cards;
    this.orders = orders;
    this.asking = asking;
    this.settling = settling;
    this.deposits = deposits;
    this.ids = ids;
    this.clock = clock;
  }

  /**
   * A wish to pay.
   *
   * @param amount what he believes to pay, in won
   */
  public record Wish(UUID member, UUID order, Means means, long amount) {}

  /**
   * A payment as its member sees it.
   *
   * @param outcome what came of it
   */
  public record Seen(Attempt attempt, PayOutcome outcome) {}

  /** Pays, once however often it is asked. */
  public PayOutcome confirm(Wish wish) {
    Optional<Attempt> live = attempts.live(wish.order());
    if (live.isPresent()) {
      return joined(wish, live.get());
    }
    if (wish.means() instanceof Means.OneTap(UUID card)
        && cards.of(wish.member(), card).isEmpty()) {
      return new PayOutcome.NotThere();
    }
    return refusedBefore(wish).orElseGet(() -> begun(wish));
  }

  /** The order's newest payment of that member. */
  public Optional<Seen> seen(UUID member, UUID order) {
    Optional<Attempt> live = attempts.live(order).filter(each -> each.isOf(member));
    return live.or(
            () -> attempts.of(order).stream().filter(each -> each.isOf(member)).reduce((a, b) -> b))
        .map(each -> new Seen(each, outcome(each)));
  }

  private PayOutcome begun(Wish wish) {
    Instant now = clock.instant();
    Attempt mine =
        Attempt.started(ids.next(), wish.order(), wish.member(), wish.amount(), wish.means(), now);
    if (attempts.begin(mine, now.plus(UNDISTURBED))) {
      return goOn(mine);
    }
    return attempts
        .live(wish.order())
        .map(other -> joined(wish, other))
        .orElseGet(PayOutcome.NotNow::new);
  }

  /** What the gateway refused for good it would only refuse again. */
  private Optional<PayOutcome> refusedBefore(Wish wish) {
    if (!(wish.means() instanceof Means.Window(String key))) {
      return Optional.empty();
    }
    return attempts
        .byKey(wish.order(), key)
        .filter(before -> before.state() == AttemptState.FAILED)
        .filter(before -> before.isOf(wish.member()) && !before.again())
        .map(Paying::refusal);
  }

  private PayOutcome joined(Wish wish, Attempt live) {
    if (!live.isOf(wish.member())) {
      // Whether he may pay at all is the order's to say; until it said so the attempt means
      // nothing.
      return live.sent() ? new PayOutcome.NotThere() : new PayOutcome.NotNow();
    }
    if (!live.means().equals(wish.means())) {
      return beside(live);
    }
    if (live.amount() != wish.amount()) {
      return live.sent() ? new PayOutcome.AmountDiffers(live.amount()) : new PayOutcome.NotNow();
    }
    return live.sent() ? outcome(live) : goOn(live);
  }

  private PayOutcome beside(Attempt live) {
    return switch (live.state()) {
      case DONE -> new PayOutcome.AlreadyPaid();
      case STARTED, UNKNOWN -> new PayOutcome.Processing();
      case WAITING -> outcome(live);
      case FAILED -> new PayOutcome.NotNow();
    };
  }

  /** Asks the order, then the gateway. The order gives the same attempt the same answer. */
  private PayOutcome goOn(Attempt attempt) {
    Begun begun =
        orders.begin(
            attempt.orderId(), new Begin(attempt.id(), attempt.memberId(), attempt.amount()));
    return switch (begun.verdict()) {
      case GO -> go(attempt, begun);
      case NO_SUCH_ORDER -> dropped(attempt, new PayOutcome.NotThere());
      case AMOUNT_MISMATCH -> dropped(attempt, new PayOutcome.AmountDiffers(begun.amount()));
      case ORDER_EXPIRED -> dropped(attempt, new PayOutcome.Expired());
      case ALREADY_PAID -> dropped(attempt, new PayOutcome.AlreadyPaid());
      case PAYING, NOT_READY -> dropped(attempt, new PayOutcome.NotNow());
    };
  }

  private PayOutcome go(Attempt attempt, Begun begun) {
    if (begun.amount() != attempt.amount()) {
      throw new IllegalStateException(
          "order %s lets begin for %d won (expected: %d)"
              .formatted(attempt.orderId(), begun.amount(), attempt.amount()));
    }
    return sent(attempt, begun.orderName());
  }

  /** Where another click of the same attempt was quicker, what came of that is the answer. */
  private PayOutcome dropped(Attempt attempt, PayOutcome outcome) {
    attempts.drop(attempt.id());
    return attempts.byId(attempt.id()).map(this::outcome).orElse(outcome);
  }

  /** Only one of those who would may ask the gateway. */
  private PayOutcome sent(Attempt attempt, @Nullable String orderName) {
    Instant now = clock.instant();
    if (!attempts.sending(attempt.id(), orderName, now, now.plus(UNDISTURBED))) {
      return now(attempt);
    }
    Attempt sent = attempts.byId(attempt.id()).orElseThrow();
    if (sent.means() instanceof Means.Free) {
      settling.free(sent);
    } else {
      settling.take(sent, asking.send(sent));
    }
    return now(attempt);
  }

  private PayOutcome now(Attempt attempt) {
    return attempts.byId(attempt.id()).map(this::outcome).orElseGet(PayOutcome.NotNow::new);
  }

  private PayOutcome outcome(Attempt attempt) {
    return switch (attempt.state()) {
      case STARTED, UNKNOWN -> new PayOutcome.Processing();
      case WAITING -> new PayOutcome.WaitingForDeposit(deposits.of(attempt).orElse(null));
      case DONE -> new PayOutcome.Paid();
      case FAILED -> refusal(attempt);
    };
  }

  private static PayOutcome refusal(Attempt failed) {
    String code = failed.code();
    return TossCode.NOT_SENT.name().equals(code)
        ? new PayOutcome.GatewayAway()
        : new PayOutcome.Refused(code == null ? "UNKNOWN" : code);
  }
}
