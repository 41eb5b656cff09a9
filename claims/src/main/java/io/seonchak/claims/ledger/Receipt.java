package io.seonchak.claims.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * A claimant's proof: his entry, the path to the block's root, and the signed header. {@code
 * docs/ledger-format.md}, section 4.
 *
 * @param leaf the entry's place in the block, from 0
 * @param path sibling hashes, lowest first
 */
public record Receipt(byte[] entry, int leaf, List<byte[]> path, byte[] header, byte[] signature) {

  /** Bytes of an Ed25519 signature. */
  public static final int SIGNATURE_BYTES = 64;

  /** The longest text of a receipt, in characters. */
  public static final int TEXT_MAX = 4_096;

  private static final int MAGIC = 0x53435231; // "SCR1"
  private static final int PATH_MAX = 32;

  /** The receipt as base64url text without padding. */
  public String text() {
    ByteBuffer out =
        ByteBuffer.allocate(
            4
                + 2
                + entry.length
                + 4
                + 1
                + path.size() * Sha256.LENGTH
                + header.length
                + SIGNATURE_BYTES);
    out.putInt(MAGIC).putShort((short) entry.length).put(entry).putInt(leaf);
    out.put((byte) path.size());
    path.forEach(out::put);
    out.put(header).put(signature);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /**
   * Reads a receipt's text.
   *
   * @throws IllegalArgumentException when it is none
   */
  public static Receipt parse(String text) {
    if (text.length() > TEXT_MAX) {
      throw new IllegalArgumentException(
          "receipt: " + text.length() + " characters (expected: at most " + TEXT_MAX + ")");
    }
    ByteBuffer in = ByteBuffer.wrap(Base64.getUrlDecoder().decode(text));
    if (in.remaining() < 6 || in.getInt() != MAGIC) {
      throw new IllegalArgumentException("receipt: not a Seonchak receipt of version 1");
    }
    byte[] entry = take(in, in.getShort());
    if (in.remaining() < 5) {
      throw new IllegalArgumentException("receipt: cut off");
    }
    int leaf = in.getInt();
    int length = in.get();
    if (length < 0 || length > PATH_MAX) {
      throw new IllegalArgumentException("receipt path: " + length + " (expected: 0 to 32)");
    }
    List<byte[]> path = new ArrayList<>();
    for (int i = 0; i < length; i++) {
      path.add(take(in, Sha256.LENGTH));
    }
    byte[] header = take(in, BlockHeader.BYTES);
    byte[] signature = take(in, SIGNATURE_BYTES);
    if (in.hasRemaining()) {
      throw new IllegalArgumentException("receipt: " + in.remaining() + " bytes too many");
    }
    return new Receipt(entry, leaf, path, header, signature);
  }

  /** Whether the entry leads to the header's root. Says nothing of the signature. */
  public boolean leadsToRoot() {
    BlockHeader head = BlockHeader.read(header);
    byte[] root = MerkleTree.rootOf(entry, leaf, head.entryCount(), path);
    return root != null && java.security.MessageDigest.isEqual(root, head.root());
  }

  private static byte[] take(ByteBuffer in, int length) {
    if (length < 0 || length > in.remaining()) {
      throw new IllegalArgumentException("receipt: cut off");
    }
    byte[] taken = new byte[length];
    in.get(taken);
    return taken;
  }
}
