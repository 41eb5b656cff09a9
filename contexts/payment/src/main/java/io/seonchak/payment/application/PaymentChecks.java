package io.seonchak.payment.application;

import io.seonchak.payment.model.Repair;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Findings;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Rule;
import io.seonchak.platform.audit.Rules;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/** Our payments against their own rows and against the gateway, and what people have to look at. */
@Component
final class PaymentChecks implements Checks {

  private static final String CONTEXT = "payment";
  private static final String DAYS = "seonchak.audit.gateway-days";
  private static final int DAYS_MAX = 31;
  private static final int PAGES_MAX = 200;

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              """
              SELECT a.order_id, a.refunded, coalesce(sum(c.amount), 0)
              FROM payment.attempt a LEFT JOIN payment.cancel c ON c.order_id = a.order_id
                AND c.purpose = 'REFUND' AND c.state = 'DONE'
              WHERE a.state = 'DONE' GROUP BY a.attempt_id HAVING a.refunded <> coalesce(sum(c.amount), 0)""",
              "order %s",
              "%s won paid back (expected from its refunds: %s)",
              "look the payment up at the gateway; set the sum to what was paid back there"),
          new Rule(
              """
              SELECT c.order_id, sum(c.amount), coalesce(max(a.amount), 0)
              FROM payment.cancel c LEFT JOIN payment.attempt a ON a.order_id = c.order_id AND a.state = 'DONE'
              WHERE c.purpose = 'REFUND' AND c.state = 'DONE' GROUP BY c.order_id
              HAVING sum(c.amount) > coalesce(max(a.amount), 0)""",
              "order %s",
              "%s won refunded (expected: at most the %s that were paid)",
              "look the payment up at the gateway before anything more goes back"));

  private final Gateway gateway;
  private final Watching watching;
  private final Clock clock;
  private final int days;

  /**
   * The checks.
   *
   * @param days of the gateway that are looked at, 1 to 31
   */
  PaymentChecks(
      Gateway gateway, Watching watching, Clock clock, @Value("${" + DAYS + ":7}") int days) {
    if (days < 1 || days > DAYS_MAX) {
      throw new IllegalArgumentException(
          "%s: %d (expected: 1 to %d)".formatted(DAYS, days, DAYS_MAX));
    }
    this.gateway = gateway;
    this.watching = watching;
    this.clock = clock;
    this.days = days;
  }

  @Override
  public List<Check> checks() {
    return List.of(
        new Check(
            CONTEXT,
            "payments",
            "attempts",
            new Rules("SELECT count(*) FROM payment.attempt", RULES)),
        new Check(
            CONTEXT,
            "gateway",
            "payments there",
            new GatewayCheck(gateway, clock, Duration.ofDays(days), PAGES_MAX)),
        new Check(CONTEXT, "repairs", "repairs", snapshots -> repairs()));
  }

  /** The list that operators see, so that both always name the same. */
  private Looked repairs() {
    var findings = new Findings();
    List<Repair> open = watching.open(Findings.KEPT_MAX);
    findings.looked(open.size());
    for (Repair each : open) {
      findings.add(
          new Finding(
              "order " + each.orderId(),
              "%s since %s (expected: nothing to repair)".formatted(each.kind(), each.since()),
              "GET /api/operations/payments/repairs; see docs/payments.md"));
    }
    return findings.done();
  }
}
