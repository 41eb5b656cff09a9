package io.seonchak.coupon;

import io.seonchak.claims.Consequences;
import io.seonchak.claims.Effect;
import io.seonchak.contracts.coupon.CouponEvent;
import io.seonchak.platform.event.Outbox;
import io.seonchak.platform.event.Outgoing;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * Writes coupons in the commit that grants them, a whole batch at once, and tells of them. May be
 * used by many threads at once.
 */
final class CouponsIssued implements Consequences {

  private final Campaigns campaigns;
  private final Coupons coupons;
  private final Outbox<CouponEvent> outbox;

  CouponsIssued(Campaigns campaigns, Coupons coupons, Outbox<CouponEvent> outbox) {
    this.campaigns = campaigns;
    this.coupons = coupons;
    this.outbox = outbox;
  }

  @Override
  public void write(Connection connection, List<Effect> effects) throws SQLException {
    List<Coupon> issued = new ArrayList<>(effects.size());
    for (Effect effect : effects) {
      issued.add(coupon(connection, effect));
    }
    coupons.add(connection, issued);
    outbox.append(connection, issued.stream().map(CouponsIssued::told).toList());
  }

  private Coupon coupon(Connection connection, Effect effect) throws SQLException {
    return switch (effect) {
      case Effect.UnitsGranted granted ->
          Coupon.issued(
              granted.claim().value(),
              campaigns.of(connection, granted.pool().value()),
              granted.person().value(),
              granted.sequence(),
              granted.at());
      // Nothing of a campaign's pool is held, so nothing is confirmed, extended or given back.
      case Effect.ClaimConfirmed _, Effect.HoldExtended _, Effect.UnitsReleased _ ->
          throw new IllegalStateException("%s (expected: grants only)".formatted(effect));
    };
  }

  private static Outgoing<CouponEvent> told(Coupon coupon) {
    return Outgoing.of(
        new CouponEvent.Issued(
            coupon.id(),
            coupon.campaign(),
            coupon.member(),
            coupon.sequence(),
            coupon.issuedAt(),
            coupon.validUntil()));
  }
}
