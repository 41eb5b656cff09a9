package io.seonchak.claims.ledger;

import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/**
 * A Merkle tree over the entries of a block: hashing, shape and inclusion paths of RFC 9162,
 * section 2.1. Leaves are hashed with prefix 0x00, inner nodes with 0x01; a tree of n leaves splits
 * at the largest power of two below n, which is the same as pairing level by level and carrying an
 * odd last node up. Immutable.
 */
public final class MerkleTree {

  private static final byte LEAF = 0;
  private static final byte NODE = 1;

  /** Level 0 holds the leaf hashes, the last level the root. */
  private final List<byte[][]> levels;

  private MerkleTree(List<byte[][]> levels) {
    this.levels = levels;
  }

  /**
   * The tree over {@code entries}.
   *
   * @param entries at least one
   */
  public static MerkleTree over(List<byte[]> entries) {
    if (entries.isEmpty()) {
      throw new IllegalArgumentException("entries: 0 (expected: at least 1)");
    }
    MessageDigest digest = Sha256.digest();
    byte[][] level = new byte[entries.size()][];
    for (int i = 0; i < level.length; i++) {
      level[i] = leafHash(digest, entries.get(i));
    }
    List<byte[][]> levels = new ArrayList<>();
    levels.add(level);
    while (level.length > 1) {
      level = above(digest, level);
      levels.add(level);
    }
    return new MerkleTree(levels);
  }

  /** The root hash. */
  public byte[] root() {
    return levels.getLast()[0].clone();
  }

  /** The hashes that lead from leaf {@code index} to the root, lowest first. */
  public List<byte[]> path(int index) {
    List<byte[]> path = new ArrayList<>();
    int node = index;
    for (byte[][] level : levels.subList(0, levels.size() - 1)) {
      int sibling = node ^ 1;
      if (sibling < level.length) {
        path.add(level[sibling].clone());
      }
      node >>= 1;
    }
    return path;
  }

  /**
   * The root that {@code entry} at {@code index} of {@code size} leaves and {@code path} lead to
   * (RFC 9162, section 2.1.3.2); null when the path is too short or too long for that place.
   */
  public static byte @org.jspecify.annotations.Nullable [] rootOf(
      byte[] entry, int index, int size, List<byte[]> path) {
    if (index < 0 || index >= size) {
      return null;
    }
    MessageDigest digest = Sha256.digest();
    byte[] hash = leafHash(digest, entry);
    int node = index;
    int last = size - 1;
    int used = 0;
    while (last > 0) {
      boolean right = (node & 1) == 1;
      if (right || node < last) {
        if (used == path.size()) {
          return null;
        }
        byte[] sibling = path.get(used++);
        hash = right ? nodeHash(digest, sibling, hash) : nodeHash(digest, hash, sibling);
      }
      node >>= 1;
      last >>= 1;
    }
    return used == path.size() ? hash : null;
  }

  private static byte[][] above(MessageDigest digest, byte[][] level) {
    byte[][] above = new byte[(level.length + 1) / 2][];
    for (int i = 0; i < above.length; i++) {
      int left = 2 * i;
      above[i] =
          left + 1 < level.length ? nodeHash(digest, level[left], level[left + 1]) : level[left];
    }
    return above;
  }

  private static byte[] leafHash(MessageDigest digest, byte[] entry) {
    digest.update(LEAF);
    return digest.digest(entry);
  }

  private static byte[] nodeHash(MessageDigest digest, byte[] left, byte[] right) {
    digest.update(NODE);
    digest.update(left);
    return digest.digest(right);
  }
}
