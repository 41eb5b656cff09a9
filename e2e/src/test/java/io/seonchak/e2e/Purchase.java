package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.e2e.Shop.Answer;
import java.time.Duration;
import java.util.UUID;
import tools.jackson.databind.JsonNode;

/** Somebody new who buys of a drop with a coupon and points, and changes his mind. */
final class Purchase {

  private static final Duration SOON = Duration.ofSeconds(60);
  private static final int GRANTED = 10_000;
  private static final int SPENT = 4_000;
  private static final int DISCOUNT = 5_000;
  private static final int AMOUNT = 99_000 - DISCOUNT - SPENT;

  private final Shop shop;
  private final String buyer;

  Purchase(Shop shop, String email) throws Exception {
    this.shop = shop;
    this.buyer = "Bearer " + shop.newMember(email);
  }

  /** Claims, pays through the gateway's simulator, cancels; everything is where it was. */
  void paidAndGivenBack() throws Exception {
    String coupon =
        shop.post(
                "/api/coupon-campaigns/"
                    + shop.campaign(10, DISCOUNT, 0).text("campaignId")
                    + "/claims",
                "{}",
                Shop.once(buyer))
            .text("couponId");
    grantPoints();
    UUID drop = shop.drop(2, 1);
    String order = claimed(drop);
    chargeLess(order, coupon);
    Answer paid = shop.pay(order, AMOUNT, Shop.BY_CARD, buyer);
    assertThat(paid.text("status")).as(paid.body()).isEqualTo("PAID");
    until(order, "PAID");
    assertThat(remaining(drop)).isEqualTo(1);
    await().atMost(SOON).until(() -> coupons().contains("\"USED\""));

    Answer cancelled =
        shop.post("/api/orders/" + order + "/cancel", "{\"reason\":\"변심\"}", Shop.once(buyer));
    assertThat(cancelled.status()).as(cancelled.body()).isBetween(200, 202);
    until(order, "REFUNDED");
    await().atMost(SOON).until(() -> remaining(drop) == 2);
    await().atMost(SOON).until(() -> coupons().contains("\"AVAILABLE\""));
    await().atMost(SOON).until(this::hasHisPoints);
  }

  private void grantPoints() throws Exception {
    String member = shop.get("/api/members/me", Shop.once(buyer)).text("memberId");
    Answer granted = shop.grantPoints(member, GRANTED);
    assertThat(granted.status()).as(granted.body()).isEqualTo(201);
  }

  private String claimed(UUID drop) throws Exception {
    String ticket =
        shop.post("/api/drops/" + drop + "/ticket", "", Shop.once(buyer)).text("ticket");
    String order = shop.claim(drop, ticket, "k", "{\"quantity\":1}").text("claimId");
    until(order, "AWAITING_PAYMENT");
    return order;
  }

  private void chargeLess(String order, String coupon) throws Exception {
    Answer changed =
        shop.send(
            "PUT",
            "/api/orders/" + order + "/checkout",
            "{\"couponId\":\"%s\",\"points\":%d,\"expectedTotal\":%d}"
                .formatted(coupon, SPENT, AMOUNT),
            Shop.once(buyer));
    assertThat(changed.status()).as(changed.body()).isEqualTo(200);
    until(order, "AWAITING_PAYMENT");
  }

  private String coupons() throws Exception {
    return shop.get("/api/coupons", Shop.once(buyer)).body();
  }

  private boolean hasHisPoints() throws Exception {
    JsonNode points = shop.get("/api/points", Shop.once(buyer)).json();
    return points.path("balance").asInt() == GRANTED && points.path("held").asInt(-1) == 0;
  }

  private int remaining(UUID drop) throws Exception {
    return shop.get("/api/drops/" + drop).json().path("remaining").asInt();
  }

  private void until(String order, String status) {
    await()
        .atMost(SOON)
        .until(
            () -> shop.get("/api/orders/" + order, Shop.once(buyer)).text("status"),
            status::equals);
  }
}
