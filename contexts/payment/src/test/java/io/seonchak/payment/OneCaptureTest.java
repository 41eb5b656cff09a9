package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.payment.Till.Buying;
import io.seonchak.payment.application.Reconciling;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.dao.DataIntegrityViolationException;

/** Two tabs, two instances, two clicks: one order, one capture. */
@Timeout(120)
class OneCaptureTest {

  private static final int ORDERS = 8;

  private static Till till;
  private static Till other;

  @BeforeAll
  static void open() throws Exception {
    till = Till.open();
    other = till.beside();
  }

  @AfterAll
  static void close() {
    other.close();
    till.close();
    till.gateway.close();
  }

  @Test
  void twoTabsOnTwoInstancesTakeOnce() throws Exception {
    for (int i = 0; i < ORDERS; i++) {
      Buying buying = till.buying(10_000);
      String second =
          Till.confirmation(buying.order(), 10_000, till.window(buying.order(), 10_000));

      List<String> answers =
          atOnce(
              () -> till.confirm(buying).words(),
              () -> other.confirm(buying.member(), second).words());

      assertThat(answers).contains("200 PAID");
      assertThat(answers).isSubsetOf("200 PAID", "202 PROCESSING", "409 ALREADY_PAID", "503 BUSY");
      assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
      assertThat(till.names(buying.order())).containsExactly("approved");
    }
  }

  @Test
  void anOrderHasOneLivingPaymentByTheTablesThemselves() throws Exception {
    Buying buying = till.buying(10_000);
    assertThat(till.confirm(buying).words()).isEqualTo("200 PAID");
    String second =
        "WITH second AS (INSERT INTO payment.attempt (attempt_id, order_id, member_id, amount, way,"
            + " payment_key, state, made_at) SELECT gen_random_uuid(), order_id, member_id, amount,"
            + " way, payment_key, 'STARTED', made_at FROM payment.attempt WHERE order_id = ?"
            + " RETURNING 1) SELECT count(*) FROM second";

    assertThatThrownBy(() -> till.count(second, buying.order()))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("attempt_live");
  }

  @Test
  void twoClicksWithTheSameKeyTakeOnce() throws Exception {
    for (int i = 0; i < ORDERS; i++) {
      Buying buying = till.buying(10_000);

      List<String> answers =
          atOnce(
              () -> till.confirm(buying).words(),
              () -> other.confirm(buying.member(), buying.body()).words(),
              () -> till.confirm(buying).words());

      assertThat(answers).contains("200 PAID").isSubsetOf("200 PAID", "202 PROCESSING");
      assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
      assertThat(till.names(buying.order())).containsExactly("approved");
    }
  }

  @Test
  void whoConfirmsWhileItIsLookedAtIsPaidOnce() throws Exception {
    till.gateway.chaos("{\"slowMillis\":300,\"changes\":{\"SLOW_ANSWER\":1}}");
    Buying buying = till.buying(10_000);
    String hint =
        """
        {"eventType":"PAYMENT_STATUS_CHANGED","createdAt":"2026-03-02T12:00:00.000000",
         "data":{"paymentKey":"%s","orderId":"%s","status":"DONE"}}\
        """
            .formatted(buying.key(), buying.order());

    List<String> answers =
        atOnce(
            () -> till.confirm(buying).words(),
            () -> {
              for (int i = 0; i < 40; i++) {
                other.send("POST", "/api/webhooks/toss", hint);
                other.bean(Reconciling.class).once();
              }
              return "looked";
            });

    till.gateway.chaos("{}");
    assertThat(answers.getFirst()).isIn("200 PAID", "202 PROCESSING");
    till.later(Duration.ofSeconds(40));
    assertThat(till.gateway.moved(buying.order().toString())).containsExactly(10_000L);
    assertThat(till.names(buying.order())).containsExactly("approved");
  }

  @Test
  void twoInstancesPayBackOnce() throws Exception {
    for (int i = 0; i < ORDERS; i++) {
      Buying bought = till.bought(10_000);
      till.told(Refunds.asked(bought, 4_000));

      atOnce(
          () -> {
            till.rounds();
            return "";
          },
          () -> {
            other.rounds();
            return "";
          });
      till.later(Duration.ofSeconds(90));

      assertThat(till.gateway.moved(bought.order().toString())).containsExactly(10_000L, -4_000L);
      assertThat(till.names(bought.order())).containsExactly("approved", "cancelled");
    }
  }

  @SafeVarargs
  private static List<String> atOnce(Callable<String>... works) throws Exception {
    var start = new CyclicBarrier(works.length);
    List<Callable<String>> all = new ArrayList<>();
    for (Callable<String> each : works) {
      all.add(
          () -> {
            start.await(5, TimeUnit.SECONDS);
            return each.call();
          });
    }
    List<String> answers = new ArrayList<>();
    try (var threads = Executors.newFixedThreadPool(works.length)) {
      for (Future<String> each : threads.invokeAll(all)) {
        answers.add(each.get());
      }
    }
    return answers;
  }
}
