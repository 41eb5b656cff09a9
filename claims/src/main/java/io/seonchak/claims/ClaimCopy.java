package io.seonchak.claims;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

/**
 * Inserts the claims of a batch with COPY in its binary format (PostgreSQL documentation, COPY,
 * "File Formats"): the server parses nothing and fills whole pages, which is about twice as cheap
 * as an INSERT from arrays, and inserting claims is most of what a batch costs.
 */
final class ClaimCopy {

  private static final byte[] SIGNATURE =
      "PGCOPY\n\377\r\n\0".getBytes(StandardCharsets.ISO_8859_1);
  private static final int HEADER_BYTES = SIGNATURE.length + 4 + 4;
  private static final short COLUMNS = 13;
  private static final int ROW_BYTES_MAX = 2 + COLUMNS * 4 + 4 * 16 + 6 * 8 + 2 * 4 + 2;
  private static final short END = -1;
  private static final int NULL = -1;

  /** Microseconds from 1970 to 2000, where PostgreSQL counts from. */
  private static final long POSTGRES_EPOCH_MICROS = 946_684_800L * 1_000_000;

  private final String sql;

  ClaimCopy(String schemaPrefix) {
    sql =
        "COPY "
            + schemaPrefix
            + "claim (pool_id, claim_id, person, request_key, body_hash, nth, quantity, state,"
            + " grant_no, block_no, leaf, granted_at, deadline) FROM STDIN (FORMAT binary)";
  }

  void insert(Connection connection, List<ClaimRow> rows) throws SQLException {
    ByteBuffer bytes = ByteBuffer.allocate(HEADER_BYTES + rows.size() * ROW_BYTES_MAX + 2);
    bytes.put(SIGNATURE).putInt(0).putInt(0);
    for (ClaimRow row : rows) {
      put(bytes, row);
    }
    bytes.putShort(END);
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql);
    try {
      copy.writeToCopy(bytes.array(), 0, bytes.position());
      copy.endCopy();
    } finally {
      if (copy.isActive()) {
        copy.cancelCopy();
      }
    }
  }

  private static void put(ByteBuffer out, ClaimRow row) {
    out.putShort(COLUMNS);
    put(out, row.pool.value());
    put(out, row.id.value());
    put(out, row.person.value());
    put(out, row.key.key());
    put(out, row.key.body());
    put(out, row.nth);
    out.putInt(4).putInt(row.quantity);
    out.putInt(2).putShort((short) row.state.code());
    put(out, row.grantNo);
    put(out, row.blockNo);
    out.putInt(4).putInt(row.leaf);
    put(out, row.grantedAt - POSTGRES_EPOCH_MICROS);
    if (row.deadline == 0) {
      out.putInt(NULL);
    } else {
      put(out, row.deadline - POSTGRES_EPOCH_MICROS);
    }
  }

  private static void put(ByteBuffer out, UUID id) {
    out.putInt(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }

  private static void put(ByteBuffer out, long value) {
    out.putInt(8).putLong(value);
  }
}
