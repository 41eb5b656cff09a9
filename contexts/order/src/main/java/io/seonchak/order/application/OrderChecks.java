package io.seonchak.order.application;

import io.seonchak.order.store.OrderReader.Resting;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Findings;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Rule;
import io.seonchak.platform.audit.Rules;
import java.util.List;
import org.springframework.stereotype.Component;

/** Orders against their own lines, attempts and refunds; and those that rest too long. */
@Component
final class OrderChecks implements Checks {

  private static final String CONTEXT = "order";
  private static final String COUNTED = "SELECT count(*) FROM ordering.orders";
  private static final String RESTORE =
      "restore the order's rows from a backup; what was paid stands in the payments";
  private static final String WHERE = "order %s";

  private static final List<Rule> ORDERS =
      List.of(
          new Rule(
              """
              SELECT order_id, concat_ws('/', o.items_amount, o.discount, o.points, o.amount),
                concat_ws('/', coalesce(l.items, 0), coalesce(l.discount, 0), coalesce(l.points, 0), coalesce(l.cash, 0))
              FROM ordering.orders o LEFT JOIN (
                SELECT order_id, sum(unit_price * quantity) AS items, sum(discount) AS discount,
                  sum(points) AS points, sum(cash) AS cash FROM ordering.order_line GROUP BY order_id) l USING (order_id)
              WHERE (o.items_amount, o.discount, o.points, o.amount) IS DISTINCT FROM
                (coalesce(l.items, 0), coalesce(l.discount, 0), coalesce(l.points, 0), coalesce(l.cash, 0))""",
              WHERE,
              "goods, discount, points and cash are %s (expected from its lines: %s)",
              RESTORE),
          new Rule(
              """
              SELECT order_id, status, amount FROM ordering.orders o
              WHERE status IN ('PAID', 'REFUNDING', 'PARTIALLY_REFUNDED', 'REFUNDED')
                AND NOT EXISTS (SELECT FROM ordering.attempt a WHERE a.order_id = o.order_id
                  AND a.attempt_id = o.attempt_id AND a.state = 'APPROVED' AND a.amount = o.amount)""",
              WHERE,
              "is %s without an approved payment of its own (expected: one of %s won)",
              "look into the payments before anything is sent: GET /api/payments/{orderId}"),
          new Rule(
              """
              SELECT o.order_id, sum(a.amount), coalesce((SELECT sum(r.cash) FROM ordering.refund r
                WHERE r.order_id = o.order_id AND r.kind = 'LATE_APPROVAL'), 0)
                + CASE WHEN o.paid_at IS NULL THEN 0 ELSE o.amount END AS due
              FROM ordering.orders o JOIN ordering.attempt a USING (order_id) WHERE a.state = 'APPROVED'
              GROUP BY o.order_id HAVING sum(a.amount) <> coalesce((SELECT sum(r.cash) FROM ordering.refund r
                WHERE r.order_id = o.order_id AND r.kind = 'LATE_APPROVAL'), 0)
                + CASE WHEN o.paid_at IS NULL THEN 0 ELSE o.amount END""",
              WHERE,
              "%s won were taken (expected, as what it costs and what came too late: %s)",
              "compare with the gateway; what was taken twice or too late has to go back by hand"));

  private static final List<Rule> REFUNDS =
      List.of(
          new Rule(
              """
              SELECT order_id, concat_ws('/', l.back_quantity, l.back_points, l.back_cash),
                concat_ws('/', coalesce(p.quantity, 0), coalesce(p.points, 0), coalesce(p.cash, 0))
              FROM ordering.order_line l LEFT JOIN (
                SELECT order_id, line_id, sum(quantity) AS quantity, sum(p.points) AS points, sum(p.cash) AS cash
                FROM ordering.refund_part p JOIN ordering.refund r USING (order_id, refund_id)
                WHERE r.state = 'DONE' GROUP BY order_id, line_id) p USING (order_id, line_id)
              WHERE (l.back_quantity, l.back_points, l.back_cash) IS DISTINCT FROM
                (coalesce(p.quantity, 0), coalesce(p.points, 0), coalesce(p.cash, 0))""",
              WHERE,
              "units, points and cash given back of a line: %s (expected from its refunds: %s)",
              RESTORE),
          new Rule(
              """
              SELECT order_id, concat_ws('/', r.points, r.cash),
                concat_ws('/', coalesce(p.points, 0), coalesce(p.cash, 0))
              FROM ordering.refund r LEFT JOIN (
                SELECT order_id, refund_id, sum(points) AS points, sum(cash) AS cash
                FROM ordering.refund_part GROUP BY order_id, refund_id) p USING (order_id, refund_id)
              WHERE r.kind <> 'LATE_APPROVAL'
                AND (r.points, r.cash) IS DISTINCT FROM (coalesce(p.points, 0), coalesce(p.cash, 0))""",
              WHERE,
              "points and cash of a refund: %s (expected from its parts: %s)",
              RESTORE),
          new Rule(
              """
              SELECT order_id, status, expected FROM (
                SELECT o.order_id, o.status,
                  CASE WHEN EXISTS (SELECT FROM ordering.refund r WHERE r.order_id = o.order_id
                      AND r.state = 'REQUESTED' AND r.kind <> 'LATE_APPROVAL') THEN 'REFUNDING'
                    WHEN bool_and(l.back_quantity = l.quantity) THEN 'REFUNDED'
                    WHEN bool_or(l.back_quantity > 0) THEN 'PARTIALLY_REFUNDED' ELSE 'PAID' END AS expected
                FROM ordering.orders o JOIN ordering.order_line l USING (order_id)
                WHERE o.paid_at IS NOT NULL GROUP BY o.order_id) s WHERE status <> expected""",
              WHERE,
              "is %s (expected from its refunds: %s)",
              RESTORE));

  private final StuckOrders stuck;

  OrderChecks(StuckOrders stuck) {
    this.stuck = stuck;
  }

  @Override
  public List<Check> checks() {
    return List.of(
        new Check(CONTEXT, "orders", "orders", new Rules(COUNTED, ORDERS)),
        new Check(
            CONTEXT,
            "refunds",
            "refunds",
            new Rules("SELECT count(*) FROM ordering.refund", REFUNDS)),
        new Check(CONTEXT, "stuck", "orders that rest", snapshots -> resting()));
  }

  /** By the watch that operators see, so that both always name the same. */
  private Looked resting() {
    var findings = new Findings();
    List<Resting> found = stuck.found();
    findings.looked(found.size());
    for (Resting each : found) {
      findings.add(
          new Finding(
              WHERE.formatted(each.id()),
              "%s since %s (expected: not to rest there)".formatted(each.state(), each.since()),
              "GET /api/operations/orders/stuck; see docs/orders.md"));
    }
    return findings.done();
  }
}
