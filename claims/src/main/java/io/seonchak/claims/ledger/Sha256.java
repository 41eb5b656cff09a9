package io.seonchak.claims.ledger;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256 (FIPS 180-4). Each call uses its own digest, so every method may be called at once. */
public final class Sha256 {

  /** Bytes of a hash. */
  public static final int LENGTH = 32;

  private Sha256() {}

  /** The hash of {@code bytes}. */
  public static byte[] of(byte[] bytes) {
    return digest().digest(bytes);
  }

  /** Eight bytes of {@code hash} from {@code offset}, big-endian. */
  public static long longAt(byte[] hash, int offset) {
    return ByteBuffer.wrap(hash).getLong(offset);
  }

  static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
