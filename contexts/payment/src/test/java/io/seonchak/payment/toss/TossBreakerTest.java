package io.seonchak.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import io.seonchak.platform.remote.Remotes;
import org.junit.jupiter.api.Test;

class TossBreakerTest {

  private static final int MANY = 30;
  private static final Confirmation CONFIRM =
      new Confirmation("znsyz20251130141719u7Ie0", "a4CWyWY5m89PNh7xJwhk1", 15_000);

  @Test
  void refusalsOpenNothing() throws Exception {
    try (var gateway = new Recorded()) {
      TossClient client = gateway.client();
      for (int i = 0; i < MANY; i++) {
        gateway.code(403, "REJECT_CARD_COMPANY").code(400, "ALREADY_PROCESSED_PAYMENT");

        assertThat(client.confirm(CONFIRM, "k" + i)).isInstanceOf(Refused.class);
        assertThat(client.confirm(CONFIRM, "k" + i)).isInstanceOf(Unknown.class);
      }
    }
  }

  @Test
  void aGatewayThatFailsIsLeftAloneAndTriedAgain() throws Exception {
    try (var gateway = new Recorded()) {
      TossClient client = gateway.client();
      int sent = 0;
      do {
        gateway.body(500, "");
      } while (client.confirm(CONFIRM, "k") instanceof Unknown && ++sent < MANY);

      assertThat(sent).as("faults until it was left alone").isLessThan(MANY);
      assertThat(client.confirm(CONFIRM, "k")).isInstanceOf(Retry.class);
      assertThat(gateway.asked).as("nothing was sent").hasSize(sent);

      gateway.forget();
      for (int i = 0; i < MANY; i++) {
        gateway.file("confirm-card.json");
      }
      await()
          .atMost(Remotes.OPEN.multipliedBy(3))
          .until(() -> client.confirm(CONFIRM, "k") instanceof Done);
      for (int i = 0; i < 5; i++) {
        assertThat(client.confirm(CONFIRM, "k")).isInstanceOf(Done.class);
      }
    }
  }
}
