package io.seonchak.member.application;

import io.seonchak.member.model.Member;
import io.seonchak.member.model.MemberProblem;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.member.store.AuditTrail.What;
import io.seonchak.member.store.GrantedRoles;
import io.seonchak.member.store.KnownNetworks;
import io.seonchak.member.store.Members;
import io.seonchak.member.store.People;
import io.seonchak.member.store.SentCodes;
import io.seonchak.platform.problem.Problem;
import java.util.Set;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Forgets a member. Whatever names him goes; his id stays, because records that the law keeps refer
 * to it ({@code docs/members.md}), and nothing leads from it to him any more.
 */
@Service
class Erasing {

  private final Members members;
  private final GrantedRoles roles;
  private final KnownNetworks networks;
  private final SentCodes codes;
  private final People people;
  private final Revoking revoking;
  private final AuditTrail audit;
  private final Letters letters;

  Erasing(
      Members members,
      GrantedRoles roles,
      KnownNetworks networks,
      SentCodes codes,
      People people,
      Revoking revoking,
      AuditTrail audit,
      Letters letters) {
    this.members = members;
    this.roles = roles;
    this.networks = networks;
    this.codes = codes;
    this.people = people;
    this.revoking = revoking;
    this.audit = audit;
    this.letters = letters;
  }

  @Transactional
  void erase(UUID id) {
    if (roles.lockOperators().equals(Set.of(id))) {
      throw Problem.of(MemberProblem.LAST_OPERATOR);
    }
    Member gone = members.lock(id);
    revoking.all(id);
    roles.withdrawAll(id);
    networks.forget(id);
    codes.forget(gone.email(), id);
    members.erase(id);
    if (gone.person() != null) {
      people.left(gone.person());
    }
    audit.add(id, id, What.ERASED, "");
    letters.erased(gone.email());
  }
}
