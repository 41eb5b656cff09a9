package io.seonchak.platform.security;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Encrypts what must be read again and must not lie open: AES-256-GCM (NIST SP 800-38D) under one
 * secret, each time with a new random nonce. What is sealed for one place opens in no other. May be
 * used by many threads at once; good for some billions of texts.
 */
public final class Sealing {

  private static final String ALGORITHM = "AES/GCM/NoPadding";
  private static final byte FORM = 1;
  private static final int NONCE_BYTES = 12;
  private static final int TAG_BITS = 128;

  private final SecretKeySpec key;
  private final SecureRandom random;

  /**
   * Seals under {@code secret}.
   *
   * @param secret 256 bits in base64url, as {@link Secrets#text(String)} gives it
   */
  public Sealing(String secret, SecureRandom random) {
    this.key = new SecretKeySpec(Base64.getUrlDecoder().decode(secret), "AES");
    this.random = random;
  }

  /**
   * Seals a text.
   *
   * @param place where it is kept, for example the row's id
   */
  public byte[] seal(String text, String place) {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    try {
      byte[] sealed =
          cipher(Cipher.ENCRYPT_MODE, nonce, place).doFinal(text.getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.allocate(1 + NONCE_BYTES + sealed.length)
          .put(FORM)
          .put(nonce)
          .put(sealed)
          .array();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java platform cannot seal", e);
    }
  }

  /**
   * Opens what was sealed.
   *
   * @param place the same as when it was sealed
   * @throws IllegalStateException when it was altered, sealed for another place or under another
   *     secret
   */
  public String open(byte[] sealed, String place) {
    if (sealed.length <= 1 + NONCE_BYTES || sealed[0] != FORM) {
      throw new IllegalStateException(
          "%d bytes (expected: something sealed)".formatted(sealed.length));
    }
    ByteBuffer in = ByteBuffer.wrap(sealed, 1, sealed.length - 1);
    byte[] nonce = new byte[NONCE_BYTES];
    in.get(nonce);
    byte[] rest = new byte[in.remaining()];
    in.get(rest);
    try {
      return new String(
          cipher(Cipher.DECRYPT_MODE, nonce, place).doFinal(rest), StandardCharsets.UTF_8);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "something sealed does not open (expected: the secret and the place it was sealed with)");
    }
  }

  private Cipher cipher(int mode, byte[] nonce, String place) throws GeneralSecurityException {
    Cipher cipher = Cipher.getInstance(ALGORITHM);
    cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
    cipher.updateAAD(place.getBytes(StandardCharsets.UTF_8));
    return cipher;
  }
}
