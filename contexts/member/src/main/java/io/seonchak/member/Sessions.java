package io.seonchak.member;

import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Hashes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Log-ins. A refresh token is used once; one used twice was stolen by somebody, so all end. */
@Service
class Sessions {

  static final Duration REFRESH_LIFE = Duration.ofDays(14);

  private static final int TOKEN_BYTES = 32;

  private final Members members;
  private final Passwords passwords;
  private final AccessTokens tokens;
  private final JdbcClient jdbc;
  private final Ids ids;
  private final Clock clock;
  private final SecureRandom random;

  Sessions(
      Members members,
      Passwords passwords,
      AccessTokens tokens,
      JdbcClient jdbc,
      Ids ids,
      Clock clock,
      SecureRandom random) {
    this.members = members;
    this.passwords = passwords;
    this.tokens = tokens;
    this.jdbc = jdbc;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /** What a client gets. */
  record Tokens(String accessToken, String refreshToken, Instant expiresAt) {}

  Tokens logIn(String email, String password) {
    Member member = members.byEmail(email).orElse(null);
    boolean right =
        member == null
            ? passwords.matchNobody(password)
            : passwords.match(password, member.passwordHash());
    if (!right || member == null) {
      throw Problem.of(MemberProblem.WRONG_CREDENTIALS);
    }
    if (!member.verified()) {
      throw Problem.of(MemberProblem.EMAIL_NOT_VERIFIED);
    }
    return issue(member, ids.next());
  }

  /** Exchanges a refresh token. */
  @Transactional(noRollbackFor = Problem.class)
  Tokens refresh(String token) {
    record Kept(UUID family, UUID member, Instant expiresAt, @Nullable OffsetDateTime usedAt) {}
    Kept kept =
        jdbc.sql(
                "SELECT family_id, member_id, expires_at, used_at FROM member.refresh_token"
                    + " WHERE token_hash = ? FOR UPDATE")
            .param(Hashes.sha256(token))
            .query(
                (row, n) ->
                    new Kept(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getObject(3, OffsetDateTime.class).toInstant(),
                        row.getObject(4, OffsetDateTime.class)))
            .optional()
            .orElseThrow(() -> Problem.of(CommonProblem.UNAUTHENTICATED));
    if (kept.usedAt() != null) {
      end(kept.family());
      throw Problem.of(CommonProblem.UNAUTHENTICATED);
    }
    if (clock.instant().isAfter(kept.expiresAt())) {
      throw Problem.of(CommonProblem.UNAUTHENTICATED);
    }
    jdbc.sql("UPDATE member.refresh_token SET used_at = ? WHERE token_hash = ?")
        .params(clock.instant().atOffset(ZoneOffset.UTC), Hashes.sha256(token))
        .update();
    Member member =
        members.byId(kept.member()).orElseThrow(() -> Problem.of(CommonProblem.UNAUTHENTICATED));
    return issue(member, kept.family());
  }

  /** Ends the log-in a refresh token belongs to; unknown ones are ended already. */
  @Transactional
  void end(UUID member, String refreshToken) {
    jdbc.sql(
            "DELETE FROM member.refresh_token WHERE family_id = (SELECT family_id FROM"
                + " member.refresh_token WHERE token_hash = ? AND member_id = ?)")
        .params(Hashes.sha256(refreshToken), member)
        .update();
  }

  /** Ends all log-ins of a member. */
  @Transactional
  void endAll(UUID member) {
    members.revokeTokens(member);
  }

  private void end(UUID family) {
    jdbc.sql("DELETE FROM member.refresh_token WHERE family_id = ?").param(family).update();
  }

  private Tokens issue(Member member, UUID family) {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    String refresh = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    jdbc.sql(
            "INSERT INTO member.refresh_token (token_hash, family_id, member_id, expires_at)"
                + " VALUES (?, ?, ?, ?)")
        .params(
            Hashes.sha256(refresh),
            family,
            member.id(),
            clock.instant().plus(REFRESH_LIFE).atOffset(ZoneOffset.UTC))
        .update();
    AccessTokens.Issued issued = tokens.issue(member.identity());
    return new Tokens(issued.token(), refresh, issued.expiresAt());
  }
}
