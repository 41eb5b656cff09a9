package io.seonchak.member;

import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** A member as stored. */
record Member(
    UUID id,
    String email,
    String name,
    String passwordHash,
    @Nullable Instant verifiedAt,
    int tokenVersion,
    Set<MemberRole> roles) {

  boolean verified() {
    return verifiedAt != null;
  }

  Identity identity() {
    return new Identity(id, roles, tokenVersion);
  }
}
