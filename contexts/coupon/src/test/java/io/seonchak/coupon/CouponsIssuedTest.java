package io.seonchak.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.claims.Outcome;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.contracts.coupon.CouponEvent;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A coupon is there with its grant, or neither is. */
class CouponsIssuedTest {

  private static Purse purse;

  @BeforeAll
  static void open() throws Exception {
    purse = new Purse();
  }

  @AfterAll
  static void close() throws Exception {
    purse.close();
  }

  @Test
  void whoIsRefusedGetsNoCouponAndNothingIsToldOfHim() throws Exception {
    Campaign campaign = purse.campaign(1);
    purse.issued(campaign, UUID.randomUUID());
    UUID late = UUID.randomUUID();

    assertThat(purse.claim(campaign, late)).isInstanceOf(Outcome.SoldOut.class);
    assertThat(purse.coupons.page(late, null, 10)).isEmpty();
  }

  @Test
  void aCouponSaysWhatItsCampaignPromised() throws Exception {
    UUID member = UUID.randomUUID();
    Campaign campaign = purse.campaign(5);
    UUID id = purse.issued(campaign, member);

    Coupon coupon = purse.coupons.of(member, id).orElseThrow();
    assertThat(coupon.campaign()).isEqualTo(campaign.id());
    assertThat(coupon.sequence()).isEqualTo(1);
    assertThat(coupon.validUntil()).isEqualTo(coupon.issuedAt().plus(Duration.ofDays(30)));
    assertThat(coupon.state()).isEqualTo(CouponState.AVAILABLE);
    assertThat(purse.told(id))
        .extracting(Purse.Told::event)
        .containsExactly(
            new CouponEvent.Issued(
                id, campaign.id(), member, 1, coupon.issuedAt(), coupon.validUntil()));
  }

  @Test
  void aCrowdGetsExactlyAsManyAsThereAreEachWithItsRowAndItsEvent() throws Exception {
    Campaign campaign = purse.campaign(150);
    List<Future<Outcome>> answers = new ArrayList<>();
    try (ExecutorService crowd = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 400; i++) {
        answers.add(crowd.submit(() -> purse.claim(campaign, UUID.randomUUID())));
      }
    }
    long granted = 0;
    for (Future<Outcome> answer : answers) {
      granted += answer.get() instanceof Outcome.Granted ? 1 : 0;
    }

    assertThat(granted).isEqualTo(150);
    String sequences =
        "SELECT count(DISTINCT sequence) + max(sequence) * 1000 FROM coupon.coupon"
            + " WHERE campaign_id = ?";
    assertThat(purse.jdbc.sql(sequences).param(campaign.id()).query(Long.class).single())
        .isEqualTo(150_150);
    String told =
        "SELECT count(*) FROM coupon.outbox o JOIN coupon.coupon c ON o.event_key = c.coupon_id"
            + " WHERE c.campaign_id = ? AND o.event_type = 'coupon.issued.v1'";
    assertThat(purse.jdbc.sql(told).param(campaign.id()).query(Long.class).single()).isEqualTo(150);
    try (Connection connection = purse.database.connect()) {
      assertThat(new DatabaseCheck(connection, "coupon", purse.sink).check().findings()).isEmpty();
    }
  }
}
