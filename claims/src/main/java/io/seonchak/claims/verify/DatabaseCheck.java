package io.seonchak.claims.verify;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.HeaderSink;
import io.seonchak.claims.ledger.LedgerSigner;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Holds a database against itself and its witness: every pool's ledger, the claims and the counts
 * beside it, the chain of keys, and the headers the sink has seen. Reads only; one snapshot.
 */
public final class DatabaseCheck {

  private static final int PAGE = 500;

  private final Connection connection;
  private final String schema;
  private final @Nullable HeaderSink sink;

  /**
   * A check of the kernel's tables in a schema.
   *
   * @param sink the witness, absent when there is none at hand
   */
  public DatabaseCheck(Connection connection, String schema, @Nullable HeaderSink sink) {
    this.connection = connection;
    this.schema = schema;
    this.sink = sink;
  }

  /**
   * What was checked: how many pools, blocks and claims, and the first false place of each pool.
   *
   * @param tooLarge pools that were left out
   */
  public record Result(
      int pools, long blocks, long claims, List<Finding> findings, List<UUID> tooLarge) {}

  /**
   * Checks everything.
   *
   * @throws SQLException when the database cannot be read
   * @throws IOException when the witness cannot
   */
  public Result check() throws SQLException, IOException {
    return check(Long.MAX_VALUE);
  }

  /**
   * The same, but leaves out pools of more grants: a pool's claims are held in memory.
   *
   * @throws SQLException when the database cannot be read
   * @throws IOException when the witness cannot
   */
  public Result check(long grantsMax) throws SQLException, IOException {
    List<Finding> findings = new ArrayList<>();
    connection.setAutoCommit(false);
    connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
    // What was witnessed before the snapshot stands in it; what comes later need not.
    Map<UUID, Long> witnessed = witnessed(pools(Long.MAX_VALUE));
    connection.rollback();
    Map<Long, byte[]> keys = keys(findings);
    long blocks = 0;
    long claims = 0;
    List<UUID> pools = pools(grantsMax);
    for (UUID pool : pools) {
      var ledger = new LedgerCheck(keys);
      Optional<Finding> finding = ledger(pool, ledger);
      if (finding.isEmpty()) {
        finding = beside(pool, ledger);
      }
      if (finding.isEmpty()) {
        finding = witnessed(pool, ledger, witnessed.getOrDefault(pool, 0L));
      }
      finding.ifPresent(findings::add);
      blocks += ledger.blockNo();
      claims += ledger.claims().size();
    }
    List<UUID> tooLarge = new ArrayList<>(pools(Long.MAX_VALUE));
    tooLarge.removeAll(new HashSet<>(pools));
    connection.rollback();
    return new Result(pools.size(), blocks, claims, findings, tooLarge);
  }

  private Map<Long, byte[]> keys(List<Finding> findings) throws SQLException {
    Map<Long, byte[]> keys = new HashMap<>();
    String sql =
        "SELECT key_id, public_key, signed_by, signature FROM %s.ledger_key ORDER BY introduced_at"
            .formatted(schema);
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        byte[] key = row.getBytes(2);
        Long signer = row.getObject(3, Long.class);
        byte[] before = signer == null ? null : keys.get(signer);
        boolean trusted =
            signer == null
                || (before != null && LedgerSigner.verifies(before, key, row.getBytes(4)));
        if (trusted && LedgerSigner.keyId(key) == row.getLong(1)) {
          keys.put(row.getLong(1), key);
        } else {
          findings.add(
              new Finding(
                  "key %016x".formatted(row.getLong(1)), "it is not signed by the key before it"));
        }
      }
    }
    return keys;
  }

  private List<UUID> pools(long grantsMax) throws SQLException {
    List<UUID> pools = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT pool_id FROM %s.pool WHERE grant_no <= ? ORDER BY pool_id".formatted(schema))) {
      statement.setLong(1, grantsMax);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          pools.add(row.getObject(1, UUID.class));
        }
      }
    }
    return pools;
  }

  /** The last block of each pool that the witness has seen. */
  private Map<UUID, Long> witnessed(List<UUID> pools) throws IOException {
    Map<UUID, Long> last = new HashMap<>();
    if (sink != null) {
      for (UUID pool : pools) {
        sink.last(pool).ifPresent(header -> last.put(pool, header.blockNo()));
      }
    }
    return last;
  }

  private Optional<Finding> ledger(UUID pool, LedgerCheck check) throws SQLException {
    String sql =
        "SELECT block_no, header, signature, entries FROM %s.ledger_block WHERE pool_id = ? AND block_no > ? ORDER BY block_no LIMIT %d"
            .formatted(schema, PAGE);
    long after = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      while (true) {
        statement.setObject(1, pool);
        statement.setLong(2, after);
        int read = 0;
        try (ResultSet row = statement.executeQuery()) {
          while (row.next()) {
            read++;
            after = row.getLong(1);
            Optional<Finding> finding = block(pool, row, check);
            if (finding.isPresent()) {
              return finding;
            }
          }
        }
        if (read < PAGE) {
          return Optional.empty();
        }
      }
    }
  }

  private static Optional<Finding> block(UUID pool, ResultSet row, LedgerCheck check)
      throws SQLException {
    String where = "pool %s block %d".formatted(pool, row.getLong(1));
    try {
      Block block = new Block(row.getBytes(2), row.getBytes(3), Entry.split(row.getBytes(4)));
      if (!block.header().pool().equals(pool) || block.header().blockNo() != row.getLong(1)) {
        return Optional.of(new Finding(where, "the header is that of another block"));
      }
      return check.next(block);
    } catch (IllegalArgumentException e) {
      return Optional.of(new Finding(where, String.valueOf(e.getMessage())));
    }
  }

  /** The tables beside the ledger say the same as the ledger. */
  private Optional<Finding> beside(UUID pool, LedgerCheck ledger) throws SQLException {
    Optional<Finding> counts = counts(pool, ledger);
    return counts.isPresent() ? counts : claims(pool, ledger);
  }

  private Optional<Finding> counts(UUID pool, LedgerCheck ledger) throws SQLException {
    String sql =
        "SELECT live, grant_no, block_no, head FROM %s.pool WHERE pool_id = ?".formatted(schema);
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, pool);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        boolean same =
            row.getInt(1) == ledger.live()
                && row.getLong(2) == ledger.grantNo()
                && row.getLong(3) == ledger.blockNo()
                && Arrays.equals(row.getBytes(4), ledger.head());
        return same
            ? Optional.empty()
            : Optional.of(
                new Finding(
                    "pool " + pool,
                    "live %d, grants %d, blocks %d (expected from the ledger: %d, %d, %d, and its head)"
                        .formatted(
                            row.getInt(1),
                            row.getLong(2),
                            row.getLong(3),
                            ledger.live(),
                            ledger.grantNo(),
                            ledger.blockNo())));
      }
    }
  }

  private Optional<Finding> claims(UUID pool, LedgerCheck ledger) throws SQLException {
    String sql =
        "SELECT claim_id, quantity, state, grant_no FROM %s.claim WHERE pool_id = ? ORDER BY grant_no"
            .formatted(schema);
    int seen = 0;
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, pool);
      statement.setFetchSize(10_000);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          seen++;
          UUID id = row.getObject(1, UUID.class);
          String state = List.of("HELD", "CONFIRMED", "RELEASED").get(row.getInt(3) - 1);
          var told = new LedgerCheck.Claim(row.getInt(2), state, row.getLong(4));
          if (!told.equals(ledger.claims().get(id))) {
            return Optional.of(
                new Finding(
                    "pool %s claim %s".formatted(pool, id),
                    "%s (expected from the ledger: %s)".formatted(told, ledger.claims().get(id))));
          }
        }
      }
    }
    return seen == ledger.claims().size()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "pool " + pool,
                "claims: %d (expected from the ledger: %d)"
                    .formatted(seen, ledger.claims().size())));
  }

  private static Optional<Finding> witnessed(UUID pool, LedgerCheck ledger, long last) {
    return last <= ledger.blockNo()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "pool " + pool,
                "the ledger ends at block %d (expected: %d, which was witnessed)"
                    .formatted(ledger.blockNo(), last)));
  }
}
