package io.seonchak.member.application;

import io.seonchak.member.store.LogIns;
import io.seonchak.member.store.Members;
import io.seonchak.member.store.RevokedTokens;
import java.util.UUID;
import org.springframework.stereotype.Component;

/** Makes tokens worthless; every instance hears of it within a second. Inside a transaction. */
@Component
class Revoking {

  private final Members members;
  private final LogIns logIns;
  private final RevokedTokens revoked;

  Revoking(Members members, LogIns logIns, RevokedTokens revoked) {
    this.members = members;
    this.logIns = logIns;
    this.revoked = revoked;
  }

  /** All of a member's access tokens and tickets; his sessions go on and fetch new ones. */
  void tokens(UUID member) {
    revoked.member(member, members.nextTokenVersion(member));
  }

  /** All of a member's tokens and sessions. */
  void all(UUID member) {
    tokens(member);
    logIns.endAll(member);
  }

  /** One session; false when he has no such. */
  boolean session(UUID member, UUID session) {
    boolean ended = logIns.end(member, session);
    if (ended) {
      revoked.session(session);
    }
    return ended;
  }

  /** All sessions of a member but that one. */
  void others(UUID member, UUID but) {
    logIns.endOthers(member, but).forEach(revoked::session);
  }

  /** The longest unused sessions of a member beyond {@code most}. */
  void beyond(UUID member, int most) {
    logIns.endBeyond(member, most).forEach(revoked::session);
  }
}
