package io.seonchak.counter;

import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.platform.audit.Check;
import io.seonchak.platform.audit.Checks;
import io.seonchak.platform.audit.Finding;
import io.seonchak.platform.audit.Findings;
import io.seonchak.platform.audit.Looked;
import io.seonchak.platform.audit.Rule;
import io.seonchak.platform.audit.Rules;
import io.seonchak.platform.audit.Snapshots;
import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/** The kernel's tables of a context held against themselves, and against its ledger. */
public final class KernelChecks implements Checks {

  /** A pool's claims are held in memory while its ledger is read; this many take some 100 MB. */
  static final long GRANTS_MAX = 300_000;

  private static final String LEDGER_SUGGESTION =
      "alter nothing by hand; find the cause, compare receipts and witness, and record a BREAK if"
          + " the ledger was set back (docs/operations.md, Restore)";

  private static final List<Rule> RULES =
      List.of(
          new Rule(
              """
              SELECT pool_id, concat_ws('/', p.live, p.held, p.waiting),
                concat_ws('/', coalesce(c.live, 0), coalesce(c.held, 0), coalesce(w.waiting, 0))
              FROM %s.pool p LEFT JOIN (
                  SELECT pool_id, sum(quantity) FILTER (WHERE state < 3) AS live,
                    sum(quantity) FILTER (WHERE state = 1) AS held
                  FROM %s.claim GROUP BY pool_id) c USING (pool_id)
                LEFT JOIN (SELECT pool_id, count(*) AS waiting FROM %s.waiting WHERE state = 1
                  GROUP BY pool_id) w USING (pool_id)
              WHERE p.live <> coalesce(c.live, 0) OR p.held <> coalesce(c.held, 0)
                OR p.waiting <> coalesce(w.waiting, 0)""",
              "pool %s",
              "%s live, held and waiting (expected from its claims: %s)",
              "its ledger says which is right; close the pool until both agree"),
          new Rule(
              """
              SELECT p.pool_id, sum(c.quantity), p.capacity
              FROM %s.pool p JOIN %s.claim c USING (pool_id) WHERE c.state < 3
              GROUP BY p.pool_id, p.capacity HAVING sum(c.quantity) > p.capacity""",
              "pool %s",
              "%s units held or sold (expected: at most %s)",
              "close the pool, raise its capacity or give units back, and tell those concerned"),
          new Rule(
              """
              SELECT min(c.claim_id::text), sum(c.quantity), p.per_person
              FROM %s.pool p JOIN %s.claim c USING (pool_id) WHERE c.state < 3 AND p.per_person > 0
              GROUP BY p.pool_id, p.per_person, c.person HAVING sum(c.quantity) > p.per_person""",
              "claim %s",
              "one person has %s units of its pool (expected: at most %s)",
              "let an operator cancel what is too much"),
          new Rule(
              """
              SELECT claim_id, deadline, 'given back within 10 minutes' FROM %s.claim
              WHERE state = 1 AND deadline < clock_timestamp() - interval '10 minutes'""",
              "claim %s",
              "held though its time was over at %s (expected: %s)",
              "see why holds do not expire: seonchak_kernel_expires, Kafka, the database's clock"));

  private final List<Counter> counters;
  private final Sinks sinks;

  /** Where the witness of a context is. */
  @FunctionalInterface
  public interface Sinks {

    /**
     * Opens it; the caller closes it.
     *
     * @throws IOException when it cannot be opened
     */
    FileSink of(String context) throws IOException;
  }

  KernelChecks(List<Counter> counters, Sinks sinks) {
    this.counters = counters;
    this.sinks = sinks;
  }

  @Override
  public List<Check> checks() {
    return counters.stream()
        .map(Counter::context)
        .flatMap(each -> Stream.of(pools(each), ledger(each, sinks, GRANTS_MAX)))
        .toList();
  }

  /**
   * Counts against claims: what is free is the capacity without what is held or sold.
   *
   * @param schema of the context, whose name it is
   */
  public static Check pools(String schema) {
    return new Check(
        schema,
        "pools",
        "claims",
        new Rules(
            "SELECT count(*) FROM %s.claim".formatted(schema),
            RULES.stream().map(rule -> rule.in(schema)).toList()));
  }

  /**
   * Blocks, keys, witness, and the claims against the ledger.
   *
   * @param grantsMax pools of more are not checked
   */
  public static Check ledger(String schema, Sinks sinks, long grantsMax) {
    return new Check(
        schema, "ledger", "blocks", snapshots -> look(snapshots, schema, sinks, grantsMax));
  }

  private static Looked look(Snapshots snapshots, String schema, Sinks sinks, long grantsMax)
      throws SQLException, IOException {
    try (FileSink sink = sinks.of(schema)) {
      DatabaseCheck.Result result =
          snapshots.read(
              connection -> new DatabaseCheck(connection, schema, sink).check(grantsMax));
      var findings = new Findings();
      findings.looked(result.blocks());
      result
          .findings()
          .forEach(each -> findings.add(new Finding(each.where(), each.what(), LEDGER_SUGGESTION)));
      if (!result.tooLarge().isEmpty()) {
        findings.unchecked(
            "%d pools of more than %d grants, as %s; use ./seonchak verify database"
                .formatted(result.tooLarge().size(), grantsMax, result.tooLarge().getFirst()));
      }
      return findings.done();
    }
  }
}
