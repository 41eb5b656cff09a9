package io.seonchak.claims;

import io.seonchak.claims.ledger.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.UUID;

/**
 * What makes a request repeatable: the caller's idempotency key and a hash of what was asked. The
 * scope is person and pool, so 128 bits of the key's SHA-256 stand for the key and 64 bits of the
 * body's for the body.
 *
 * @param key the first 128 bits of the SHA-256 of the caller's key
 * @param body the first 64 bits of the SHA-256 of the request's meaning
 */
public record RequestKey(UUID key, long body) {

  /** The key for a caller's text {@code key} and the meaning of its request, for example "1". */
  public static RequestKey of(String key, String meaning) {
    byte[] digest = Sha256.of(key.getBytes(StandardCharsets.UTF_8));
    return new RequestKey(
        new UUID(Sha256.longAt(digest, 0), Sha256.longAt(digest, 8)),
        Sha256.longAt(Sha256.of(meaning.getBytes(StandardCharsets.UTF_8)), 0));
  }
}
