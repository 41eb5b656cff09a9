package io.seonchak.member.application;

import io.seonchak.member.model.Member;
import io.seonchak.member.store.AuditTrail;
import io.seonchak.member.store.AuditTrail.What;
import io.seonchak.member.store.KnownNetworks;
import io.seonchak.member.store.LogIns;
import io.seonchak.member.store.LogIns.LogIn;
import io.seonchak.member.store.LogIns.Refresh;
import io.seonchak.member.store.Members;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Hashes;
import io.seonchak.platform.security.Identity;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Log-ins. A refresh token is used once; one used twice was stolen by somebody, so all end. */
@Service
public class Sessions {

  /** How long a session lives without being used. */
  static final Duration REFRESH_LIFE = Duration.ofDays(14);

  /** How long a session lives at the most. */
  static final Duration LIFE_MAX = Duration.ofDays(90);

  /** Sessions of a member; the longest unused ends when there would be more. */
  static final int MOST = 100;

  private static final int TOKEN_BYTES = 32;

  private final Members members;
  private final LogIns logIns;
  private final KnownNetworks networks;
  private final Revoking revoking;
  private final AuditTrail audit;
  private final AccessTokens tokens;
  private final Ids ids;
  private final Clock clock;
  private final SecureRandom random;

  Sessions(
      Members members,
      LogIns logIns,
      KnownNetworks networks,
      Revoking revoking,
      AuditTrail audit,
      AccessTokens tokens,
      Ids ids,
      Clock clock,
      SecureRandom random) {
    this.members = members;
    this.logIns = logIns;
    this.networks = networks;
    this.revoking = revoking;
    this.audit = audit;
    this.tokens = tokens;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /** What a client gets. */
  public record Tokens(String accessToken, String refreshToken, Instant expiresAt) {}

  /** Opens a session for whom the password or a code has shown. */
  @Transactional
  Tokens open(Member member, Caller caller) {
    Instant now = clock.instant();
    var session = new LogIn(ids.next(), member.id(), caller.userAgent(), now, now);
    logIns.add(session);
    networks.remember(member.id(), caller.network());
    revoking.beyond(member.id(), MOST);
    return issue(member, session.id(), now);
  }

  /** Exchanges a refresh token. */
  @Transactional(noRollbackFor = Problem.class)
  public Tokens refresh(String token) {
    byte[] hash = Hashes.sha256(token);
    Refresh kept = logIns.lock(hash).orElseThrow(() -> Problem.of(CommonProblem.UNAUTHENTICATED));
    if (kept.used()) {
      revoking.session(kept.member(), kept.session());
      audit.add(kept.member(), kept.member(), What.TOKEN_REUSED, kept.session().toString());
      throw Problem.of(CommonProblem.UNAUTHENTICATED);
    }
    if (clock.instant().isAfter(kept.expiresAt())) {
      throw Problem.of(CommonProblem.UNAUTHENTICATED);
    }
    Member member =
        members.byId(kept.member()).orElseThrow(() -> Problem.of(CommonProblem.UNAUTHENTICATED));
    logIns.used(hash, kept.session());
    return issue(member, kept.session(), kept.sessionSince());
  }

  /** A member's sessions, those used last first. */
  public List<LogIn> of(UUID member) {
    return logIns.of(member, MOST);
  }

  /** Ends one of a member's sessions; false when he has no such. */
  @Transactional
  public boolean end(UUID member, UUID session) {
    return revoking.session(member, session);
  }

  /** Ends all sessions of a member. */
  @Transactional
  public void endAll(UUID member) {
    revoking.all(member);
    audit.add(member, member, What.LOGGED_OUT_EVERYWHERE, "");
  }

  /** Whether a session was opened within {@code past}. */
  boolean openedWithin(Identity identity, Duration past) {
    Instant since = clock.instant().minus(past);
    return logIns
        .find(identity.member(), identity.session())
        .filter(session -> session.createdAt().isAfter(since))
        .isPresent();
  }

  private Tokens issue(Member member, UUID session, Instant since) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String refresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    logIns.keep(Hashes.sha256(refresh), session, member.id(), expiry(since));
    AccessTokens.Issued issued = tokens.issue(member.identity(session));
    return new Tokens(issued.token(), refresh, issued.expiresAt());
  }

  private Instant expiry(Instant since) {
    Instant unused = clock.instant().plus(REFRESH_LIFE);
    Instant last = since.plus(LIFE_MAX);
    return unused.isBefore(last) ? unused : last;
  }
}
