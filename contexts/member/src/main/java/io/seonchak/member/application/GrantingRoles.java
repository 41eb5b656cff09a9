package io.seonchak.member.application;

import io.seonchak.member.model.Member;
import io.seonchak.member.model.MemberProblem;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.member.store.AuditTrail.What;
import io.seonchak.member.store.GrantedRoles;
import io.seonchak.member.store.Members;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.MemberRole;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What operators do with members. A change of roles makes the member's tokens old, so that every
 * instance goes by the new roles within a second; his sessions go on and fetch new tokens.
 */
@Service
public class GrantingRoles {

  private final Members members;
  private final GrantedRoles roles;
  private final Revoking revoking;
  private final AuditTrail audit;

  GrantingRoles(Members members, GrantedRoles roles, Revoking revoking, AuditTrail audit) {
    this.members = members;
    this.roles = roles;
    this.revoking = revoking;
    this.audit = audit;
  }

  /** Grants a role; once more is the same. */
  @Transactional
  public void grant(UUID operator, UUID member, MemberRole role) {
    members.lock(member);
    if (roles.grant(member, role, operator)) {
      revoking.tokens(member);
      audit.add(member, operator, What.ROLE_GRANTED, role.name());
    }
  }

  /** Takes a role away; once more is the same. */
  @Transactional
  public void withdraw(UUID operator, UUID member, MemberRole role) {
    if (role == MemberRole.OPERATOR && roles.lockOperators().equals(Set.of(member))) {
      throw Problem.of(MemberProblem.LAST_OPERATOR);
    }
    members.lock(member);
    if (roles.withdraw(member, role)) {
      revoking.tokens(member);
      audit.add(member, operator, What.ROLE_WITHDRAWN, role.name());
    }
  }

  /** The member with that address; that he was looked up is written down. */
  @Transactional
  public Optional<Member> lookUp(UUID operator, String email) {
    Optional<Member> found = members.byEmail(email);
    found.ifPresent(member -> audit.add(member.id(), operator, What.LOOKED_UP, ""));
    return found;
  }

  /** What happened to a member, also to one who has left; empty for ids of nobody. */
  public List<AuditTrail.Entry> audit(UUID member, long after, int most) {
    return audit.of(member, after, most);
  }
}
