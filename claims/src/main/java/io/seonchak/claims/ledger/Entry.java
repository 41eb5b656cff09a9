package io.seonchak.claims.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * One entry of a pool's ledger. Its bytes are the canonical form of {@code docs/ledger-format.md},
 * section 1; two equal entries have equal bytes and the other way round.
 *
 * @param entryNo gapless number in the pool, from 1
 * @param atMicros when it was decided, microseconds since 1970-01-01T00:00:00Z
 * @param claim the claim it is about; all zero for none
 * @param pseudonym who, as HMAC-SHA256 under the pool's secret; all zero for nobody
 * @param grantNo gapless number of the grant for GRANT, else 0
 * @param quantity units; for CAPACITY the new capacity
 * @param deadlineMicros until when a hold lives, microseconds since the epoch; 0 for none
 * @param reason for RELEASE why, for GRANT {@value #DIRECT} or {@value #FROM_WAITING_LIST}, else 0
 * @param note for OVERRIDE and BREAK, at most {@value #NOTE_BYTES_MAX} bytes of UTF-8; else empty
 */
public record Entry(
    EntryType type,
    long entryNo,
    long atMicros,
    UUID claim,
    byte[] pseudonym,
    long grantNo,
    int quantity,
    long deadlineMicros,
    int reason,
    String note) {

  /** {@link #reason} of a GRANT to someone who asked. */
  public static final int DIRECT = 1;

  /** {@link #reason} of a GRANT of a returned unit to the head of the waiting list. */
  public static final int FROM_WAITING_LIST = 2;

  /** The longest note. */
  public static final int NOTE_BYTES_MAX = 200;

  /** Bytes of an entry without a note. */
  public static final int FIXED_BYTES = 89;

  /** No claim. */
  public static final UUID NO_CLAIM = new UUID(0, 0);

  private static final int VERSION = 1;
  private static final byte[] NOBODY = new byte[Sha256.LENGTH];

  public Entry {
    if (pseudonym.length != Sha256.LENGTH) {
      throw new IllegalArgumentException(
          "pseudonym: " + pseudonym.length + " bytes (expected: " + Sha256.LENGTH + ")");
    }
    if (noteBytes(note).length > NOTE_BYTES_MAX) {
      throw new IllegalArgumentException(
          "note: " + noteBytes(note).length + " bytes (expected: at most " + NOTE_BYTES_MAX + ")");
    }
  }

  /** An entry about the pool itself. */
  public static Entry ofPool(
      EntryType type, long entryNo, long atMicros, int quantity, String note) {
    return new Entry(type, entryNo, atMicros, NO_CLAIM, NOBODY, 0, quantity, 0, 0, note);
  }

  /** The canonical bytes. */
  public byte[] bytes() {
    byte[] noted = noteBytes(note);
    ByteBuffer out = ByteBuffer.allocate(FIXED_BYTES + noted.length);
    out.put((byte) VERSION).put((byte) type.code()).putLong(entryNo).putLong(atMicros);
    out.putLong(claim.getMostSignificantBits()).putLong(claim.getLeastSignificantBits());
    out.put(pseudonym).putLong(grantNo).putInt(quantity).putLong(deadlineMicros);
    out.put((byte) reason).putShort((short) noted.length).put(noted);
    return out.array();
  }

  /** When it was decided. */
  public Instant at() {
    return Micros.toInstant(atMicros);
  }

  /**
   * Reads one entry and moves {@code in} behind it.
   *
   * @throws IllegalArgumentException when the bytes are no entry of this version
   */
  public static Entry read(ByteBuffer in) {
    if (in.remaining() < FIXED_BYTES) {
      throw new IllegalArgumentException(
          "entry: " + in.remaining() + " bytes (expected: at least " + FIXED_BYTES + ")");
    }
    int version = in.get();
    if (version != VERSION) {
      throw new IllegalArgumentException("entry version: " + version + " (expected: 1)");
    }
    EntryType type = EntryType.of(in.get());
    long entryNo = in.getLong();
    long at = in.getLong();
    UUID claim = new UUID(in.getLong(), in.getLong());
    byte[] pseudonym = new byte[Sha256.LENGTH];
    in.get(pseudonym);
    long grantNo = in.getLong();
    int quantity = in.getInt();
    long deadline = in.getLong();
    int reason = in.get();
    int noteLength = in.getShort();
    if (noteLength < 0 || noteLength > Math.min(NOTE_BYTES_MAX, in.remaining())) {
      throw new IllegalArgumentException("note: " + noteLength + " bytes (expected: 0 to 200)");
    }
    byte[] noted = new byte[noteLength];
    in.get(noted);
    return new Entry(
        type,
        entryNo,
        at,
        claim,
        pseudonym,
        grantNo,
        quantity,
        deadline,
        reason,
        new String(noted, StandardCharsets.UTF_8));
  }

  /** Splits the concatenated entries of a block into the bytes of each. */
  public static List<byte[]> split(byte[] entries) {
    List<byte[]> split = new ArrayList<>();
    ByteBuffer in = ByteBuffer.wrap(entries);
    while (in.hasRemaining()) {
      int start = in.position();
      read(in);
      byte[] one = new byte[in.position() - start];
      in.get(start, one);
      split.add(one);
    }
    return split;
  }

  private static byte[] noteBytes(String note) {
    return note.getBytes(StandardCharsets.UTF_8);
  }
}
