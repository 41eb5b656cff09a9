package io.seonchak.member.model;

import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A living member as stored; of an erased one nothing is left that could be read here.
 *
 * @param passwordHash absent for one who was added by an operator and enters by password reset
 * @param person the human being, once he has shown who he is
 */
public record Member(
    UUID id,
    String email,
    String name,
    @Nullable String passwordHash,
    @Nullable String phone,
    @Nullable UUID person,
    @Nullable Instant verifiedAt,
    int tokenVersion,
    Set<MemberRole> roles) {

  /** Whether the address is his. */
  public boolean verified() {
    return verifiedAt != null;
  }

  /** What may be seen of him, and kept in caches. */
  public Profile profile() {
    return new Profile(id, email, name, phone, person, roles);
  }

  /** What his tokens of that session say. */
  public Identity identity(UUID session) {
    return new Identity(id, session, person, roles, tokenVersion);
  }
}
