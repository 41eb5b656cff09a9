package io.seonchak.member.application;

import io.seonchak.member.application.EmailCodes.Purpose;
import io.seonchak.member.model.Member;
import io.seonchak.member.model.Profile;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.member.store.AuditTrail.What;
import io.seonchak.member.store.Members;
import io.seonchak.member.store.SentCodes;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What a member changes about himself. A new address counts once he has shown that it is his. */
@Service
public class ChangingMembers {

  private final Members members;
  private final LoggingIn loggingIn;
  private final EmailCodes codes;
  private final SentCodes sent;
  private final Letters letters;
  private final Throttle throttle;
  private final AuditTrail audit;

  ChangingMembers(
      Members members,
      LoggingIn loggingIn,
      EmailCodes codes,
      SentCodes sent,
      Letters letters,
      Throttle throttle,
      AuditTrail audit) {
    this.members = members;
    this.loggingIn = loggingIn;
    this.codes = codes;
    this.sent = sent;
    this.letters = letters;
    this.throttle = throttle;
    this.audit = audit;
  }

  /** The member who asks. */
  public Member of(Identity identity) {
    return members.require(identity.member());
  }

  /**
   * What he sees of himself, at most a second old.
   *
   * @throws Problem NOT_FOUND for those who have left
   */
  public Profile profile(Identity identity) {
    return members
        .profile(identity.member())
        .orElseThrow(() -> Problem.of(CommonProblem.NOT_FOUND));
  }

  /**
   * Changes what is given.
   *
   * @param phone empty to have none
   */
  @Transactional
  public Member describe(UUID id, @Nullable String name, @Nullable String phone) {
    Member before = members.lock(id);
    String called = name == null ? before.name() : name;
    String reached = phone == null ? before.phone() : phone;
    members.describe(id, called, reached == null || reached.isEmpty() ? null : reached);
    return members.lock(id);
  }

  /** Sends a code to the new address; to a member's it sends no code, and does the same work. */
  public void requestAddress(Identity identity, String email, String password, String network) {
    loggingIn.requirePassword(identity, of(identity), password);
    if (!throttle.mayMail(network, email, false)) {
      return;
    }
    String subject = subject(identity.member(), email);
    if (members.byEmail(email).filter(Member::verified).isEmpty()) {
      letters.addressCode(email, codes.make(Purpose.CHANGE, subject));
    } else {
      codes.pretend(Purpose.CHANGE, subject);
      letters.alreadyAMember(email);
    }
  }

  /** Takes the new address and tells the old one. */
  @Transactional(noRollbackFor = Problem.class)
  public void takeAddress(UUID id, String email, String code, String network) {
    String subject = subject(id, email);
    codes.check(Purpose.CHANGE, subject, code, network);
    codes.use(Purpose.CHANGE, subject, code);
    Member before = members.lock(id);
    sent.forget(before.email(), id);
    members.forgetUnproven(email);
    members.address(id, email);
    audit.add(id, id, What.ADDRESS_CHANGED, "");
    letters.addressChanged(before.email());
  }

  private static String subject(UUID id, String email) {
    return id + " " + email;
  }
}
