package io.seonchak.claims;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A public key of the ledger.
 *
 * @param keyId the number by which headers name it
 * @param publicKey X.509 SubjectPublicKeyInfo of an Ed25519 key
 * @param signedBy the key before it, absent for the first
 * @param signature of {@code publicKey} by that key, absent for the first
 */
public record LedgerKey(
    long keyId,
    byte[] publicKey,
    Instant introducedAt,
    @Nullable Long signedBy,
    byte @Nullable [] signature) {}
