package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.payment.Till.Answer;
import io.seonchak.payment.Till.Buying;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Accounts somebody pays into: days pass, money comes, money is taken back. */
@Timeout(60)
class DepositsTest {

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

  @Test
  void theAccountIsShownToItsMemberAndLiesOpenNowhere() throws Exception {
    Buying buying = till.buying(10_000, "VIRTUAL_ACCOUNT", "");

    Answer answer = till.confirm(buying);

    assertThat(answer.words()).isEqualTo("200 WAITING_FOR_DEPOSIT");
    String number = answer.json().path("account").path("accountNumber").asString("");
    assertThat(number).startsWith("X");
    Answer read = till.as(buying.member(), "GET", "/api/payments/" + buying.order(), "");
    assertThat(read.json().path("account").path("accountNumber").asString()).isEqualTo(number);
    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit");
    byte[] kept =
        till.bean(JdbcClient.class)
            .sql("SELECT deposit FROM payment.attempt WHERE order_id = ?")
            .param(buying.order())
            .query(byte[].class)
            .single();
    assertThat(new String(kept, StandardCharsets.ISO_8859_1)).doesNotContain(number);
    assertThat(till.confirm(buying).words()).isEqualTo("200 WAITING_FOR_DEPOSIT");
    String card = till.window(buying.order(), 10_000);
    assertThat(
            till.confirm(buying.member(), Till.confirmation(buying.order(), 10_000, card)).words())
        .as("another means beside it takes nothing")
        .isEqualTo("200 WAITING_FOR_DEPOSIT");
  }

  @Test
  void whatIsPaidInCountsTenMinutesLater() throws Exception {
    till.hearWebhooks();
    Buying buying = till.account("");
    deposited(buying);
    till.later(Duration.ofMinutes(9));
    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit");

    till.later(Duration.ofMinutes(2));

    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit", "approved");
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
  }

  @Test
  void whatIsTakenBackWithinMinutesNeverCounted() throws Exception {
    till.hearWebhooks();
    Buying buying = till.account("");
    deposited(buying);
    till.gateway.clock.advance(Duration.ofMinutes(2));
    till.gateway.reverse(buying.key());
    till.gateway.round();
    till.rounds();

    till.later(Duration.ofMinutes(30));

    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit");
    deposited(buying);
    till.later(Duration.ofMinutes(11));
    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit", "approved");
  }

  /** Somebody pays in, and it is told. */
  private static void deposited(Buying buying) throws Exception {
    till.gateway.deposit(buying.key());
    till.gateway.round();
    till.rounds();
  }

  @Test
  void whatIsTakenBackLaterIsForPeople() throws Exception {
    till.hearWebhooks();
    Buying buying = till.account("");
    deposited(buying);
    till.later(Duration.ofMinutes(11));

    till.gateway.reverse(buying.key());
    till.gateway.round();
    till.later(Duration.ofSeconds(2));

    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit", "approved");
    assertThat(
            till.count(
                "SELECT count(*) FROM payment.repair WHERE order_id = ? AND kind ="
                    + " 'DEPOSIT_REVERSED'",
                buying.order()))
        .isEqualTo(1);
  }

  @Test
  void anAccountNobodyPaidIntoHasFailedWithoutAnyWebhook() throws Exception {
    till.gateway.webhooksTo("");
    Buying buying = till.account(",\"validHours\":2");

    for (int i = 0; i < 4; i++) {
      till.later(Duration.ofHours(1));
    }

    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit", "failed");
  }

  @Test
  void anOrderThatIsOverGivesItsAccountUp() throws Exception {
    till.gateway.webhooksTo("");
    Buying buying = till.account("");

    var over = new OrderEvent.Cancelled(buying.order(), buying.member(), "BY_MEMBER", List.of());
    till.told(over, over);
    till.later(Duration.ofSeconds(5));

    assertThat(till.gateway.truth(buying.key()).path("status").asString()).isEqualTo("CANCELED");
    assertThat(till.names(buying.order())).containsExactly("waiting-for-deposit", "failed");
    assertThat(till.gateway.moved(buying.order().toString())).isEmpty();
  }

  @Test
  void aDepositGoesBackToAnAccountAndNowhereElse() throws Exception {
    till.gateway.webhooksTo("");
    Buying buying = till.account("");
    till.gateway.deposit(buying.key());
    till.later(Duration.ofMinutes(61));
    till.later(Duration.ofMinutes(11));
    var account = new OrderEvent.RefundAccount("20", "11012345678901", "박토스");

    till.told(Refunds.asked(buying, 4_000));
    till.rounds();
    till.told(Refunds.asked(buying, UUID.randomUUID(), 4_000, account));
    till.rounds();

    assertThat(till.names(buying.order()))
        .containsExactly("waiting-for-deposit", "approved", "cancel-refused", "cancelled");
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L, -4_000L);
    assertThat(
            till.count(
                "SELECT count(*) FROM payment.cancel WHERE order_id = ? AND account IS NOT NULL",
                buying.order()))
        .as("kept no longer than it is needed")
        .isZero();
  }
}
