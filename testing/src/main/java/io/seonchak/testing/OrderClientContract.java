package io.seonchak.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderClient;
import io.seonchak.contracts.order.OrderClient.Begin;
import io.seonchak.contracts.order.OrderClient.Begun;
import io.seonchak.contracts.order.OrderClient.Verdict;
import io.seonchak.contracts.payment.PaymentEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/**
 * What everybody may rely on who lets an order be paid: the provider, its proxy and the fake keep
 * it.
 */
public abstract class OrderClientContract {

  private static final int NAME_MAX = 100;
  private static final int TABS = 4;

  /**
   * An order that was given.
   *
   * @param amount what it costs, in won
   */
  public record Ordered(UUID orderId, UUID memberId, long amount) {}

  /** The client that is tried. */
  protected abstract OrderClient client();

  /** An order that may be paid. */
  protected abstract Ordered payable() throws Exception;

  /** One that still waits for something. */
  protected abstract Ordered unready() throws Exception;

  /** Ends an order that was given. */
  protected abstract void cancel(Ordered order) throws Exception;

  /** Takes the units away from an order that was given. */
  protected abstract void loseUnits(Ordered order) throws Exception;

  /** Lets the payment tell what came of an attempt, and the order hear it. */
  protected abstract void told(PaymentEvent event) throws Exception;

  /** For subclasses. */
  protected OrderClientContract() {}

  @Test
  void whatNobodyOrderedIsNotThere() {
    for (UUID nothing : List.of(UUID.randomUUID(), new UUID(0, 0))) {
      assertThat(begin(new Ordered(nothing, UUID.randomUUID(), 1), UUID.randomUUID()))
          .isEqualTo(refusal(Verdict.NO_SUCH_ORDER));
    }
  }

  @Test
  void anothersOrderIsNotThereHoweverItStandsAndNothingBegins() throws Exception {
    Ordered order = payable();
    var stranger = new Ordered(order.orderId(), UUID.randomUUID(), order.amount());
    Ordered waits = unready();

    assertThat(begin(stranger, UUID.randomUUID())).isEqualTo(refusal(Verdict.NO_SUCH_ORDER));
    assertThat(begin(new Ordered(waits.orderId(), UUID.randomUUID(), 1), UUID.randomUUID()))
        .isEqualTo(refusal(Verdict.NO_SUCH_ORDER));
    UUID attempt = pay(order);
    assertThat(begin(stranger, attempt)).isEqualTo(refusal(Verdict.NO_SUCH_ORDER));
  }

  @Test
  void anotherAmountIsCorrectedAndNothingBegins() throws Exception {
    Ordered order = payable();
    for (long wrong :
        new long[] {
          order.amount() - 1, order.amount() + 1, 0, -1, Long.MAX_VALUE, Long.MIN_VALUE
        }) {
      assertThat(begin(order, UUID.randomUUID(), wrong))
          .isEqualTo(new Begun(Verdict.AMOUNT_MISMATCH, order.amount(), null));
    }

    assertThat(begin(order, UUID.randomUUID()).verdict()).isEqualTo(Verdict.GO);
  }

  @Test
  void whoMayPayIsToldTheAmountAndANameForTheGateway() throws Exception {
    Ordered order = payable();
    Begun begun = begin(order, UUID.randomUUID());

    assertThat(begun.verdict()).isEqualTo(Verdict.GO);
    assertThat(begun.amount()).isEqualTo(order.amount());
    assertThat(begun.orderName()).isNotBlank().hasSizeLessThanOrEqualTo(NAME_MAX);
  }

  @Test
  void anAttemptThatIsUnderWayGetsTheSameAnswerWhateverIsAskedWithIt() throws Exception {
    Ordered order = payable();
    UUID attempt = UUID.randomUUID();
    Begun begun = begin(order, attempt);

    assertThat(begun.verdict()).isEqualTo(Verdict.GO);
    assertThat(begin(order, attempt)).isEqualTo(begun);
    assertThat(begin(order, attempt, order.amount() + 1)).isEqualTo(begun);
  }

  @Test
  void anAttemptThatIsUnderWayGetsTheSameAnswerWhenTheUnitsAreGoneSince() throws Exception {
    Ordered order = payable();
    UUID attempt = UUID.randomUUID();
    Begun begun = begin(order, attempt);
    loseUnits(order);

    assertThat(begun.verdict()).isEqualTo(Verdict.GO);
    assertThat(begin(order, attempt)).isEqualTo(begun);
  }

  @Test
  void whileOneAttemptIsUnderWayNoOtherBegins() throws Exception {
    Ordered order = payable();
    UUID first = UUID.randomUUID();
    Begun begun = begin(order, first);

    assertThat(begin(order, UUID.randomUUID())).isEqualTo(refusal(Verdict.PAYING));
    assertThat(begin(order, UUID.randomUUID(), 1)).isEqualTo(refusal(Verdict.PAYING));
    assertThat(begin(order, first)).isEqualTo(begun);
  }

  @Test
  void ofManyAttemptsAtOnceOneGoesOn() throws Exception {
    Ordered order = payable();
    List<Callable<Verdict>> tabs = new ArrayList<>();
    for (int tab = 0; tab < TABS; tab++) {
      tabs.add(() -> begin(order, UUID.randomUUID()).verdict());
    }
    List<Verdict> verdicts = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(TABS)) {
      for (var each : threads.invokeAll(tabs)) {
        verdicts.add(each.get());
      }
    }

    assertThat(verdicts)
        .containsExactlyInAnyOrder(Verdict.GO, Verdict.PAYING, Verdict.PAYING, Verdict.PAYING);
  }

  @Test
  void anAttemptThatFailedDoesNotBeginAgainButAnotherDoes() throws Exception {
    Ordered order = payable();
    UUID lost = UUID.randomUUID();
    begin(order, lost);
    told(new PaymentEvent.Failed(order.orderId(), order.memberId(), lost, "REJECTED"));

    assertThat(begin(order, lost)).isEqualTo(refusal(Verdict.ORDER_EXPIRED));
    assertThat(begin(order, lost)).isEqualTo(refusal(Verdict.ORDER_EXPIRED));
    assertThat(begin(order, UUID.randomUUID()).verdict()).isEqualTo(Verdict.GO);
  }

  @Test
  void whatIsPaidIsNotPaidAgain() throws Exception {
    Ordered order = payable();
    UUID attempt = pay(order);

    assertThat(begin(order, UUID.randomUUID())).isEqualTo(refusal(Verdict.ALREADY_PAID));
    assertThat(begin(order, UUID.randomUUID(), 1)).isEqualTo(refusal(Verdict.ALREADY_PAID));
    assertThat(begin(order, attempt)).isEqualTo(refusal(Verdict.ALREADY_PAID));
  }

  @Test
  void whatIsCancelledIsOver() throws Exception {
    Ordered order = payable();
    cancel(order);
    UUID attempt = UUID.randomUUID();

    assertThat(begin(order, attempt)).isEqualTo(refusal(Verdict.ORDER_EXPIRED));
    assertThat(begin(order, attempt)).isEqualTo(refusal(Verdict.ORDER_EXPIRED));
  }

  @Test
  void whoseUnitsAreGoneBeforeHePaysIsTooLate() throws Exception {
    Ordered order = payable();
    loseUnits(order);

    assertThat(begin(order, UUID.randomUUID())).isEqualTo(refusal(Verdict.ORDER_EXPIRED));
  }

  @Test
  void whatStillWaitsForSomethingIsNotReadyWhateverItWillCost() throws Exception {
    Ordered order = unready();
    UUID attempt = UUID.randomUUID();

    assertThat(begin(order, attempt)).isEqualTo(refusal(Verdict.NOT_READY));
    assertThat(begin(order, attempt)).isEqualTo(refusal(Verdict.NOT_READY));
    assertThat(begin(order, attempt, 1)).isEqualTo(refusal(Verdict.NOT_READY));
  }

  private UUID pay(Ordered order) throws Exception {
    UUID attempt = UUID.randomUUID();
    assertThat(begin(order, attempt).verdict()).isEqualTo(Verdict.GO);
    told(
        new PaymentEvent.Approved(
            order.orderId(),
            order.memberId(),
            attempt,
            UUID.randomUUID(),
            order.amount(),
            "카드",
            Instant.now()));
    return attempt;
  }

  private Begun begin(Ordered order, UUID attempt) {
    return begin(order, attempt, order.amount());
  }

  private Begun begin(Ordered order, UUID attempt, long amount) {
    return client().begin(order.orderId(), new Begin(attempt, order.memberId(), amount));
  }

  private static Begun refusal(Verdict verdict) {
    return new Begun(verdict, 0, null);
  }
}
