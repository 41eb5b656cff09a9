package io.seonchak.platform.security;

import java.util.Set;
import java.util.UUID;

/**
 * Who asks, as a checked token says.
 *
 * @param tokenVersion grows when all tokens of the member are revoked
 */
public record Identity(UUID member, Set<MemberRole> roles, int tokenVersion) {

  /** Whether he may act for {@code seller}: he is that seller, or an operator. */
  public boolean mayActFor(UUID seller) {
    return roles.contains(MemberRole.OPERATOR)
        || (roles.contains(MemberRole.SELLER) && member.equals(seller));
  }
}
