package io.seonchak.platform.security;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * HMAC-SHA256 (RFC 2104) under one secret: for what must be recognised but not be readable, and for
 * what must not be forged. May be used by many threads at once.
 */
public final class KeyedHash {

  /** The length of a hash, in bytes. */
  public static final int BYTES = 32;

  private static final String ALGORITHM = "HmacSHA256";

  private final Mac prototype;

  /**
   * Hashes under {@code secret}.
   *
   * @param secret base64url, as {@link Secrets#text(String)} gives it
   */
  public KeyedHash(String secret) {
    try {
      prototype = Mac.getInstance(ALGORITHM);
      prototype.init(new SecretKeySpec(Base64.getUrlDecoder().decode(secret), ALGORITHM));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform has no " + ALGORITHM, e);
    }
  }

  /** The hash of texts; where one ends and the next begins counts. */
  public byte[] of(String... texts) {
    byte[] bytes = String.join("\0", texts).getBytes(StandardCharsets.UTF_8);
    return of(bytes, bytes.length);
  }

  /** The hash of the first {@code length} bytes. */
  public byte[] of(byte[] bytes, int length) {
    try {
      Mac mac = (Mac) prototype.clone();
      mac.update(bytes, 0, length);
      return mac.doFinal();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException(ALGORITHM + " of this platform cannot be copied", e);
    }
  }
}
