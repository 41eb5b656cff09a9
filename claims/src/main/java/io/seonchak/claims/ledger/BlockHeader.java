package io.seonchak.claims.ledger;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * The signed head of a block: one commit of one pool. Its bytes are those of {@code
 * docs/ledger-format.md}, section 2.
 *
 * @param blockNo gapless number in the pool, from 1
 * @param previous the SHA-256 of the previous header's bytes; all zero for the first
 * @param root the Merkle root of the entries
 * @param firstEntryNo the number of the first entry
 * @param entryCount how many entries the block has, at least 1
 * @param grantNo the number of the last grant up to and with this block
 * @param live units held or confirmed after this block
 * @param capacity units there are after this block
 * @param waiting people waiting after this block
 * @param atMicros when it was decided, microseconds since the epoch
 * @param keyId the first eight bytes of the SHA-256 of the signer's public key
 */
public record BlockHeader(
    UUID pool,
    long blockNo,
    byte[] previous,
    byte[] root,
    long firstEntryNo,
    int entryCount,
    long grantNo,
    int live,
    int capacity,
    int waiting,
    long atMicros,
    long keyId) {

  /** Bytes of a header. */
  public static final int BYTES = 4 + 16 + 8 + 32 + 32 + 8 + 4 + 8 + 4 + 4 + 4 + 8 + 8;

  private static final int MAGIC = 0x53434231; // "SCB1"

  /** The canonical bytes. */
  public byte[] bytes() {
    ByteBuffer out = ByteBuffer.allocate(BYTES);
    out.putInt(MAGIC);
    out.putLong(pool.getMostSignificantBits()).putLong(pool.getLeastSignificantBits());
    out.putLong(blockNo).put(previous).put(root).putLong(firstEntryNo).putInt(entryCount);
    out.putLong(grantNo).putInt(live).putInt(capacity).putInt(waiting);
    out.putLong(atMicros).putLong(keyId);
    return out.array();
  }

  /** The number of the last entry. */
  public long lastEntryNo() {
    return firstEntryNo + entryCount - 1;
  }

  /**
   * Reads a header.
   *
   * @throws IllegalArgumentException when the bytes are none
   */
  public static BlockHeader read(byte[] bytes) {
    if (bytes.length != BYTES) {
      throw new IllegalArgumentException(
          "header: " + bytes.length + " bytes (expected: " + BYTES + ")");
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    int magic = in.getInt();
    if (magic != MAGIC) {
      throw new IllegalArgumentException("header: no block header of version 1");
    }
    UUID pool = new UUID(in.getLong(), in.getLong());
    long blockNo = in.getLong();
    byte[] previous = new byte[Sha256.LENGTH];
    in.get(previous);
    byte[] root = new byte[Sha256.LENGTH];
    in.get(root);
    return new BlockHeader(
        pool,
        blockNo,
        previous,
        root,
        in.getLong(),
        in.getInt(),
        in.getLong(),
        in.getInt(),
        in.getInt(),
        in.getInt(),
        in.getLong(),
        in.getLong());
  }
}
