package io.seonchak.member.application;

import io.seonchak.member.application.EmailCodes.Purpose;
import io.seonchak.member.store.KnownNetworks;
import io.seonchak.member.store.Members;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.Problem;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Signing up, and showing that an address is one's own. A known address gets the same answer after
 * the same work. Whoever signs up with an address nobody has shown to be his takes the place of
 * whoever did so before, so nobody's password waits in another's account.
 */
@Service
public class SigningUp {

  private final Members members;
  private final KnownNetworks networks;
  private final Passwords passwords;
  private final EmailCodes codes;
  private final Letters letters;
  private final Throttle throttle;
  private final Ids ids;
  private final TransactionOperations transactions;

  SigningUp(
      Members members,
      KnownNetworks networks,
      Passwords passwords,
      EmailCodes codes,
      Letters letters,
      Throttle throttle,
      Ids ids,
      TransactionOperations transactions) {
    this.members = members;
    this.networks = networks;
    this.passwords = passwords;
    this.codes = codes;
    this.letters = letters;
    this.throttle = throttle;
    this.ids = ids;
    this.transactions = transactions;
  }

  /** The new member's id; for a known address an id that is nobody's. */
  public UUID signUp(String email, String password, String name, String network) {
    String hash = passwords.hash(password);
    UUID id = ids.next();
    boolean mayMail = throttle.mayMail(network, email, false);
    transactions.executeWithoutResult(
        status -> {
          members.forgetUnproven(email);
          members.add(id, email, name, hash);
          if (mayMail) {
            send(email);
          }
        });
    return id;
  }

  /** Sends a new code, if the address waits for one. */
  @Transactional
  public void resend(String email, String network) {
    if (!throttle.mayMail(network, email, networks.known(email, network))) {
      return;
    }
    if (waits(email)) {
      letters.verificationCode(email, codes.make(Purpose.VERIFY, email));
    } else {
      codes.pretend(Purpose.VERIFY, email);
    }
  }

  /** Takes a code. */
  @Transactional(noRollbackFor = Problem.class)
  public void verify(String email, String code, String network) {
    codes.check(Purpose.VERIFY, email, code, network);
    codes.use(Purpose.VERIFY, email, code);
    members.verified(email);
    members.byEmail(email).ifPresent(member -> networks.remember(member.id(), network));
  }

  /** Whether somebody signed up with it, now or at the same instant, and it is not shown his. */
  private boolean waits(String email) {
    return members
        .byEmail(email)
        .filter(member -> !member.verified() && member.passwordHash() != null)
        .isPresent();
  }

  private void send(String email) {
    if (waits(email)) {
      letters.verificationCode(email, codes.make(Purpose.VERIFY, email));
    } else {
      codes.pretend(Purpose.VERIFY, email);
      letters.alreadyAMember(email);
    }
  }
}
