package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.payment.Till.Buying;
import io.seonchak.payment.toss.Simulated;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Snapshots;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our payments are held against themselves and the gateway; where they differ it is said. */
@Timeout(60)
class PaymentChecksTest {

  private static final Duration SETTLED = Duration.ofMinutes(31);

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
    till.keepBreakerShut();
  }

  @Test
  void ofAnHonestTillNothingIsFound() throws Exception {
    try (var honest = Till.open();
        Simulated own = honest.gateway) {
      Buying bought = honest.bought(10_000);
      honest.bought(20_000);
      honest.told(Refunds.asked(bought, 4_000));
      honest.rounds();
      honest.later(SETTLED);

      for (String check : List.of("payments", "gateway", "repairs")) {
        Looked looked = look(honest, check);
        assertThat(looked.first()).as(check).isEmpty();
        assertThat(looked.unchecked()).as(check).isEmpty();
        assertThat(looked.rows()).as(check).isEqualTo(check.equals("repairs") ? 0 : 2);
      }
      assertThat(own.moved(bought.order().toString())).as("nothing moved").hasSize(2);
    }
  }

  @Test
  void aSumOfRefundsThatItsRefundsDoNotBearOut() throws Exception {
    Buying bought = till.bought(10_000);
    till.told(Refunds.asked(bought, 4_000));
    till.rounds();
    till.later(SETTLED);
    assertThat(found("payments", bought.order())).isEmpty();

    forge("UPDATE payment.attempt SET refunded = 3000 WHERE order_id = ?", bought.order());
    assertThat(found("payments", bought.order()))
        .anyMatch(
            each -> each.what().contains("3000 won paid back (expected from its refunds: 4000"));
    assertThat(found("gateway", bought.order()))
        .anyMatch(each -> each.what().contains("4000 won were paid back (expected: 3000)"));

    forge("UPDATE payment.cancel SET amount = 10001 WHERE order_id = ?", bought.order());
    assertThat(found("payments", bought.order()))
        .anyMatch(each -> each.what().contains("10001 won refunded (expected: at most the 10000"));
  }

  @Test
  void anAmountThatIsNotWhatTheGatewayTook() throws Exception {
    Buying bought = till.bought(10_000);
    till.later(SETTLED);

    forge("UPDATE payment.attempt SET amount = 9000 WHERE order_id = ?", bought.order());

    assertThat(found("gateway", bought.order()))
        .anyMatch(
            each -> each.what().contains("10000 won were taken by 1 payments (expected: 9000"));
  }

  @Test
  void aPaymentTheGatewayDoesNotHave() throws Exception {
    Buying bought = till.bought(10_000);
    till.gateway.forget(bought.order().toString());
    assertThat(found("gateway", bought.order())).as("too young to be judged").isEmpty();

    till.later(SETTLED);

    assertThat(found("gateway", bought.order()))
        .anyMatch(each -> each.what().contains("10000 won are paid by our books"));
  }

  @Test
  void aPaymentOfTheGatewaysThatIsGoneHereOrFailed() throws Exception {
    Buying gone = till.bought(10_000);
    Buying failed = till.bought(20_000);
    till.later(SETTLED);

    forge("DELETE FROM payment.attempt WHERE order_id = ?", gone.order());
    forge("UPDATE payment.attempt SET state = 'FAILED' WHERE order_id = ?", failed.order());

    assertThat(found("gateway", gone.order()))
        .anyMatch(each -> each.what().contains("no payment of ours"));
    assertThat(found("gateway", failed.order()))
        .anyMatch(each -> each.what().contains("20000 won are taken at the gateway"));
  }

  @Test
  void aPaymentOfAnotherOrder() throws Exception {
    Buying bought = till.bought(10_000);
    till.later(SETTLED);

    forge(
        "UPDATE payment.attempt SET order_id = gen_random_uuid() WHERE order_id = ?",
        bought.order());

    assertThat(found("gateway", bought.order()))
        .anyMatch(each -> each.what().contains("is of order"));
  }

  @Test
  void whatSomebodyPaidBackBesideUs() throws Exception {
    Buying bought = till.bought(10_000);
    till.gateway.cancel(bought.key(), 3_000);

    till.later(SETTLED);

    assertThat(found("gateway", bought.order()))
        .anyMatch(each -> each.what().contains("3000 won were paid back (expected: 0)"));
  }

  @Test
  void whatPeopleHaveToLookAt() throws Exception {
    Buying bought = till.bought(10_000);
    till.told(Refunds.asked(bought, 10_001));
    till.rounds();

    assertThat(found("repairs", bought.order()))
        .anyMatch(each -> each.what().contains("CANCEL_REFUSED"));
  }

  @Test
  void aGatewayThatDoesNotAnswerHasFoundNothingAndClearedNobody() throws Exception {
    Buying bought = till.bought(10_000);
    till.later(SETTLED);
    till.gateway.forget(bought.order().toString());
    till.gateway.chaos("{\"lookups\":{\"FAIL_BEFORE\":1}}");

    Looked looked = look(till, "gateway");

    assertThat(looked.count()).isZero();
    assertThat(looked.unchecked())
        .singleElement()
        .asString()
        .contains("the gateway does not list its transactions");
  }

  private static Looked look(Till at, String check) throws Exception {
    Check found = Objects.requireNonNull(at.checks().get(check));
    return found.look().at(new Snapshots(at.bean(DataSource.class)));
  }

  private static List<Finding> found(String check, UUID order) throws Exception {
    Looked looked = look(till, check);
    assertThat(looked.unchecked()).isEmpty();
    return looked.first().stream().filter(each -> each.where().contains(order.toString())).toList();
  }

  private static void forge(String sql, UUID order) {
    till.count("WITH forged AS (" + sql + " RETURNING 1) SELECT count(*) FROM forged", order);
  }
}
