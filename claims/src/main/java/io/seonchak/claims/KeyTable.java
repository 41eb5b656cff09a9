package io.seonchak.claims;

import io.seonchak.claims.ledger.LedgerSigner;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;

/** The published keys: the first is taken on trust, each later one is signed by the one before. */
final class KeyTable {

  private final String table;

  KeyTable(String schema) {
    this.table = ClaimsTables.requireName(schema) + ".ledger_key";
  }

  List<LedgerKey> all(Connection connection) throws SQLException {
    String sql =
        "SELECT key_id, public_key, introduced_at, signed_by, signature FROM "
            + table
            + " ORDER BY introduced_at, key_id";
    List<LedgerKey> keys = new ArrayList<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet row = statement.executeQuery()) {
      while (row.next()) {
        keys.add(
            new LedgerKey(
                row.getLong(1),
                row.getBytes(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                row.getObject(4, Long.class),
                row.getBytes(5)));
      }
    }
    return keys;
  }

  /**
   * Makes sure that what {@code signer} signs can be verified.
   *
   * @throws IllegalStateException when others have signed here before and did not hand over to it
   */
  void publish(Connection connection, LedgerSigner signer) throws SQLException {
    String sql =
        "INSERT INTO "
            + table
            + " (key_id, public_key) SELECT ?, ? WHERE NOT EXISTS (SELECT FROM "
            + table
            + ") ON CONFLICT DO NOTHING";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, signer.keyId());
      statement.setBytes(2, signer.publicKey());
      statement.executeUpdate();
    }
    if (all(connection).stream().noneMatch(key -> key.keyId() == signer.keyId())) {
      throw new IllegalStateException(
          "ledger key %016x is not among the keys of %s (expected: the key that signed before, or one it was rotated to)"
              .formatted(signer.keyId(), table));
    }
  }

  /** Publishes {@code next}, unless {@code before} is no longer the newest; whether it did. */
  boolean rotate(Connection connection, LedgerSigner before, LedgerSigner next)
      throws SQLException {
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      // Two who rotate at once would both sign with the key before; the chain must not fork.
      statement.execute("LOCK TABLE " + table + " IN SHARE ROW EXCLUSIVE MODE");
      boolean newest = all(connection).getLast().keyId() == before.keyId();
      if (newest) {
        insert(connection, before, next);
      }
      connection.commit();
      return newest;
    } catch (SQLException e) {
      connection.rollback();
      throw e;
    }
  }

  private void insert(Connection connection, LedgerSigner before, LedgerSigner next)
      throws SQLException {
    String sql =
        "INSERT INTO " + table + " (key_id, public_key, signed_by, signature) VALUES (?, ?, ?, ?)";
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, next.keyId());
      statement.setBytes(2, next.publicKey());
      statement.setLong(3, before.keyId());
      statement.setBytes(4, before.sign(next.publicKey()));
      statement.executeUpdate();
    }
  }
}
