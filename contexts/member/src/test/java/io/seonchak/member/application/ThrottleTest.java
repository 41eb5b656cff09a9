package io.seonchak.member.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.platform.problem.Problem;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class ThrottleTest {

  private static final String OWNER = "owner@example.kr";

  private final Throttle throttle = new Throttle();

  @Test
  void whoHammersAnAccountStopsHimselfAndNobodyElse() {
    until(() -> throttle.countLogIn("192.0.2.1", OWNER, false));

    assertThatThrownBy(() -> throttle.countLogIn("192.0.2.1", OWNER, false))
        .isInstanceOf(Problem.class)
        .hasMessage("TOO_MANY_TRIES");
    assertThatCode(() -> throttle.countLogIn("192.0.2.2", OWNER, false)).doesNotThrowAnyException();
  }

  @Test
  void whoHammersAnAccountFromEverywhereDoesNotStopItsOwner() {
    for (int i = 0; i < 300; i++) {
      String network = "198.51.100." + i;
      try {
        throttle.countLogIn(network, OWNER, false);
      } catch (Problem refused) {
        assertThat(i).isGreaterThanOrEqualTo(100);
      }
    }

    assertThatThrownBy(() -> throttle.countLogIn("203.0.113.1", OWNER, false))
        .isInstanceOf(Problem.class);
    assertThatCode(() -> throttle.countLogIn("203.0.113.2", OWNER, true))
        .doesNotThrowAnyException();
  }

  @Test
  void whoTriesManyAccountsFromOnePlaceIsStopped() {
    int[] account = {0};
    until(() -> throttle.countLogIn("192.0.2.1", "member" + account[0]++, false));

    assertThat(account[0]).isBetween(200, 220);
  }

  @Test
  void aRefusalSaysWhenToComeBack() {
    until(() -> throttle.count("verify", "192.0.2.1", OWNER));

    assertThatThrownBy(() -> throttle.count("verify", "192.0.2.1", OWNER))
        .isInstanceOfSatisfying(
            Problem.class, no -> assertThat(no.facts()).containsKey("retryAfter"));
  }

  @Test
  void aStrangerCannotKeepTheOwnersMailsAway() {
    for (int i = 0; i < 100; i++) {
      throttle.mayMail("198.51.100." + i, OWNER, false);
    }

    assertThat(throttle.mayMail("203.0.113.1", OWNER, false)).isFalse();
    assertThat(throttle.mayMail("203.0.113.2", OWNER, true)).isTrue();
  }

  private static void until(ThrowingCallable once) {
    for (int i = 0; i < 1_000; i++) {
      try {
        once.call();
      } catch (Problem refused) {
        return;
      } catch (Throwable e) {
        throw new AssertionError(e);
      }
    }
    throw new AssertionError("never refused");
  }
}
