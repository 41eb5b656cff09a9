package io.seonchak.claims.ledger;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * People as the ledger shows them: HMAC-SHA256(pool secret, 16 bytes of the random person id). Once
 * the secret is erased nobody can tell whose an entry is. May be used by many threads at once.
 */
public final class Pseudonyms {

  /** Bytes of a pool's secret. */
  public static final int SECRET_BYTES = 32;

  private final Mac prototype;

  /**
   * The pseudonyms of one pool.
   *
   * @param secret {@value #SECRET_BYTES} random bytes
   */
  public Pseudonyms(byte[] secret) {
    try {
      prototype = Mac.getInstance("HmacSHA256");
      prototype.init(new SecretKeySpec(secret, "HmacSHA256"));
    } catch (GeneralSecurityException e) {
      throw new IllegalArgumentException("pool secret: not usable for HMAC-SHA256", e);
    }
  }

  /** The pseudonym of {@code person}, 32 bytes. */
  public byte[] of(UUID person) {
    byte[] id =
        ByteBuffer.allocate(16)
            .putLong(person.getMostSignificantBits())
            .putLong(person.getLeastSignificantBits())
            .array();
    return mac().doFinal(id);
  }

  /** A copy of the keyed state: the key is hashed once for the pool, not once for each person. */
  private Mac mac() {
    try {
      return (Mac) prototype.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("HmacSHA256 of this platform cannot be copied", e);
    }
  }
}
