package io.seonchak.platform.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tokens are revoked: for a member the lowest token version that still counts. Only as long
 * as a token could live must this be known, so the memory stays small. May be used by many threads.
 */
public final class Revocations {

  /** How long a revocation matters: no token and no ticket lives longer. */
  public static final Duration KEPT = Duration.ofMinutes(20);

  /**
   * A revocation.
   *
   * @param versionMin the lowest version that counts
   */
  public record Revocation(UUID member, int versionMin, Instant at) {}

  private final Map<UUID, Revocation> revoked = new ConcurrentHashMap<>();

  /** Whether a token of that version still counts. */
  public boolean stands(UUID member, int version) {
    Revocation revocation = revoked.get(member);
    return revocation == null || version >= revocation.versionMin();
  }

  /** Takes note of a revocation; an older one never replaces a newer. */
  public void revoke(Revocation revocation) {
    revoked.merge(
        revocation.member(),
        revocation,
        (before, now) -> now.versionMin() >= before.versionMin() ? now : before);
  }

  /** Forgets what no living token can be concerned by. */
  public void forgetBefore(Instant now) {
    Instant oldest = now.minus(KEPT);
    revoked.values().removeIf(revocation -> revocation.at().isBefore(oldest));
  }
}
