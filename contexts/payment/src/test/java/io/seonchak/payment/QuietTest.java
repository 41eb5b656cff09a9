package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.seonchak.contracts.order.OrderEvent;
import io.seonchak.payment.Till.Answer;
import io.seonchak.payment.Till.Buying;
import io.seonchak.payment.application.Registering;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;

/** What is logged, down to every detail, of all that a member can do with his money. */
@Timeout(60)
class QuietTest {

  private static final String NUMBER = "11012345678901";

  @Test
  void noKeyNoAccountAndNobodysNameIsLogged() throws Exception {
    var appender = new ListAppender<ILoggingEvent>();
    Logger ours = (Logger) LoggerFactory.getLogger("io.seonchak");
    Level before = ours.getLevel();
    List<String> secret = new ArrayList<>(List.of(NUMBER, "박토스"));
    try (Till till = Till.open()) {
      ours.setLevel(Level.TRACE);
      ours.addAppender(appender);
      appender.start();
      till.hearWebhooks();
      Buying lost = till.buying(10_000);
      till.gateway.chaos("{\"next\":[\"LOSE_ANSWER\"]}");
      till.confirm(lost);
      secret.add(lost.key());
      Buying account = till.buying(10_000, "VIRTUAL_ACCOUNT", "");
      Answer given = till.confirm(account);
      secret.add(account.key());
      secret.add(given.json().path("account").path("accountNumber").asString());
      secret.add(till.gateway.truth(account.key()).path("secret").asString());
      UUID member = UUID.randomUUID();
      String customer = till.bean(Registering.class).customerKey(member);
      String auth = till.gateway.billingAuth(customer);
      till.as(
          member,
          "POST",
          "/api/payments/billing-keys",
          "{\"authKey\":\"%s\",\"customerKey\":\"%s\"}".formatted(auth, customer),
          "Idempotency-Key",
          "k");
      secret.add(auth);
      secret.add(customer);
      till.gateway.deposit(account.key());
      till.gateway.round();
      till.later(Duration.ofMinutes(11));
      till.later(Duration.ofMinutes(11));
      var back = new OrderEvent.RefundAccount("20", NUMBER, "박토스");
      till.told(
          Refunds.asked(account, UUID.randomUUID(), 4_000, back), Refunds.asked(lost, 99_000));
      till.later(Duration.ofMinutes(1));
      assertThat(till.names(account.order())).contains("approved", "cancelled");
      till.gateway.close();
    } finally {
      ours.detachAppender(appender);
      ours.setLevel(before);
    }

    String told =
        String.valueOf(appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList());
    assertThat(appender.list).isNotEmpty();
    assertThat(told).doesNotContain(secret.toArray(String[]::new));
  }
}
