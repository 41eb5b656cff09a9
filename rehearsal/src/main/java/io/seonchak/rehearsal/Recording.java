package io.seonchak.rehearsal;

import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.claims.verify.Finding;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Row;
import io.seonchak.rehearsal.HistoryChecker.Told;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Reads from the tables, not through the application, what was recorded of one drop. */
final class Recording {

  private static final int RETURNED = 3;

  private final Connection connection;
  private final UUID drop;

  Recording(Connection connection, UUID drop) {
    this.connection = connection;
    this.drop = drop;
  }

  /** Everything the checker needs; {@code home} is where the witness lies. */
  Recorded read(Path home, Plan plan, Instant opensAt, List<Told> told)
      throws SQLException, IOException {
    List<String> findings;
    try (FileSink sink = new FileSink(home.resolve("sink").resolve("stock"))) {
      findings =
          new DatabaseCheck(connection, "stock", sink)
              .check().findings().stream().map(Finding::toString).toList();
    }
    Duration lease = plan.faults() ? HistoryChecker.LEASE_IN_FAULTS : HistoryChecker.LEASE;
    return new Recorded(
        entries(),
        rows(),
        waited(),
        waiting(),
        plan.stock(),
        plan.perMember(),
        opensAt.toEpochMilli() * 1_000,
        opensAt.plus(plan.open()).toEpochMilli() * 1_000,
        lease,
        findings,
        told,
        claimsOfAllDrops());
  }

  /** The published keys that may have signed a receipt. */
  Map<Long, byte[]> keys() throws SQLException {
    Map<Long, byte[]> keys = new HashMap<>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT key_id, public_key FROM stock.ledger_key");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        keys.put(row.getLong(1), row.getBytes(2));
      }
    }
    return keys;
  }

  private List<Entry> entries() throws SQLException {
    List<Entry> entries = new ArrayList<>();
    try (PreparedStatement statement =
        of("SELECT entries FROM stock.ledger_block WHERE pool_id = ? ORDER BY block_no")) {
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          for (byte[] entry : Entry.split(row.getBytes(1))) {
            entries.add(Entry.read(ByteBuffer.wrap(entry)));
          }
        }
      }
    }
    return entries;
  }

  List<Row> rows() throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement statement =
        of(
            "SELECT claim_id, person, quantity, state, grant_no FROM stock.claim WHERE pool_id = ?")) {
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(
              new Row(
                  row.getObject(1, UUID.class),
                  row.getObject(2, UUID.class),
                  row.getInt(3),
                  row.getInt(4) != RETURNED,
                  row.getLong(5)));
        }
      }
    }
    return rows;
  }

  private Set<UUID> claimsOfAllDrops() throws SQLException {
    Set<UUID> claims = new HashSet<>();
    try (PreparedStatement statement =
            connection.prepareStatement("SELECT claim_id FROM stock.claim");
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        claims.add(row.getObject(1, UUID.class));
      }
    }
    return claims;
  }

  private Set<UUID> waited() throws SQLException {
    Set<UUID> waited = new HashSet<>();
    try (PreparedStatement statement = of("SELECT person FROM stock.waiting WHERE pool_id = ?")) {
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          waited.add(row.getObject(1, UUID.class));
        }
      }
    }
    return waited;
  }

  private int waiting() throws SQLException {
    try (PreparedStatement statement =
        of("SELECT count(*) FROM stock.waiting WHERE state = 1 AND pool_id = ?")) {
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getInt(1);
      }
    }
  }

  private PreparedStatement of(String sql) throws SQLException {
    PreparedStatement statement = connection.prepareStatement(sql);
    statement.setObject(1, drop);
    return statement;
  }
}
