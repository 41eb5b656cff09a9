package io.seonchak.platform.security;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which tokens are revoked: for a member the lowest token version that still counts, for a session
 * that it has ended. Only as long as a token could live must this be known, so the memory stays
 * small. May be used by many threads.
 */
public final class Revocations {

  /** How long a revocation matters: no token and no ticket lives longer. */
  public static final Duration KEPT = Duration.ofMinutes(20);

  /**
   * A revocation.
   *
   * @param subject a member or a session
   * @param versionMin the lowest version that counts; {@link #ENDED} where none does
   */
  public record Revocation(UUID subject, int versionMin, Instant at) {

    /** No version counts any more. */
    public static final int ENDED = Integer.MAX_VALUE;
  }

  private final Map<UUID, Revocation> revoked = new ConcurrentHashMap<>();

  /** Whether what a token says still counts: neither its member's tokens nor its session ended. */
  public boolean stands(Identity identity) {
    return stands(identity.member(), identity.tokenVersion()) && stands(identity.session(), 0);
  }

  /** Whether that version still counts. */
  public boolean stands(UUID subject, int version) {
    Revocation revocation = revoked.get(subject);
    return revocation == null || version >= revocation.versionMin();
  }

  /** Takes note of a revocation; an older one never replaces a newer. */
  public void revoke(Revocation revocation) {
    revoked.merge(
        revocation.subject(),
        revocation,
        (before, now) -> now.versionMin() >= before.versionMin() ? now : before);
  }

  /** Forgets what no living token can be concerned by. */
  public void forgetBefore(Instant now) {
    Instant oldest = now.minus(KEPT);
    revoked.values().removeIf(revocation -> revocation.at().isBefore(oldest));
  }
}
