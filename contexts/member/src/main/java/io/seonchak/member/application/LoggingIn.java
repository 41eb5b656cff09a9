package io.seonchak.member.application;

import io.seonchak.member.model.Member;
import io.seonchak.member.model.MemberProblem;
import io.seonchak.member.store.KnownNetworks;
import io.seonchak.member.store.Members;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Asks for the password, at log-in and where it is asked for again. Never inside a transaction. */
@Service
public class LoggingIn {

  private final Members members;
  private final KnownNetworks networks;
  private final Passwords passwords;
  private final Sessions sessions;
  private final Throttle throttle;

  LoggingIn(
      Members members,
      KnownNetworks networks,
      Passwords passwords,
      Sessions sessions,
      Throttle throttle) {
    this.members = members;
    this.networks = networks;
    this.passwords = passwords;
    this.sessions = sessions;
    this.throttle = throttle;
  }

  /** Logs in. */
  public Sessions.Tokens logIn(String email, String password, Caller caller) {
    throttle.countLogIn(caller.network(), email, networks.known(email, caller.network()));
    @Nullable Member member = members.byEmail(email).orElse(null);
    boolean right = passwords.match(password, member == null ? null : member.passwordHash());
    if (!right || member == null) {
      throw Problem.of(MemberProblem.WRONG_CREDENTIALS);
    }
    if (!member.verified()) {
      throw Problem.of(MemberProblem.EMAIL_NOT_VERIFIED);
    }
    return sessions.open(member, caller);
  }

  /** Ends the request unless it is the password of who is logged in. */
  void requirePassword(Identity identity, Member member, String password) {
    throttle.count("password", identity.session().toString(), identity.member().toString());
    if (!passwords.match(password, member.passwordHash())) {
      throw Problem.of(MemberProblem.WRONG_PASSWORD);
    }
  }
}
