package io.seonchak.claims.ledger;

import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * A signed block: the entries one commit wrote for one pool. Immutable; its byte arrays must not be
 * changed by who gets them.
 */
public final class Block {

  private final BlockHeader header;
  private final byte[] headerBytes;
  private final byte[] signature;
  private final List<byte[]> entries;
  private volatile @org.jspecify.annotations.Nullable MerkleTree tree;

  /**
   * A block as it stands in the ledger.
   *
   * @param signature the Ed25519 signature of {@code headerBytes}
   * @param entries the canonical bytes of each entry
   */
  public Block(byte[] headerBytes, byte[] signature, List<byte[]> entries) {
    this(BlockHeader.read(headerBytes), headerBytes, signature, entries, null);
  }

  Block(
      BlockHeader header,
      byte[] headerBytes,
      byte[] signature,
      List<byte[]> entries,
      @org.jspecify.annotations.Nullable MerkleTree tree) {
    this.header = header;
    this.headerBytes = headerBytes;
    this.signature = signature;
    this.entries = List.copyOf(entries);
    this.tree = tree;
  }

  /** What was signed, read. */
  public BlockHeader header() {
    return header;
  }

  /** What was signed. */
  public byte[] headerBytes() {
    return headerBytes;
  }

  /** The Ed25519 signature over {@link #headerBytes()}. */
  public byte[] signature() {
    return signature;
  }

  /** The canonical bytes of each entry, in order. */
  public List<byte[]> entries() {
    return entries;
  }

  /** All entries' bytes, one behind the other. */
  public byte[] entryBytes() {
    var out = new ByteArrayOutputStream(entries.size() * (Entry.FIXED_BYTES + 1));
    entries.forEach(out::writeBytes);
    return out.toByteArray();
  }

  /** The hash the next header names. */
  public byte[] hash() {
    return Sha256.of(headerBytes);
  }

  /** The tree over the entries. Computed once for a block that was read. */
  public MerkleTree tree() {
    MerkleTree known = tree;
    if (known == null) {
      known = MerkleTree.over(entries);
      tree = known;
    }
    return known;
  }

  /** The proof that entry {@code leaf} stands in this block. */
  public Receipt receipt(int leaf) {
    return new Receipt(entries.get(leaf), leaf, tree().path(leaf), headerBytes, signature);
  }
}
