package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.e2e.Shop.Answer;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What people do, whether the contexts share a process or not. */
abstract class JourneyInAnyShape {

  private static final Duration SOON = Duration.ofSeconds(60);

  abstract Shop shop();

  @Test
  void aDropOfAProductNobodyHasIsNotMade() throws Exception {
    Answer answer = shop().newDrop(UUID.randomUUID().toString(), 1, 1, Instant.now(), "k");

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.code()).isEqualTo("NOT_FOUND");
  }

  @Test
  void somebodySignsUpClaimsAndReadsWhatHeHolds() throws Exception {
    String bearer = "Bearer " + shop().newMember("buyer@example.kr");
    UUID drop = shop().drop(2, 1);
    String path = "/api/drops/" + drop;
    assertThat(
            shop().post("/api/drops", "{}", "Authorization", bearer, "Idempotency-Key", "k").code())
        .isEqualTo("FORBIDDEN");

    String ticket = shop().post(path + "/ticket", "", "Authorization", bearer).text("ticket");
    Answer claim = shop().claim(drop, ticket, "k", "{\"quantity\":1}");
    assertThat(claim.status()).isEqualTo(201);
    assertThat(shop().claim(drop, ticket, "k", "{\"quantity\":1}").body()).isEqualTo(claim.body());

    Answer mine = shop().get(path + "/claims/mine", "Authorization", bearer);
    assertThat(mine.json().path("claims").path(0).path("claimId").asString())
        .isEqualTo(claim.text("claimId"));
    assertThat(shop().get(path).text("name")).isEqualTo("운동화");
    assertThat(shop().get(path).json().path("remaining").asInt()).isEqualTo(1);
  }

  @Test
  void whoClaimsAndPaysWithACouponGetsHisMoneyBackWhenHeCancels() throws Exception {
    String buyer = "Bearer " + shop().newMember("payer@example.kr");
    String coupon =
        shop()
            .post("/api/coupon-campaigns/" + campaign() + "/claims", "{}", by(buyer))
            .text("couponId");
    UUID drop = shop().drop(2, 1);
    String ticket = shop().post("/api/drops/" + drop + "/ticket", "", by(buyer)).text("ticket");
    String order = shop().claim(drop, ticket, "k", "{\"quantity\":1}").text("claimId");
    until(order, "AWAITING_PAYMENT", buyer);

    Answer changed =
        shop()
            .send(
                "PUT",
                "/api/orders/" + order + "/checkout",
                "{\"couponId\":\"%s\"}".formatted(coupon),
                by(buyer));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    until(order, "AWAITING_PAYMENT", buyer);
    Answer paid = pay(order, 94_000, buyer);
    assertThat(paid.text("status")).as(paid.body()).isEqualTo("PAID");
    until(order, "PAID", buyer);
    assertThat(remaining(drop)).isEqualTo(1);

    Answer cancelled =
        shop().post("/api/orders/" + order + "/cancel", "{\"reason\":\"변심\"}", by(buyer));
    assertThat(cancelled.status()).as(cancelled.body()).isBetween(200, 202);
    until(order, "REFUNDED", buyer);
    await().atMost(SOON).until(() -> remaining(drop) == 2);
    await()
        .atMost(SOON)
        .until(() -> shop().get("/api/coupons", by(buyer)).body().contains("\"AVAILABLE\""));
  }

  private Answer pay(String order, int amount, String buyer) throws Exception {
    String key =
        shop()
            .post(
                "/toss-simulator/checkouts",
                """
                {"orderId":"%s","orderName":"운동화","amount":%d,"method":"카드",\
                "successUrl":"http://127.0.0.1:9/ok","failUrl":"http://127.0.0.1:9/no"}"""
                    .formatted(order, amount))
            .text("paymentKey");
    return shop()
        .post(
            "/api/payments/confirm",
            "{\"paymentKey\":\"%s\",\"orderId\":\"%s\",\"amount\":%d}"
                .formatted(key, order, amount),
            by(buyer));
  }

  private String campaign() throws Exception {
    Instant now = Instant.now();
    return shop()
        .post(
            "/api/coupon-campaigns",
            """
            {"name":"첫 주문","discount":{"amount":5000},"quantity":10,"perMember":1,"opensAt":"%s",\
            "closesAt":"%s","validDays":30,"minOrder":0}"""
                .formatted(now.minusSeconds(60), now.plusSeconds(3_600)),
            by("Bearer " + shop().operator))
        .text("campaignId");
  }

  private int remaining(UUID drop) throws Exception {
    return shop().get("/api/drops/" + drop).json().path("remaining").asInt();
  }

  private void until(String order, String status, String buyer) {
    await()
        .atMost(SOON)
        .until(() -> shop().get("/api/orders/" + order, by(buyer)).text("status"), status::equals);
  }

  private static String[] by(String authorization) {
    return new String[] {
      "Authorization", authorization, "Idempotency-Key", UUID.randomUUID().toString()
    };
  }

  @Test
  void whoLogsOutEverywhereIsOutEverywhere() throws Exception {
    String bearer = "Bearer " + shop().newMember("leaver@example.kr");
    String path = "/api/drops/" + shop().drop(1, 1) + "/ticket";
    assertThat(shop().post(path, "", "Authorization", bearer).status()).isEqualTo(200);
    assertThat(shop().send("DELETE", "/api/sessions", "", "Authorization", bearer).status())
        .isEqualTo(204);

    await()
        .atMost(SOON)
        .until(() -> shop().post(path, "", "Authorization", bearer).status() == 401);
  }
}
