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
  void whoClaimsAndPaysWithACouponAndPointsGetsAllOfItBackWhenHeCancels() throws Exception {
    new Purchase(shop(), "payer@example.kr").paidAndGivenBack();
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
