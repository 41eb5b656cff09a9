package io.seonchak.payment;

import static java.util.function.Predicate.not;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.payment.Till.Answer;
import io.seonchak.payment.Till.Buying;
import io.seonchak.payment.application.Reconciling;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Unknown is not failed: it is asked for until it is known, and nobody pays twice. */
@Timeout(240)
class LostAnswersTest {

  /** How many payments lose their answer; 1,000 for the long form. */
  private static final int LOST = Integer.getInteger("seonchak.lost-answers", 100);

  private static final int AT_ONCE = 8;
  private static final Duration KNOWN_WITHIN = Duration.ofMinutes(2);

  private static Till till;

  @BeforeAll
  static void open() throws Exception {
    till = Till.open();
  }

  @AfterAll
  static void close() {
    till.close();
    till.gateway.close();
  }

  @AfterEach
  void calm() throws Exception {
    till.gateway.chaos("{}");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "LOSE_REQUEST",
        "LOSE_ANSWER",
        "FAIL_BEFORE",
        "FAIL_AFTER",
        "BAD_GATEWAY",
        "BUSY",
        "SLOW_ANSWER",
        "SLOW_REQUEST"
      })
  void whateverGoesWrongItIsKnownWithinAMinuteAndPaidOnce(String strike) throws Exception {
    till.keepBreakerShut();
    till.gateway.chaos("{\"slowMillis\":2500,\"next\":[\"%s\"]}".formatted(strike));
    Buying buying = till.buying(10_000);

    Answer answer = till.confirm(buying);
    assertThat(answer.words()).isEqualTo("202 PROCESSING");
    assertThat(till.confirm(buying).words()).as("asked again").isEqualTo("202 PROCESSING");

    Instant end = till.gateway.clock.instant().plus(Duration.ofSeconds(60));
    while (till.names(buying.order()).isEmpty() && till.gateway.clock.instant().isBefore(end)) {
      till.later(Duration.ofSeconds(1));
    }
    assertThat(till.names(buying.order())).containsExactly("approved");
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
    till.later(Duration.ofMinutes(20));
    assertThat(till.names(buying.order())).containsExactly("approved");
  }

  @Test
  void whileNobodyAnswersNothingIsConcludedAndPeopleAreCalled() throws Exception {
    till.keepBreakerShut();
    Buying buying = till.buying(10_000);
    till.gateway.chaos(
        "{\"next\":[\"LOSE_ANSWER\"],\"lookups\":{\"FAIL_BEFORE\":1},\"changes\":{\"FAIL_BEFORE\":1}}");

    assertThat(till.confirm(buying).words()).isEqualTo("202 PROCESSING");
    for (int i = 0; i < 20; i++) {
      till.later(Duration.ofSeconds(30));
    }

    assertThat(till.names(buying.order())).isEmpty();
    assertThat(till.watching().once().unknown()).isEqualTo(1);
    Answer repairs = till.asOperator("GET", "/api/operations/payments/repairs");
    assertThat(repairs.json().path("repairs").path(0).path("kind").asString())
        .isEqualTo("ATTEMPT_UNKNOWN");
    assertThat(repairs.json().path("repairs").path(0).path("orderId").asString())
        .isEqualTo(buying.order().toString());
    till.gateway.chaos("{}");
    till.keepBreakerShut();
    till.asOperator("POST", "/api/operations/payments/" + buying.order() + "/look");
    till.later(Duration.ofSeconds(2));
    assertThat(till.names(buying.order())).containsExactly("approved");
    assertThat(till.watching().once().repairs()).isZero();
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
  }

  @Test
  void whatTheGatewayLetRunOutHasFailed() throws Exception {
    till.keepBreakerShut();
    Buying buying = till.buying(10_000);
    till.gateway.chaos("{\"changes\":{\"LOSE_REQUEST\":1}}");

    assertThat(till.confirm(buying).status()).isEqualTo(202);
    for (int i = 0; i < 45; i++) {
      till.later(Duration.ofMinutes(1));
    }

    assertThat(till.names(buying.order())).containsExactly("failed");
    assertThat(till.events(buying.order()).getFirst().body().path("code").asString())
        .isEqualTo("EXPIRED_PAYMENT");
    assertThat(till.gateway.moved(buying.order().toString())).isEmpty();
    till.gateway.chaos("{}");
    assertThat(till.confirm(buying).words()).isEqualTo("402 PAYMENT_REFUSED");
  }

  @Test
  void manyLoseTheirAnswersAndAllAreKnownSoonAndNoneIsTakenTwice() throws Exception {
    List<Buying> all = new ArrayList<>();
    for (int i = 0; i < LOST; i++) {
      all.add(till.buying(1_000 + i));
    }
    till.gateway.chaos("{\"seed\":5,\"changes\":{\"LOSE_ANSWER\":0.5,\"FAIL_AFTER\":0.5}}");
    List<Callable<String>> tries = new ArrayList<>();
    for (Buying each : all) {
      tries.add(
          () -> {
            till.keepBreakerShut();
            // Whoever is told that the gateway is away asks again.
            return await().until(() -> till.confirm(each).words(), not("503 UNAVAILABLE"::equals));
          });
    }
    try (var threads = Executors.newFixedThreadPool(AT_ONCE)) {
      for (Future<String> each : threads.invokeAll(tries)) {
        assertThat(each.get()).isEqualTo("202 PROCESSING");
      }
    }
    long begin = System.nanoTime();
    Instant end = till.gateway.clock.instant().plus(KNOWN_WITHIN);
    int rounds = 0;
    do {
      till.keepBreakerShut();
      till.gateway.clock.advance(Duration.ofSeconds(2));
      while (till.bean(Reconciling.class).once() > 0) {
        rounds++;
      }
    } while (till.watching().once().unknown() > 0 && till.gateway.clock.instant().isBefore(end));
    Duration took = Duration.ofNanos(System.nanoTime() - begin);

    assertThat(till.watching().once().unknown()).isZero();
    for (Buying each : all) {
      assertThat(till.names(each.order())).containsExactly("approved");
      assertThat(till.gateway.moved(each.order().toString())).containsExactly(each.amount());
    }
    System.out.printf(
        "%d lost answers known after %d ms in %d rounds%n", LOST, took.toMillis(), rounds);
    assertThat(took).isLessThan(KNOWN_WITHIN);
  }
}
