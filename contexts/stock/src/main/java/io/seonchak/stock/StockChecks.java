package io.seonchak.stock;

import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.audit.Rule;
import io.seonchak.platform.audit.Rules;
import java.util.List;
import org.springframework.stereotype.Component;

/** Whether every pool is somebody's, and nothing is kept for orders that are over. */
@Component
final class StockChecks implements Checks {

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              """
              SELECT pool_id, 'neither', 'one of them' FROM stock.pool p
              WHERE NOT EXISTS (SELECT FROM stock.drop d WHERE d.drop_id = p.pool_id)
                AND NOT EXISTS (SELECT FROM stock.item i WHERE i.variant_id = p.pool_id)""",
              "pool %s",
              "%s a drop nor everyday stock has it (expected: %s)",
              "nobody can claim it; restore the row of its drop or item from a backup"),
          new Rule(
              """
              SELECT id, name, 'a pool' FROM (
                SELECT drop_id AS id, 'drop' AS name FROM stock.drop
                UNION ALL SELECT variant_id, 'everyday stock' FROM stock.item) s
              WHERE NOT EXISTS (SELECT FROM stock.pool p WHERE p.pool_id = s.id)""",
              "%s",
              "%s without units (expected: %s)",
              "restore its pool from a backup, with its ledger and claims"),
          new Rule(
              """
              SELECT c.claim_id, c.quantity, 0 FROM stock.claim c
                JOIN stock.ordered o ON o.order_id = c.claim_id
              WHERE o.is_over AND c.state = 2""",
              "order %s",
              "is over and keeps %s sold units (expected: %s)",
              "look at the order; if it is cancelled, let an operator retell it"));

  StockChecks() {}

  @Override
  public List<Check> checks() {
    String counted = "SELECT count(*) FROM stock.pool";
    return List.of(new Check(StockContext.SCHEMA, "stock", "pools", new Rules(counted, RULES)));
  }
}
