package io.seonchak.platform.security;

import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Who asks, as a checked token says.
 *
 * @param session the log-in the token came from
 * @param person the human being behind the member, if he has shown who he is: one id for all
 *     accounts he ever has
 * @param tokenVersion grows when all tokens of the member are revoked
 */
public record Identity(
    UUID member, UUID session, @Nullable UUID person, Set<MemberRole> roles, int tokenVersion) {

  /** The human being behind the member, if he has shown who he is. */
  public Optional<UUID> verifiedPerson() {
    return Optional.ofNullable(person);
  }

  /** Whether he may act for {@code seller}: he is that seller, or an operator. */
  public boolean mayActFor(UUID seller) {
    return roles.contains(MemberRole.OPERATOR)
        || (roles.contains(MemberRole.SELLER) && member.equals(seller));
  }
}
