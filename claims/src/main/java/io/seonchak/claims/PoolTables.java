package io.seonchak.claims;

import io.seonchak.claims.ledger.Block;
import io.seonchak.claims.ledger.Entry;
import io.seonchak.claims.ledger.Micros;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The kernel's SQL, all of it. Every statement finds its rows by an index that leads with the pool;
 * each is sent once a batch, whatever the batch's size. Holds no state and may be shared.
 */
final class PoolTables {

  /** A pool as read under its lock, with what only a batch needs. */
  record Locked(
      PoolView view,
      byte[] head,
      long breakBlockNo,
      long lastAt,
      long nowMicros,
      @Nullable String notDurable) {}

  private static final String INSTANT = "timestamptz 'epoch' + %s * interval '1 microsecond'";

  private static final String POOL_COLUMNS =
      "pool_id, capacity, opens_at, closes_at, per_person, hold_seconds, offer_seconds,"
          + " extend_seconds, waiting_list, live, held, waiting, entry_no, grant_no, block_no,"
          + " break_block_no, head, last_at, last_grant_at";

  /** What is true at this moment, and in this session: a server started anew may be another. */
  private static final String NOW =
      ", clock_timestamp() AS now, " + Durability.OFF + " AS off FROM ";

  private static final String CLAIM_COLUMNS =
      "c.pool_id, c.claim_id, c.person, c.request_key, c.body_hash, c.nth, c.quantity, c.state,"
          + " c.grant_no, c.block_no, c.leaf, c.granted_at, c.deadline";

  private final String lock;
  private final String view;
  private final String allClaimsOfPeople;
  private final String claimsById;
  private final String due;
  private final String line;
  private final String waiters;
  private final ClaimCopy claimCopy;
  private final String updateClaims;
  private final String insertWaiting;
  private final String updateWaiting;
  private final String insertBlock;
  private final String updatePool;
  private final String insertPool;
  private final String insertSecret;
  private final String secret;
  private final String blocks;
  private final String block;
  private final String header;
  private final String poolsAfter;
  private final String busyPools;
  private final String position;

  PoolTables(String schema) {
    String s = ClaimsTables.requireName(schema) + ".";
    // The clock is read after the row has been locked, because the lock stands in the CTE.
    lock =
        "WITH locked AS MATERIALIZED (SELECT * FROM "
            + s
            + "pool WHERE pool_id = ANY (?) ORDER BY pool_id FOR NO KEY UPDATE) SELECT "
            + POOL_COLUMNS
            + NOW
            + "locked";
    view = "SELECT " + POOL_COLUMNS + NOW + s + "pool WHERE pool_id = ANY (?)";
    // OFFSET 0 keeps the planner from turning a look-up round: for a table it has no statistics of
    // it
    // would read the whole pool once and compare, and that plan would stay.
    allClaimsOfPeople =
        "SELECT c.* FROM unnest(?::uuid[], ?::uuid[]) AS q (person, request_key) CROSS JOIN LATERAL"
            + " (SELECT "
            + CLAIM_COLUMNS
            + " FROM "
            + s
            + "claim c WHERE c.pool_id = ? AND c.person = q.person"
            + " AND ((? AND c.state < 3) OR c.request_key = q.request_key) OFFSET 0) c";
    claimsById =
        "SELECT c.* FROM unnest(?::uuid[], ?::uuid[]) AS q (pool_id, claim_id) CROSS JOIN LATERAL"
            + " (SELECT "
            + CLAIM_COLUMNS
            + " FROM "
            + s
            + "claim c WHERE c.claim_id = q.claim_id AND c.pool_id = q.pool_id OFFSET 0) c";
    due =
        "SELECT "
            + CLAIM_COLUMNS
            + " FROM "
            + s
            + "claim c WHERE c.pool_id = ? AND c.state = 1 AND c.deadline <= "
            + INSTANT.formatted("?")
            + " ORDER BY c.deadline LIMIT ?";
    String waitColumns =
        "w.pool_id, w.place, w.person, w.claim_id, w.request_key, w.body_hash FROM " + s;
    line =
        "SELECT "
            + waitColumns
            + "waiting w WHERE w.pool_id = ? AND w.state = 1 ORDER BY w.place LIMIT ?";
    position =
        "(SELECT count(*) FROM "
            + s
            + "waiting b WHERE b.pool_id = w.pool_id AND b.state = 1 AND b.place <= w.place)";
    waiters =
        "SELECT w.* FROM unnest(?::uuid[]) AS q (person) CROSS JOIN LATERAL (SELECT "
            + position
            + " AS position, "
            + waitColumns
            + "waiting w WHERE w.pool_id = ? AND w.person = q.person AND w.state = 1 OFFSET 0) w";
    claimCopy = new ClaimCopy(s);
    updateClaims =
        "UPDATE "
            + s
            + "claim SET state = ?, nth = ?, deadline = "
            + INSTANT.formatted("nullif(?::bigint, 0)")
            + " WHERE claim_id = ? AND pool_id = ?";
    insertWaiting =
        "INSERT INTO "
            + s
            + "waiting (pool_id, place, person, claim_id, request_key, body_hash, state)"
            + " SELECT * FROM unnest(?::uuid[], ?::bigint[], ?::uuid[], ?::uuid[], ?::uuid[],"
            + " ?::bigint[], ?::smallint[])";
    updateWaiting = "UPDATE " + s + "waiting SET state = ? WHERE pool_id = ? AND place = ?";
    insertBlock =
        "INSERT INTO "
            + s
            + "ledger_block (pool_id, block_no, header, signature, entries)"
            + " VALUES (?, ?, ?, ?, ?)";
    updatePool =
        "UPDATE "
            + s
            + "pool SET capacity = ?, live = ?, held = ?, waiting = ?, entry_no = ?, grant_no = ?,"
            + " block_no = ?, break_block_no = ?, head = ?, last_at = "
            + INSTANT.formatted("?")
            + ", last_grant_at = ? WHERE pool_id = ?";
    insertPool =
        "INSERT INTO "
            + s
            + "pool ("
            + POOL_COLUMNS
            + ") VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 0, 0, 0, 0, 0, 0, ?, clock_timestamp(),"
            + " NULL)";
    insertSecret = "INSERT INTO " + s + "pool_secret (pool_id, secret) VALUES (?, ?)";
    secret = "SELECT secret FROM " + s + "pool_secret WHERE pool_id = ?";
    String blockColumns = "SELECT header, signature, entries FROM " + s + "ledger_block WHERE ";
    blocks = blockColumns + "pool_id = ? AND block_no > ? ORDER BY block_no LIMIT ?";
    block = blockColumns + "pool_id = ? AND block_no = ?";
    header = "SELECT header FROM " + s + "ledger_block WHERE pool_id = ? AND block_no = ?";
    poolsAfter =
        "SELECT " + POOL_COLUMNS + NOW + s + "pool WHERE pool_id > ? ORDER BY pool_id LIMIT ?";
    busyPools =
        "SELECT p.pool_id FROM "
            + s
            + "pool p WHERE (p.held > 0 AND EXISTS (SELECT FROM "
            + s
            + "claim c WHERE c.pool_id = p.pool_id AND c.state = 1"
            + " AND c.deadline <= clock_timestamp()))"
            + " OR (p.waiting > 0 AND p.live < p.capacity AND (p.closes_at IS NULL OR p.closes_at"
            + " > clock_timestamp())) LIMIT ?";
  }

  List<Locked> lock(Connection connection, Collection<PoolId> pools) throws SQLException {
    return pools(connection, lock, pools);
  }

  List<Locked> read(Connection connection, Collection<PoolId> pools) throws SQLException {
    return pools(connection, view, pools);
  }

  /**
   * What people have in a pool.
   *
   * @param limited whether all their live claims are wanted, or only those that have their key
   */
  List<ClaimRow> claimsOf(
      Connection connection, PoolId pool, List<UUID> people, List<UUID> keys, boolean limited)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(allClaimsOfPeople)) {
      statement.setArray(1, uuids(connection, people));
      statement.setArray(2, uuids(connection, keys));
      statement.setObject(3, pool.value());
      statement.setBoolean(4, limited);
      return claims(statement);
    }
  }

  List<ClaimRow> claimsById(Connection connection, List<UUID> pools, List<UUID> claims)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(claimsById)) {
      statement.setArray(1, uuids(connection, pools));
      statement.setArray(2, uuids(connection, claims));
      return claims(statement);
    }
  }

  List<ClaimRow> due(Connection connection, PoolId pool, long nowMicros, int rowsMax)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(due)) {
      statement.setObject(1, pool.value());
      statement.setLong(2, nowMicros);
      statement.setInt(3, rowsMax);
      return claims(statement);
    }
  }

  List<WaitRow> line(Connection connection, PoolId pool, int rowsMax) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(line)) {
      statement.setObject(1, pool.value());
      statement.setInt(2, rowsMax);
      List<WaitRow> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(waitRow(found));
        }
      }
      return rows;
    }
  }

  /** One who waits and where he stands, 1 for the next. */
  record Waiter(WaitRow row, int position) {}

  List<Waiter> waiters(Connection connection, PoolId pool, List<UUID> people) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(waiters)) {
      statement.setArray(1, uuids(connection, people));
      statement.setObject(2, pool.value());
      List<Waiter> rows = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          rows.add(new Waiter(waitRow(found), found.getInt("position")));
        }
      }
      return rows;
    }
  }

  void insertClaims(Connection connection, List<ClaimRow> rows) throws SQLException {
    claimCopy.insert(connection, rows);
  }

  void updateClaims(Connection connection, Collection<ClaimRow> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(updateClaims)) {
      for (ClaimRow row : rows) {
        statement.setInt(1, row.state.code());
        statement.setLong(2, row.nth);
        statement.setLong(3, row.deadline);
        statement.setObject(4, row.id.value());
        statement.setObject(5, row.pool.value());
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  void insertWaiting(Connection connection, List<WaitRow> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insertWaiting)) {
      statement.setArray(1, uuids(connection, rows.stream().map(r -> r.pool.value()).toList()));
      statement.setArray(
          2, connection.createArrayOf("int8", rows.stream().map(r -> r.place).toArray()));
      statement.setArray(3, uuids(connection, rows.stream().map(r -> r.person.value()).toList()));
      statement.setArray(4, uuids(connection, rows.stream().map(r -> r.claim.value()).toList()));
      statement.setArray(5, uuids(connection, rows.stream().map(r -> r.key.key()).toList()));
      statement.setArray(
          6, connection.createArrayOf("int8", rows.stream().map(r -> r.key.body()).toArray()));
      statement.setArray(
          7,
          connection.createArrayOf("int2", rows.stream().map(r -> (short) r.state.code).toArray()));
      statement.executeUpdate();
    }
  }

  void updateWaiting(Connection connection, Collection<WaitRow> rows) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(updateWaiting)) {
      for (WaitRow row : rows) {
        statement.setInt(1, row.state.code);
        statement.setObject(2, row.pool.value());
        statement.setLong(3, row.place);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  void insertBlock(Connection connection, Block sealed, byte[] entries) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insertBlock)) {
      statement.setObject(1, sealed.header().pool());
      statement.setLong(2, sealed.header().blockNo());
      statement.setBytes(3, sealed.headerBytes());
      statement.setBytes(4, sealed.signature());
      statement.setBytes(5, entries);
      statement.executeUpdate();
    }
  }

  void updatePool(
      Connection connection, PoolView after, long breakBlockNo, byte[] head, long nowMicros)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(updatePool)) {
      statement.setInt(1, after.terms().capacity());
      statement.setInt(2, after.live());
      statement.setInt(3, after.held());
      statement.setInt(4, after.waiting());
      statement.setLong(5, after.version());
      statement.setLong(6, after.sequence());
      statement.setLong(7, after.blockNo());
      statement.setLong(8, breakBlockNo);
      statement.setBytes(9, head);
      statement.setLong(10, nowMicros);
      statement.setObject(11, offset(after.lastGrantAt()));
      statement.setObject(12, after.pool().value());
      statement.executeUpdate();
    }
  }

  void insertPool(Connection connection, PoolId pool, PoolTerms terms, byte[] head, byte[] secret)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(insertPool)) {
      statement.setObject(1, pool.value());
      statement.setInt(2, terms.capacity());
      statement.setObject(3, offset(terms.opensAt()));
      statement.setObject(4, offset(terms.closesAt()));
      statement.setInt(5, terms.perPerson());
      statement.setLong(6, terms.hold().toSeconds());
      statement.setLong(7, terms.offer().toSeconds());
      statement.setLong(8, terms.extendMax().toSeconds());
      statement.setBoolean(9, terms.waitingList());
      statement.setBytes(10, head);
      statement.executeUpdate();
    }
    try (PreparedStatement statement = connection.prepareStatement(insertSecret)) {
      statement.setObject(1, pool.value());
      statement.setBytes(2, secret);
      statement.executeUpdate();
    }
  }

  byte @Nullable [] secret(Connection connection, PoolId pool) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(secret)) {
      statement.setObject(1, pool.value());
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? found.getBytes(1) : null;
      }
    }
  }

  List<Block> blocks(Connection connection, PoolId pool, long after, int rowsMax)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(blocks)) {
      statement.setObject(1, pool.value());
      statement.setLong(2, after);
      statement.setInt(3, rowsMax);
      List<Block> read = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          read.add(block(found));
        }
      }
      return read;
    }
  }

  @Nullable Block block(Connection connection, PoolId pool, long blockNo) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(block)) {
      statement.setObject(1, pool.value());
      statement.setLong(2, blockNo);
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? block(found) : null;
      }
    }
  }

  /** The canonical bytes of a block's header; null when there is no such block. */
  byte @Nullable [] header(Connection connection, PoolId pool, long blockNo) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(header)) {
      statement.setObject(1, pool.value());
      statement.setLong(2, blockNo);
      try (ResultSet found = statement.executeQuery()) {
        return found.next() ? found.getBytes(1) : null;
      }
    }
  }

  /** A page of all pools, in the order of their ids. */
  List<Locked> poolsAfter(Connection connection, UUID after, int rowsMax) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(poolsAfter)) {
      statement.setObject(1, after);
      statement.setInt(2, rowsMax);
      return locked(statement);
    }
  }

  /** Pools in which a hold is due, or somebody waits while units are free. */
  List<PoolId> busyPools(Connection connection, int rowsMax) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(busyPools)) {
      statement.setInt(1, rowsMax);
      List<PoolId> pools = new ArrayList<>();
      try (ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          pools.add(new PoolId(found.getObject(1, UUID.class)));
        }
      }
      return pools;
    }
  }

  private static Block block(ResultSet found) throws SQLException {
    return new Block(found.getBytes(1), found.getBytes(2), Entry.split(found.getBytes(3)));
  }

  private static List<Locked> pools(Connection connection, String sql, Collection<PoolId> pools)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setArray(1, uuids(connection, pools.stream().map(PoolId::value).toList()));
      return locked(statement);
    }
  }

  private static List<Locked> locked(PreparedStatement statement) throws SQLException {
    List<Locked> read = new ArrayList<>();
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        read.add(locked(found));
      }
    }
    return read;
  }

  private static Locked locked(ResultSet row) throws SQLException {
    var terms =
        new PoolTerms(
            row.getInt("capacity"),
            instant(row, "opens_at"),
            instant(row, "closes_at"),
            row.getInt("per_person"),
            Duration.ofSeconds(row.getLong("hold_seconds")),
            Duration.ofSeconds(row.getLong("offer_seconds")),
            Duration.ofSeconds(row.getLong("extend_seconds")),
            row.getBoolean("waiting_list"));
    var view =
        new PoolView(
            new PoolId(row.getObject("pool_id", UUID.class)),
            terms,
            row.getLong("entry_no"),
            row.getInt("live"),
            row.getInt("held"),
            row.getInt("waiting"),
            row.getLong("grant_no"),
            instant(row, "last_grant_at"),
            row.getLong("block_no"));
    return new Locked(
        view,
        row.getBytes("head"),
        row.getLong("break_block_no"),
        micros(row, "last_at"),
        micros(row, "now"),
        Durability.objection(row.getString("off")));
  }

  private static List<ClaimRow> claims(PreparedStatement statement) throws SQLException {
    List<ClaimRow> rows = new ArrayList<>();
    try (ResultSet found = statement.executeQuery()) {
      while (found.next()) {
        rows.add(
            new ClaimRow(
                new PoolId(found.getObject(1, UUID.class)),
                new ClaimId(found.getObject(2, UUID.class)),
                new Person(found.getObject(3, UUID.class)),
                new RequestKey(found.getObject(4, UUID.class), found.getLong(5)),
                found.getLong(6),
                found.getInt(7),
                found.getLong(9),
                found.getLong(10),
                found.getInt(11),
                micros(found, "granted_at"),
                ClaimState.of(found.getInt(8)),
                micros(found, "deadline")));
      }
    }
    return rows;
  }

  private static WaitRow waitRow(ResultSet found) throws SQLException {
    return new WaitRow(
        new PoolId(found.getObject("pool_id", UUID.class)),
        found.getLong("place"),
        new Person(found.getObject("person", UUID.class)),
        new ClaimId(found.getObject("claim_id", UUID.class)),
        new RequestKey(found.getObject("request_key", UUID.class), found.getLong("body_hash")));
  }

  private static Array uuids(Connection connection, List<UUID> ids) throws SQLException {
    return connection.createArrayOf("uuid", ids.toArray());
  }

  private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
    OffsetDateTime read = row.getObject(column, OffsetDateTime.class);
    return read == null ? null : read.toInstant();
  }

  private static long micros(ResultSet row, String column) throws SQLException {
    Instant read = instant(row, column);
    return read == null ? 0 : Micros.of(read);
  }

  private static @Nullable OffsetDateTime offset(@Nullable Instant instant) {
    return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
  }
}
