package io.seonchak.points;

import io.seonchak.platform.audit.Rule;
import java.util.List;

/** What holds for the books as a whole. */
final class BookRules {

  private static final String BOOK = "what is booked stays; restore the rows from a backup";
  private static final String SET =
      "the entries are right if the other rules find nothing; set it to what they say";

  static final List<Rule> ALL =
      List.of(
          new Rule(
              """
              SELECT t.transfer_id, coalesce(sum(e.amount)::text, 'nothing'), '0' FROM points.transfer t
                LEFT JOIN points.entry e USING (transfer_id) GROUP BY 1 HAVING sum(e.amount) IS DISTINCT FROM 0""",
              "transfer %s",
              "its entries sum to %s and should to %s",
              BOOK),
          new Rule(
              "SELECT 'all', sum(amount), 0 FROM points.entry HAVING sum(amount) <> 0",
              "%s entries",
              "they sum to %s and should to %s",
              BOOK),
          new Rule(
              """
              SELECT e.transfer_id, e.amount, '±' || coalesce(t.amount::text, 'nothing') FROM points.entry e
                LEFT JOIN points.transfer t USING (transfer_id) WHERE abs(e.amount) IS DISTINCT FROM t.amount""",
              "transfer %s",
              "has an entry of %s and should of %s",
              BOOK),
          new Rule(
              """
              SELECT * FROM (
                SELECT a.member_id, a.available || '/' || a.held AS has,
                  coalesce(sum(e.amount) FILTER (WHERE e.side = 'AVAILABLE'), 0) || '/' ||
                  coalesce(sum(e.amount) FILTER (WHERE e.side = 'HELD'), 0) AS said
                FROM points.account a LEFT JOIN points.transfer t USING (member_id)
                  LEFT JOIN points.entry e USING (transfer_id)
                GROUP BY a.member_id) s WHERE has <> said""",
              "account %s",
              "has %s, its entries say %s",
              SET),
          new Rule(
              """
              SELECT * FROM (
                SELECT p.order_id, concat_ws('/', p.held, p.spent, p.earned, p.restored, p.clawed_back) AS has,
                  concat_ws('/',
                    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'HOLD'), 0)
                      - coalesce(sum(t.amount) FILTER (WHERE t.kind IN ('RELEASE', 'SPEND')), 0),
                    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'SPEND'), 0),
                    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'EARN'), 0),
                    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'RESTORE'), 0),
                    coalesce(sum(t.amount) FILTER (WHERE t.kind = 'CLAW_BACK'), 0)) AS said
                FROM points.purchase p LEFT JOIN points.transfer t ON t.subject = p.order_id
                GROUP BY p.order_id) s WHERE has <> said""",
              "order %s",
              "has %s, its transfers say %s",
              SET),
          new Rule(
              """
              SELECT a.member_id, a.held, coalesce(sum(p.held), 0)
              FROM points.account a LEFT JOIN points.purchase p USING (member_id)
              GROUP BY a.member_id HAVING a.held <> coalesce(sum(p.held), 0)""",
              "account %s",
              "holds %s, its orders %s",
              SET),
          new Rule(
              """
              SELECT a.member_id, a.available, coalesce(sum(c.amount), 0)
              FROM points.account a LEFT JOIN points.credit c ON c.member_id = a.member_id AND NOT c.ran_out
              GROUP BY a.member_id HAVING a.available > coalesce(sum(c.amount), 0)""",
              "account %s",
              "has %s available, more than came in and lives: %s",
              "restore its credits from a backup, or let what is too much run out"),
          new Rule(
              """
              SELECT c.transfer_id, c.amount, coalesce(t.amount, 0) FROM points.credit c
                LEFT JOIN points.transfer t USING (transfer_id)
              WHERE c.amount > coalesce(t.amount, 0) OR c.member_id IS DISTINCT FROM t.member_id""",
              "credit %s",
              "lets %s points live, its transfer brought its member %s",
              "restore its row from a backup"));

  private BookRules() {}
}
