package io.seonchak.platform.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.testing.TestKafka;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ContactTest {

  private static final long BEGIN = -5_000_000_000L;

  @Test
  void whoIsNotReachedForAWhileIsAwayAndOnceBackMustStayForAWhile() {
    var contact = new Contact(BEGIN);
    assertThat(contact.steady(BEGIN)).isTrue();

    contact.reached(at(3));
    assertThat(contact.steady(at(13))).isTrue();
    assertThat(contact.steady(at(14))).as("11 s unreached").isFalse();

    contact.reached(at(40));
    assertThat(contact.steady(at(40))).as("just back").isFalse();
    for (int second = 42; second < 100; second += 2) {
      contact.reached(at(second));
      assertThat(contact.steady(at(second))).as("back for %d s", second - 40).isFalse();
    }
    contact.reached(at(100));
    assertThat(contact.steady(at(100))).isTrue();
  }

  @Test
  void aShortGapIsNone() {
    var contact = new Contact(BEGIN);
    contact.reached(at(9));
    contact.reached(at(19));

    assertThat(contact.steady(at(19))).isTrue();
  }

  @Test
  void aBrokerThatDiesIsMissedEvenWhileThereIsNothingToSend() throws Exception {
    try (var plumb = new Plumb()) {
      Relay relay = plumb.events.relay();
      relay.start();
      // Asked every two seconds: so long unreached is seen only if nobody asks.
      await().during(Duration.ofSeconds(6)).until(() -> relay.unreached().toMillis() < 5_500);
      assertThat(relay.steady()).isTrue();
      TestKafka.kafka().kill();
      try {
        await()
            .atMost(Duration.ofSeconds(20))
            .until(() -> relay.unreached().compareTo(Contact.AWAY) > 0);
        assertThat(relay.steady()).isFalse();
      } finally {
        TestKafka.kafka().restart();
      }
      await().atMost(Duration.ofSeconds(20)).until(() -> relay.unreached().toMillis() < 3_000);
      assertThat(relay.steady()).as("it is back, but not for long").isFalse();
    }
  }

  private static long at(long seconds) {
    return BEGIN + Duration.ofSeconds(seconds).toNanos();
  }
}
