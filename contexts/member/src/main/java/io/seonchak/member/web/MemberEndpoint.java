package io.seonchak.member.web;

import io.seonchak.contracts.member.MemberClient;
import io.seonchak.member.model.Profile;
import io.seonchak.member.store.Members;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.bind.annotation.RestController;

/** What other contexts ask; the addresses stand in {@link MemberClient}. */
@RestController
class MemberEndpoint implements MemberClient {

  private final Members members;

  MemberEndpoint(Members members) {
    this.members = members;
  }

  @Override
  public Optional<MemberFacts> member(UUID memberId) {
    return members.profile(memberId).map(MemberEndpoint::facts);
  }

  private static MemberFacts facts(Profile member) {
    return new MemberFacts(member.id(), member.email(), member.name(), member.person());
  }
}
