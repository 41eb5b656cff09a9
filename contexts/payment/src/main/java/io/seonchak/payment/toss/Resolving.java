package io.seonchak.payment.toss;

import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds out what became of a payment nobody answered for: by asking, never by trying again. Either
 * at once ({@link #resolve}) or one step at a time ({@link #askFor}, {@link #pauseAfter}) for those
 * who keep their steps in a table.
 */
public final class Resolving {

  /** How long the gateway is asked. */
  public static final Duration WITHIN = Duration.ofSeconds(60);

  private static final Duration PAUSE_MAX = Duration.ofSeconds(8);
  private static final int DOUBLINGS_MAX = 3;

  private final TossClient toss;
  private final Clock clock;
  private final Pauses pauses;

  /** Asks by {@code clock}, and waits by {@code pauses} in between. */
  public Resolving(TossClient toss, Clock clock, Pauses pauses) {
    this.toss = toss;
    this.clock = clock;
    this.pauses = pauses;
  }

  /** How to wait between two questions. */
  @FunctionalInterface
  public interface Pauses {

    /**
     * Waits.
     *
     * @throws InterruptedException when told to stop
     */
    void pause(Duration time) throws InterruptedException;
  }

  /** What became of it. */
  public sealed interface Resolution {}

  /** Money was taken, whatever was paid back since. */
  public record Captured(Payment payment) implements Resolution {}

  /** An account was given out; nothing has come, or what came was reversed. */
  public record AwaitingDeposit(Payment payment) implements Resolution {}

  /** Nothing was taken, and nothing can be any more. */
  public record NotCaptured(Payment payment) implements Resolution {}

  /**
   * Nothing has been taken so far, but a request may still be on its way: the same attempt may be
   * sent again with its key, or asked for later.
   */
  public record Open(Payment payment) implements Resolution {}

  /**
   * The gateway knows no payment of that order. Ends a confirmation, whose payment exists before;
   * for a charge or an account a request may still be on its way, as with {@link Open}.
   */
  public record NotKnown() implements Resolution {}

  /** No answer. Nothing may be concluded. */
  public record Unanswered(String why) implements Resolution {}

  /** One question. */
  public Resolution ask(String orderId) {
    return ask(toss, orderId);
  }

  /** One question about an order's payment, by whoever keeps his steps himself. */
  public static Resolution ask(TossClient toss, String orderId) {
    return answered(toss.paymentOfOrder(orderId));
  }

  /** One question about that payment, whatever else there is of its order. */
  public static Resolution askFor(TossClient toss, String paymentKey) {
    return answered(toss.payment(paymentKey));
  }

  private static Resolution answered(TossAnswer<Payment> answer) {
    return switch (answer) {
      case Done<Payment>(Payment payment) -> read(payment);
      case Refused<Payment>(TossCode code, String message) ->
          code == TossCode.NOT_FOUND_PAYMENT ? new NotKnown() : new Unanswered(code.name());
      case Retry<Payment> later -> new Unanswered(later.code().name());
      case Unknown<Payment>(String why) -> new Unanswered(why);
    };
  }

  /**
   * How long to wait after so many questions: 1, 2, 4, 8, 8 … seconds.
   *
   * @param asked 1 and up
   * @return none when the time is over, so that somebody has to look
   */
  public static Optional<Duration> pauseAfter(int asked, Duration since) {
    Duration pause = Duration.ofSeconds(1L << Math.clamp(asked - 1L, 0, DOUBLINGS_MAX));
    Duration next = pause.compareTo(PAUSE_MAX) < 0 ? pause : PAUSE_MAX;
    return since.plus(next).compareTo(WITHIN) > 0 ? Optional.empty() : Optional.of(next);
  }

  /**
   * Asks until it is decided, at most {@link #WITHIN}; then the last that is known.
   *
   * @throws InterruptedException when told to stop
   */
  public Resolution resolve(String orderId) throws InterruptedException {
    Instant begin = clock.instant();
    for (int asked = 1; ; asked++) {
      Resolution resolution = ask(orderId);
      Optional<Duration> pause = pauseAfter(asked, Duration.between(begin, clock.instant()));
      if (decided(resolution) || pause.isEmpty()) {
        return resolution;
      }
      pauses.pause(pause.get());
    }
  }

  /** Whether it stays so without us. */
  public static boolean decided(Resolution resolution) {
    return switch (resolution) {
      case Captured c -> true;
      case AwaitingDeposit a -> true;
      case NotCaptured n -> true;
      case Open o -> false;
      case NotKnown n -> false;
      case Unanswered u -> false;
    };
  }

  private static Resolution read(Payment payment) {
    return switch (payment.status()) {
      case DONE, PARTIAL_CANCELED -> new Captured(payment);
      case CANCELED -> payment.captured() ? new Captured(payment) : new NotCaptured(payment);
      case WAITING_FOR_DEPOSIT -> new AwaitingDeposit(payment);
      case ABORTED, EXPIRED -> new NotCaptured(payment);
      case READY, IN_PROGRESS -> new Open(payment);
      case UNKNOWN -> new Unanswered("a status we do not know");
    };
  }
}
