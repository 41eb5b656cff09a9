package io.seonchak.coupon;

import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.audit.Rule;
import io.seonchak.platform.audit.Rules;
import java.util.List;
import org.springframework.stereotype.Component;

/** Coupons against what was granted, and against the orders that have them. */
@Component
final class CouponChecks implements Checks {

  private static final String FROM_CLAIM = "write the row from its claim, which is in the ledger";

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              """
              SELECT k.claim_id, 'granted', 'a coupon' FROM coupon.claim k
              WHERE NOT EXISTS (SELECT FROM coupon.coupon c WHERE c.coupon_id = k.claim_id)""",
              "coupon %s",
              "%s and not there (expected: %s)",
              FROM_CLAIM),
          new Rule(
              """
              SELECT c.coupon_id, 'there', 'a claim' FROM coupon.coupon c
              WHERE NOT EXISTS (SELECT FROM coupon.claim k WHERE k.claim_id = c.coupon_id)""",
              "coupon %s",
              "%s and never granted (expected: %s)",
              "if it is used, keep it and find out who wrote it; else take it out"),
          new Rule(
              """
              SELECT c.coupon_id, concat_ws('/', c.campaign_id, c.sequence),
                concat_ws('/', k.pool_id, k.grant_no)
              FROM coupon.coupon c JOIN coupon.claim k ON k.claim_id = c.coupon_id
              WHERE c.campaign_id <> k.pool_id OR c.member_id <> k.person OR c.sequence <> k.grant_no""",
              "coupon %s",
              "campaign and number %s, or its member, are not its claim's (expected: %s)",
              FROM_CLAIM),
          new Rule(
              """
              SELECT p.pool_id, p.grant_no, count(c.coupon_id) FROM coupon.pool p
                LEFT JOIN coupon.coupon c ON c.campaign_id = p.pool_id
              GROUP BY p.pool_id, p.grant_no HAVING p.grant_no <> count(c.coupon_id)""",
              "campaign %s",
              "%s coupons issued (expected, as there are: %s)",
              "the findings of its coupons and of its ledger say which row is missing"),
          new Rule(
              """
              SELECT pool_id, 'nobody''s', 'a campaign' FROM coupon.pool p
              WHERE NOT EXISTS (SELECT FROM coupon.campaign c WHERE c.campaign_id = p.pool_id)""",
              "pool %s",
              "%s (expected: that of %s)",
              "restore the campaign's row from a backup"),
          new Rule(
              """
              SELECT c.coupon_id, concat_ws(' for ', c.state, c.order_id),
                CASE WHEN u.order_id IS NULL THEN 'AVAILABLE'
                  ELSE concat_ws(' for ', CASE u.stage WHEN 'PAID' THEN 'USED' ELSE 'RESERVED' END, u.order_id) END
              FROM coupon.coupon c LEFT JOIN coupon.coupon_use u ON u.coupon_id = c.coupon_id AND u.has_it
              WHERE u.order_id IS DISTINCT FROM c.order_id
                OR c.state <> CASE WHEN u.order_id IS NULL THEN 'AVAILABLE'
                  WHEN u.stage = 'PAID' THEN 'USED' ELSE 'RESERVED' END""",
              "coupon %s",
              "%s (expected from the orders' steps: %s)",
              "look at the order; what it was paid with counts"),
          new Rule(
              """
              SELECT u.order_id, u.coupon_id, 'a coupon that is there' FROM coupon.coupon_use u
              WHERE u.has_it AND NOT EXISTS (SELECT FROM coupon.coupon c WHERE c.coupon_id = u.coupon_id)""",
              "order %s",
              "has coupon %s (expected: %s)",
              FROM_CLAIM));

  CouponChecks() {}

  @Override
  public List<Check> checks() {
    String counted = "SELECT count(*) FROM coupon.coupon";
    return List.of(
        new Check(CouponContext.SCHEMA, "coupons", "coupons", new Rules(counted, RULES)));
  }
}
