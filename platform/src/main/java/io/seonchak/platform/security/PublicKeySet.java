package io.seonchak.platform.security;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.nimbusds.jose.jwk.RSAKey;
import java.util.Date;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The public keys of access tokens as others read them: a JWK Set (RFC 7517). */
public record PublicKeySet(List<PublicKey> keys) {

  /**
   * An RSA key.
   *
   * @param e its exponent, base64url
   * @param kid the id that tokens name it by
   * @param nbf from when it signs, in seconds since 1970; absent for the first key of a home
   * @param n its modulus, base64url
   */
  public record PublicKey(
      String kty,
      String e,
      String kid,
      @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Long nbf,
      String n) {

    static PublicKey of(RSAKey key) {
      Date signsFrom = key.getNotBeforeTime();
      return new PublicKey(
          key.getKeyType().getValue(),
          key.getPublicExponent().toString(),
          key.getKeyID(),
          signsFrom == null ? null : signsFrom.toInstant().getEpochSecond(),
          key.getModulus().toString());
    }
  }
}
