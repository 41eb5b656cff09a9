package io.seonchak.e2e;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.payment.toss.TossSettings;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The gateway without keys is the simulator in this process; with keys it is not there at all. */
@Timeout(120)
class TossWiringTest {

  private static final String CHECKOUTS = "/toss-simulator/checkouts";
  private static final String CHECKOUT =
      """
      {"orderId":"order-000001","orderName":"운동화","amount":1000,"method":"CARD",
       "successUrl":"http://127.0.0.1:9/ok","failUrl":"http://127.0.0.1:9/no"}\
      """;

  @Test
  void besideKeysOfTheRealGatewayNoSimulatorIsServed() throws Exception {
    for (String kind : List.of("test", "live")) {
      try (Shop shop =
          Shop.with(
              "--TOSS_SECRET_KEY=%s_sk_abc".formatted(kind),
              "--TOSS_CLIENT_KEY=%s_ck_abc".formatted(kind))) {
        for (String path : List.of(CHECKOUTS, "/toss-simulator/v1/payments/confirm")) {
          assertThat(shop.post(path, CHECKOUT).status()).as(kind).isEqualTo(401);
        }
      }
    }
  }

  @Test
  void withoutKeysTheSimulatorIsServedAndNothingElseIsOpened() throws Exception {
    try (Shop shop = Shop.open()) {
      Answer window = shop.post(CHECKOUTS, CHECKOUT);
      assertThat(window.status()).isEqualTo(201);
      String key = window.text("paymentKey");
      assertThat(window.text("redirectUrl")).startsWith(shop.address()).endsWith(key);
      String payment = "/toss-simulator/v1/payments/" + key;
      assertThat(shop.get(payment).code()).isEqualTo("INCORRECT_BASIC_AUTH_FORMAT");
      assertThat(shop.get(payment, "Authorization", basic("test_sk_other")).code())
          .isEqualTo("UNAUTHORIZED_KEY");
      assertThat(shop.get(payment, "Authorization", "Bearer " + shop.operator).code())
          .isEqualTo("INCORRECT_BASIC_AUTH_FORMAT");
      assertThat(
              shop.get(payment, "Authorization", basic(TossSettings.SIMULATOR_KEY)).text("status"))
          .isEqualTo("READY");

      for (String path : List.of("/toss", "/internal/order/orders/x/begin")) {
        assertThat(shop.post(path, "{}").status()).as(path).isIn(401, 404);
      }
      assertThat(
              shop.get("/api/members/me", "Authorization", basic(TossSettings.SIMULATOR_KEY))
                  .status())
          .as("the gateway's key opens nothing of ours")
          .isEqualTo(401);
    }
  }

  private static String basic(String key) {
    return "Basic " + Base64.getEncoder().encodeToString((key + ":").getBytes(UTF_8));
  }
}
