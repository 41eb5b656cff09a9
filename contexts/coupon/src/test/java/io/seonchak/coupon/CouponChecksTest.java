package io.seonchak.coupon;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.contracts.order.OrderEvent.Reserved;
import io.seonchak.counter.KernelChecks;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Snapshots;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whoever alters coupons is found, and only he. */
class CouponChecksTest {

  private static final Check COUPONS = new CouponChecks().checks().getFirst();

  private static Purse purse;
  private final UUID member = UUID.randomUUID();

  @BeforeAll
  static void open() throws Exception {
    purse = new Purse();
  }

  @AfterAll
  static void close() throws Exception {
    purse.close();
  }

  @Test
  void ofHonestCouponsNothingIsFound() throws Exception {
    try (var honest = new Purse()) {
      UUID used = honest.coupon(member);
      honest.coupon(member);
      honest.hear(reserved(UUID.randomUUID(), used));

      var looked = COUPONS.look().at(new Snapshots(honest.source));
      assertThat(looked.first()).isEmpty();
      assertThat(looked.rows()).isEqualTo(2);
      assertThat(KernelChecks.pools("coupon").look().at(new Snapshots(honest.source)).first())
          .isEmpty();
    }
  }

  @Test
  void aCouponThatIsGoneIsMissedByItselfAndByItsCampaign() throws Exception {
    Campaign campaign = purse.campaign(2);
    UUID coupon = purse.issued(campaign, member);

    forge("DELETE FROM coupon.coupon WHERE coupon_id = '%s'", coupon);

    assertThat(found(coupon)).anyMatch(each -> each.what().contains("granted and not there"));
    assertThat(found(campaign.id())).anyMatch(each -> each.what().contains("1 coupons issued"));
  }

  @Test
  void aCouponThatWasNeverGranted() throws Exception {
    UUID coupon = purse.coupon(member);

    forge("DELETE FROM coupon.claim WHERE claim_id = '%s'", coupon);

    assertThat(found(coupon)).anyMatch(each -> each.what().contains("never granted"));
  }

  @Test
  void aCouponOfSomebodyElse() throws Exception {
    UUID coupon = purse.coupon(member);

    forge("UPDATE coupon.coupon SET member_id = gen_random_uuid() WHERE coupon_id = '%s'", coupon);

    assertThat(found(coupon)).hasSize(1);
  }

  @Test
  void aCouponThatIsFreeThoughAnOrderHasIt() throws Exception {
    UUID coupon = purse.coupon(member);
    purse.hear(reserved(UUID.randomUUID(), coupon));
    assertThat(found(coupon)).isEmpty();

    forge(
        "UPDATE coupon.coupon SET state = 'AVAILABLE', order_id = NULL WHERE coupon_id = '%s'",
        coupon);

    assertThat(found(coupon))
        .singleElement()
        .satisfies(
            each ->
                assertThat(each.what()).contains("AVAILABLE (expected").contains("RESERVED for"));
  }

  @Test
  void anOrderWhoseCouponIsGone() throws Exception {
    UUID coupon = purse.coupon(member);
    UUID order = UUID.randomUUID();
    purse.hear(reserved(order, coupon));

    forge("DELETE FROM coupon.coupon WHERE coupon_id = '%s'", coupon);

    assertThat(found(order)).hasSize(1);
  }

  @Test
  void aPoolWhoseCampaignIsGone() throws Exception {
    Campaign campaign = purse.campaign(2);

    forge("DELETE FROM coupon.campaign WHERE campaign_id = '%s'", campaign.id());

    assertThat(found(campaign.id())).hasSize(1);
  }

  private Reserved reserved(UUID order, UUID coupon) {
    return new Reserved(order, member, 1, coupon, 3_000, 100_000, 0);
  }

  private static void forge(String sql, UUID id) {
    purse.database.forge(sql.formatted(id));
  }

  private static List<Finding> found(UUID where) throws Exception {
    return COUPONS.look().at(new Snapshots(purse.source)).first().stream()
        .filter(each -> each.where().contains(where.toString()))
        .toList();
  }
}
