package io.seonchak.member.application;

import io.seonchak.member.application.EmailCodes.Purpose;
import io.seonchak.member.model.Member;
import io.seonchak.member.model.MemberProblem;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.member.store.AuditTrail.What;
import io.seonchak.member.store.KnownNetworks;
import io.seonchak.member.store.Members;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import java.util.Objects;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * New passwords: by a code for who has forgotten his or never had one, by the old one for who is
 * logged in. A code shows that the address is his, so it verifies it, too.
 */
@Service
public class SettingPasswords {

  private final Members members;
  private final KnownNetworks networks;
  private final Passwords passwords;
  private final LoggingIn loggingIn;
  private final EmailCodes codes;
  private final Letters letters;
  private final Throttle throttle;
  private final Settled settled;

  SettingPasswords(
      Members members,
      KnownNetworks networks,
      Passwords passwords,
      LoggingIn loggingIn,
      EmailCodes codes,
      Letters letters,
      Throttle throttle,
      Settled settled) {
    this.members = members;
    this.networks = networks;
    this.passwords = passwords;
    this.loggingIn = loggingIn;
    this.codes = codes;
    this.letters = letters;
    this.throttle = throttle;
    this.settled = settled;
  }

  /** Sends a code to an address that is a member's; does the same work for one that is nobody's. */
  @Transactional
  public void request(String email, String network) {
    if (!throttle.mayMail(network, email, networks.known(email, network))) {
      return;
    }
    if (members.byEmail(email).isPresent()) {
      letters.resetCode(email, codes.make(Purpose.RESET, email));
    } else {
      codes.pretend(Purpose.RESET, email);
    }
  }

  /** Sets a password for who has the code; ends all sessions. */
  public void reset(String email, String code, String password, String network) {
    codes.check(Purpose.RESET, email, code, network);
    settled.reset(email, code, passwords.hash(password), network);
  }

  /** Sets a password for who knows the old one; ends all other sessions. */
  public void change(Identity identity, String current, String password) {
    Member member = members.require(identity.member());
    loggingIn.requirePassword(identity, member, current);
    settled.changed(identity, member, passwords.hash(password));
  }

  /** What is written once the hash is there: a hash takes long, so no transaction waits for it. */
  @Service
  static class Settled {

    private final Members members;
    private final KnownNetworks networks;
    private final EmailCodes codes;
    private final Revoking revoking;
    private final AuditTrail audit;
    private final Letters letters;
    private final TransactionOperations transactions;

    Settled(
        Members members,
        KnownNetworks networks,
        EmailCodes codes,
        Revoking revoking,
        AuditTrail audit,
        Letters letters,
        TransactionOperations transactions) {
      this.members = members;
      this.networks = networks;
      this.codes = codes;
      this.revoking = revoking;
      this.audit = audit;
      this.letters = letters;
      this.transactions = transactions;
    }

    void reset(String email, String code, String hash, String network) {
      transactions.executeWithoutResult(
          status -> {
            codes.use(Purpose.RESET, email, code);
            Member member =
                members.byEmail(email).orElseThrow(() -> Problem.of(MemberProblem.WRONG_CODE));
            members.password(member.id(), hash);
            members.verified(email);
            revoking.all(member.id());
            networks.remember(member.id(), network);
            audit.add(member.id(), member.id(), What.PASSWORD_RESET, "");
            letters.passwordChanged(email);
          });
    }

    void changed(Identity identity, Member before, String hash) {
      transactions.executeWithoutResult(
          status -> {
            Member now = members.lock(before.id());
            if (!Objects.equals(now.passwordHash(), before.passwordHash())) {
              throw Problem.of(CommonProblem.CONFLICT);
            }
            members.password(now.id(), hash);
            revoking.others(now.id(), identity.session());
            audit.add(now.id(), now.id(), What.PASSWORD_CHANGED, "");
            letters.passwordChanged(now.email());
          });
    }
  }
}
