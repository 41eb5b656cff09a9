package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.payment.Till.Buying;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Money that goes back: each refund once, never more than was paid, and known to whoever asked. */
@Timeout(60)
class RefundsTest {

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

  @Test
  void moreThanWasPaidAndOfWhatWasNotPaidNothingGoesBack() throws Exception {
    Buying bought = till.bought(10_000);
    Buying never = till.buying(10_000);

    till.told(Refunds.asked(bought, 10_001), Refunds.asked(never, 1_000));
    till.rounds();

    assertThat(till.gateway.moved(bought.order().toString())).containsExactly(10_000L);
    assertThat(till.names(bought.order())).containsExactly("approved", "cancel-refused");
    assertThat(till.names(never.order())).containsExactly("cancel-refused");
    assertThat(till.events(never.order()).getFirst().body().path("code").asString())
        .isEqualTo("NOT_PAID");
    assertThat(
            till.count(
                "SELECT count(*) FROM payment.repair WHERE order_id = ? AND kind ="
                    + " 'CANCEL_REFUSED'",
                bought.order()))
        .isEqualTo(1);
  }

  @Test
  void theSameRefundToldTwiceGoesBackOnceAndIsAnsweredAgain() throws Exception {
    Buying bought = till.bought(10_000);
    OrderEvent.RefundRequested asked = Refunds.asked(bought, 4_000);

    till.told(asked, asked);
    till.rounds();
    till.told(asked);
    till.rounds();

    assertThat(till.gateway.moved(bought.order().toString())).containsExactly(10_000L, -4_000L);
    assertThat(till.names(bought.order())).containsExactly("approved", "cancelled", "cancelled");
    var cancelled = till.events(bought.order()).get(1).body();
    assertThat(cancelled.path("refundId").asString()).isEqualTo(asked.refundId().toString());
    assertThat(cancelled.path("amount").asLong()).isEqualTo(4_000);
    assertThat(till.events(bought.order()).getLast().body()).isEqualTo(cancelled);
  }

  @Test
  void inPiecesUntilNothingIsLeft() throws Exception {
    Buying bought = till.bought(10_000);

    till.told(Refunds.asked(bought, 3_000), Refunds.asked(bought, 7_000), Refunds.asked(bought, 1));
    till.rounds();

    assertThat(till.gateway.moved(bought.order().toString()))
        .containsExactly(10_000L, -3_000L, -7_000L);
    assertThat(till.names(bought.order()))
        .containsExactly("approved", "cancelled", "cancelled", "cancel-refused");
    assertThat(till.confirm(bought).words()).as("paid it was").isEqualTo("200 PAID");
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
  void whateverGoesWrongItGoesBackOnce(String strike) throws Exception {
    Buying bought = till.bought(10_000);
    till.keepBreakerShut();
    till.gateway.chaos("{\"slowMillis\":2500,\"next\":[\"%s\"]}".formatted(strike));

    till.told(Refunds.asked(bought, 6_000), Refunds.asked(bought, 4_000));
    for (int i = 0; i < 20; i++) {
      till.later(Duration.ofSeconds(10));
    }

    assertThat(till.gateway.moved(bought.order().toString()))
        .containsExactly(10_000L, -6_000L, -4_000L);
    assertThat(till.names(bought.order())).containsExactly("approved", "cancelled", "cancelled");
  }

  @Test
  void aRefundOfAPaymentThatIsNotKnownYetWaits() throws Exception {
    till.keepBreakerShut();
    Buying buying = till.buying(10_000);
    till.gateway.chaos("{\"next\":[\"LOSE_ANSWER\"],\"lookups\":{\"FAIL_BEFORE\":1}}");
    till.confirm(buying);
    till.told(Refunds.asked(buying, 10_000));
    till.later(Duration.ofSeconds(10));
    assertThat(till.names(buying.order())).isEmpty();

    till.gateway.chaos("{}");
    till.keepBreakerShut();
    till.later(Duration.ofSeconds(30));
    till.later(Duration.ofSeconds(30));

    assertThat(till.names(buying.order())).containsExactly("approved", "cancelled");
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L, -10_000L);
  }

  @Test
  void somebodysOwnCancelDoesNotLetTooMuchGoBack() throws Exception {
    Buying bought = till.bought(10_000);
    till.gateway.cancel(bought.key(), 3_000);

    till.told(Refunds.asked(bought, 7_000), Refunds.asked(bought, 3_000));
    for (int i = 0; i < 10; i++) {
      till.later(Duration.ofSeconds(10));
    }

    assertThat(till.gateway.moved(bought.order().toString()))
        .containsExactly(10_000L, -3_000L, -7_000L);
    assertThat(till.names(bought.order()))
        .containsExactly("approved", "cancelled", "cancel-refused");
  }

  @Test
  void whatIsOlderThanTheGatewayKeepsKeysIsReadOnly() throws Exception {
    Buying lost = till.bought(10_000);
    Buying done = till.bought(10_000);
    till.keepBreakerShut();
    till.told(Refunds.asked(lost, 4_000));
    till.gateway.chaos("{\"next\":[\"LOSE_REQUEST\"]}");
    till.rounds();
    till.told(Refunds.asked(done, 4_000));
    till.gateway.chaos("{\"next\":[\"LOSE_ANSWER\"]}");
    till.rounds();

    till.later(Duration.ofDays(20));

    assertThat(till.names(done.order())).containsExactly("approved", "cancelled");
    assertThat(till.gateway.moved(done.order().toString())).containsExactly(10_000L, -4_000L);
    assertThat(till.names(lost.order())).containsExactly("approved", "cancel-refused");
    assertThat(till.events(lost.order()).getLast().body().path("code").asString())
        .isEqualTo("TOO_OLD");
    assertThat(till.gateway.moved(lost.order().toString())).containsExactly(10_000L);
  }

  @Test
  void anAccountThatIsNoneIsRefusedBeforeAnythingIsSent() throws Exception {
    Buying bought = till.bought(10_000);
    var none = new OrderEvent.RefundAccount("20", "no digits", "박토스");

    till.told(Refunds.asked(bought, UUID.randomUUID(), 10_000, none));
    till.rounds();

    assertThat(till.names(bought.order())).containsExactly("approved", "cancel-refused");
    assertThat(till.events(bought.order()).getLast().body().path("code").asString())
        .isEqualTo("INVALID_REFUND_ACCOUNT_INFO");
    assertThat(till.gateway.moved(bought.order().toString())).containsExactly(10_000L);
  }

  @Test
  void whatTheGatewayRefusesIsTold() throws Exception {
    Buying bought = till.buying(10_000, "TRANSFER", "");
    till.confirm(bought);
    till.gateway.clock.advance(Duration.ofDays(200));

    till.told(Refunds.asked(bought, UUID.randomUUID(), 10_000, null));
    till.rounds();

    assertThat(till.names(bought.order())).containsExactly("approved", "cancel-refused");
    assertThat(till.events(bought.order()).getLast().body().path("code").asString())
        .isEqualTo("EXCEED_MAX_REFUND_DUE");
  }
}
