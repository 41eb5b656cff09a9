package io.seonchak.payment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.seonchak.payment.application.Gateway;
import io.seonchak.platform.remote.Remotes;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** Which gateway is talked to; a wrong key stops the start. */
class GatewayTest {

  private static final Remotes REMOTES =
      new AnnotationConfigApplicationContext(Remotes.class).getBean(Remotes.class);

  @ParameterizedTest
  @CsvSource({
    "test_sk_abc, '', ''",
    "'', test_ck_abc, ''",
    "test_sk_abc, live_ck_abc, ''",
    "live_sk_abc, test_ck_abc, ''",
    "test_gsk_abc, test_ck_abc, ''",
    "test_ck_abc, test_sk_abc, ''",
    "abc, abc, ''",
    "live_sk_abc, live_ck_abc, http://127.0.0.1:9",
    "test_sk_abc, test_ck_abc, http://gateway.example"
  })
  void keysThatDoNotBelongTogetherOrNowhereStopTheStart(
      String secretKey, String clientKey, String address) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> gateway(secretKey, clientKey, address, new AtomicInteger()))
        .withMessageNotContaining("abc");
  }

  @ParameterizedTest
  @CsvSource({
    "test_sk_abc, test_ck_abc, ''",
    "live_sk_abc, live_ck_abc, ''",
    "live_gsk_abc, live_gck_abc, ''",
    "'', '', http://127.0.0.1:9/toss-simulator"
  })
  void keysOfOneKindAreTaken(String secretKey, String clientKey, String address) {
    var asked = new AtomicInteger();

    assertThat(gateway(secretKey, clientKey, address, asked).toss()).isNotNull();
    assertThat(asked).hasValue(0);
  }

  @Test
  void withoutKeysItIsTheSimulatorOfThisProcessOnceThatListens() {
    var asked = new AtomicInteger();
    Gateway gateway = gateway("", "", "", asked);
    assertThat(asked).hasValue(0);

    assertThat(gateway.toss()).isSameAs(gateway.toss());
    assertThat(asked).hasValue(1);
  }

  private static Gateway gateway(
      String secretKey, String clientKey, String address, AtomicInteger asked) {
    return new Gateway(
        secretKey,
        clientKey,
        address,
        Duration.ofSeconds(15),
        () -> {
          asked.incrementAndGet();
          return 8080;
        },
        REMOTES);
  }
}
