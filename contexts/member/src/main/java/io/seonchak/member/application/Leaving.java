package io.seonchak.member.application;

import io.seonchak.member.model.Member;
import io.seonchak.member.model.MemberProblem;
import io.seonchak.member.store.Members;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Identity;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Leaving for good: with the password, or just after a log-in. */
@Service
public class Leaving {

  static final Duration RECENT = Duration.ofMinutes(10);

  private final Members members;
  private final LoggingIn loggingIn;
  private final Sessions sessions;
  private final Erasing erasing;

  Leaving(Members members, LoggingIn loggingIn, Sessions sessions, Erasing erasing) {
    this.members = members;
    this.loggingIn = loggingIn;
    this.sessions = sessions;
    this.erasing = erasing;
  }

  /** Erases who asks, once he has shown that it is he. */
  public void leave(Identity identity, @Nullable String password) {
    Member member = members.require(identity.member());
    if (password != null) {
      loggingIn.requirePassword(identity, member, password);
    } else if (!sessions.openedWithin(identity, RECENT)) {
      throw Problem.of(MemberProblem.RECENT_LOG_IN_REQUIRED);
    }
    erasing.erase(member.id());
  }
}
