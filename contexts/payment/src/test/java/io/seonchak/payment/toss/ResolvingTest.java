package io.seonchak.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.payment.toss.Resolving.AwaitingDeposit;
import io.seonchak.payment.toss.Resolving.Captured;
import io.seonchak.payment.toss.Resolving.NotCaptured;
import io.seonchak.payment.toss.Resolving.NotKnown;
import io.seonchak.payment.toss.Resolving.Open;
import io.seonchak.payment.toss.Resolving.Unanswered;
import io.seonchak.testing.SettableClock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class ResolvingTest {

  private static final String ORDER = "a4CWyWY5m89PNh7xJwhk1";

  private final SettableClock clock = new SettableClock(Instant.parse("2026-01-01T00:00:00Z"));
  private final List<Duration> pauses = new ArrayList<>();

  @Test
  void whoNeverAnswersIsAskedForAMinuteAndNothingIsConcluded() throws Exception {
    try (var gateway = new Recorded()) {
      for (int i = 0; i < 20; i++) {
        gateway.body(502, "");
      }

      assertThat(resolving(gateway).resolve(ORDER)).isInstanceOf(Unanswered.class);
      assertThat(pauses)
          .startsWith(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4))
          .allMatch(pause -> pause.compareTo(Duration.ofSeconds(8)) <= 0);
      assertThat(pauses.stream().reduce(Duration.ZERO, Duration::plus))
          .isLessThanOrEqualTo(Resolving.WITHIN);
    }
  }

  @Test
  void itIsAskedUntilItIsDecided() throws Exception {
    String done = Recorded.text("confirm-card.json");
    try (var gateway = new Recorded()) {
      gateway
          .body(500, "")
          .code(429, "TOO_MANY_REQUESTS")
          .code(404, "NOT_FOUND_PAYMENT")
          .body(200, done.replace("\"DONE\"", "\"IN_PROGRESS\""))
          .body(200, done);

      assertThat(resolving(gateway).resolve(ORDER)).isInstanceOf(Captured.class);
      assertThat(gateway.asked).hasSize(5).allMatch(asked -> asked.method().equals("GET"));
    }
  }

  @Test
  void whatIsStillOpenAtTheEndIsCalledOpen() throws Exception {
    String open = Recorded.text("confirm-card.json").replace("\"DONE\"", "\"IN_PROGRESS\"");
    try (var gateway = new Recorded()) {
      for (int i = 0; i < 20; i++) {
        gateway.body(200, open);
      }

      assertThat(resolving(gateway).resolve(ORDER)).isInstanceOf(Open.class);
    }
  }

  @Test
  void eachStateMeansOneThing() throws Exception {
    String done = Recorded.text("confirm-card.json");
    String cancelledUnpaid =
        done.replace("\"DONE\"", "\"CANCELED\"")
            .replace("\"approvedAt\":\"2025-11-30T14:18:02+09:00\"", "\"approvedAt\":null");
    try (var gateway = new Recorded()) {
      Resolving resolving = resolving(gateway);
      gateway.body(200, done.replace("\"DONE\"", "\"ABORTED\""));
      assertThat(resolving.ask(ORDER)).isInstanceOf(NotCaptured.class);
      gateway.body(200, done.replace("\"DONE\"", "\"EXPIRED\""));
      assertThat(resolving.ask(ORDER)).isInstanceOf(NotCaptured.class);
      gateway.body(200, done.replace("\"DONE\"", "\"CANCELED\""));
      assertThat(resolving.ask(ORDER)).isInstanceOf(Captured.class);
      gateway.body(200, cancelledUnpaid);
      assertThat(resolving.ask(ORDER)).isInstanceOf(NotCaptured.class);
      gateway.body(200, done.replace("\"DONE\"", "\"WAITING_FOR_DEPOSIT\""));
      assertThat(resolving.ask(ORDER)).isInstanceOf(AwaitingDeposit.class);
      gateway.body(200, done.replace("\"DONE\"", "\"READY\""));
      assertThat(resolving.ask(ORDER)).isInstanceOf(Open.class);
      gateway.body(200, done.replace("\"DONE\"", "\"NEVER_SEEN\""));
      assertThat(resolving.ask(ORDER)).isInstanceOf(Unanswered.class);
      gateway.code(404, "NOT_FOUND_PAYMENT");
      assertThat(resolving.ask(ORDER)).isInstanceOf(NotKnown.class);
      gateway.code(401, "UNAUTHORIZED_KEY");
      assertThat(resolving.ask(ORDER)).isInstanceOf(Unanswered.class);
    }
  }

  private Resolving resolving(Recorded gateway) {
    return new Resolving(
        gateway.client(),
        clock,
        pause -> {
          pauses.add(pause);
          clock.advance(pause);
        });
  }
}
