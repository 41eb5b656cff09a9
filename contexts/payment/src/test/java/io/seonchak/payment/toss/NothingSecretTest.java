package io.seonchak.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What is logged of a payment's life, down to every detail the libraries below would tell. */
class NothingSecretTest {

  private static final String ACCOUNT = "11012345678901";
  private static final String PAYMENT = "znsyz20251130141719u7Ie0";
  private static final String BILLING = "Z_t5vOvQxrj4499PeiJcjen28-V2RyqgYTwN44Rdzk0=";

  @Test
  void noKeyNoCardAndNoAccountIsLogged() throws Exception {
    var appender = new ListAppender<ILoggingEvent>();
    Logger ours = (Logger) LoggerFactory.getLogger("io.seonchak.payment");
    Level before = ours.getLevel();
    ours.setLevel(Level.TRACE);
    ours.addAppender(appender);
    appender.start();
    List<TossAnswer<?>> answers = new ArrayList<>();
    try (var gateway = new Recorded()) {
      TossClient client = gateway.client();
      gateway
          .file("confirm-virtual-account.json")
          .file("billing-key.json")
          .file("confirm-card.json");
      gateway.code(403, "REJECT_CARD_COMPANY").code(400, "A\\r\\nFORGED LINE").silence();
      answers.add(client.payment("5zJ4xY7m0kODnyRpQWGrN2xq"));
      answers.add(client.issueBillingKey("auth-key-1", "member-0001", "attempt-key-1"));
      answers.add(client.payment(PAYMENT));
      answers.add(client.charge(BILLING, Charge.of("member-0001", 100, "order-0001", "티셔츠"), "k"));
      var account = new Cancellation.RefundAccount("20", ACCOUNT, "박토스");
      answers.add(client.cancel(PAYMENT, Cancellation.full("변심").to(account), "k"));
      answers.add(client.confirm(new Confirmation(PAYMENT, "order-0001", 1), "k"));
    } finally {
      ours.detachAppender(appender);
      ours.setLevel(before);
    }

    String told =
        appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList() + "" + answers;
    assertThat(appender.list).hasSize(answers.size());
    assertThat(told)
        .doesNotContain(
            Recorded.KEY,
            ACCOUNT,
            PAYMENT,
            BILLING,
            "auth-key-1",
            "attempt-key-1",
            "박토스",
            "4330",
            "12345678",
            "X6505636518308",
            "ps_",
            "\n",
            "\r");
  }
}
