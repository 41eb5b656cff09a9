package io.seonchak.member;

import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.Hashes;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Signing up, and showing that an address is one's own. A known address gets the same answer. */
@Service
class SigningUp {

  static final Duration CODE_LIFE = Duration.ofMinutes(10);
  static final int TRIES = 5;

  private static final int CODES = 1_000_000;

  private final Members members;
  private final Passwords passwords;
  private final Mailer mailer;
  private final JdbcClient jdbc;
  private final Ids ids;
  private final Clock clock;
  private final SecureRandom random;

  SigningUp(
      Members members,
      Passwords passwords,
      Mailer mailer,
      JdbcClient jdbc,
      Ids ids,
      Clock clock,
      SecureRandom random) {
    this.members = members;
    this.passwords = passwords;
    this.mailer = mailer;
    this.jdbc = jdbc;
    this.ids = ids;
    this.clock = clock;
    this.random = random;
  }

  /** The new member's id; for a known address an id that is nobody's. */
  UUID signUp(String email, String password, String name) {
    UUID id = ids.next();
    boolean added = members.add(id, email, name, passwords.hash(password));
    if (added) {
      sendCode(email);
    } else {
      mailer.send(
          email,
          "[선착] 이미 가입된 이메일입니다 / You already have an account",
          """
          이 주소로 가입을 시도했습니다. 이미 계정이 있으니 로그인해 주세요.
          Somebody tried to sign up with this address. You have an account, so please log in.
          """);
    }
    return id;
  }

  /** Sends a new code, if the address waits for one. */
  void resend(String email) {
    if (members.byEmail(email).filter(member -> !member.verified()).isPresent()) {
      sendCode(email);
    }
  }

  /** Takes a code. Each try is counted before it is compared, so parallel guesses count, too. */
  @Transactional(noRollbackFor = Problem.class)
  void verify(String email, String code) {
    record Sent(byte[] hash, OffsetDateTime expiresAt, int triesLeft) {}
    Sent sent =
        jdbc.sql(
                "UPDATE member.email_code SET tries_left = greatest(tries_left - 1, 0)"
                    + " WHERE email = ? RETURNING code_hash, expires_at,"
                    + " (SELECT tries_left FROM member.email_code o WHERE o.email = email_code.email)")
            .param(email)
            .query(
                (row, n) ->
                    new Sent(
                        row.getBytes(1), row.getObject(2, OffsetDateTime.class), row.getInt(3)))
            .optional()
            .orElseThrow(() -> Problem.of(MemberProblem.WRONG_CODE));
    if (sent.triesLeft() == 0) {
      throw Problem.of(CommonProblem.TOO_MANY_TRIES);
    }
    if (clock.instant().isAfter(sent.expiresAt().toInstant())) {
      throw Problem.of(MemberProblem.CODE_EXPIRED);
    }
    if (!MessageDigest.isEqual(sent.hash(), hash(email, code))) {
      throw Problem.of(MemberProblem.WRONG_CODE);
    }
    members.verified(email);
    jdbc.sql("DELETE FROM member.email_code WHERE email = ?").param(email).update();
  }

  private void sendCode(String email) {
    String code = "%06d".formatted(random.nextInt(CODES));
    jdbc.sql(
            "INSERT INTO member.email_code (email, code_hash, expires_at, tries_left)"
                + " VALUES (?, ?, ?, ?) ON CONFLICT (email) DO UPDATE SET"
                + " code_hash = excluded.code_hash, expires_at = excluded.expires_at,"
                + " tries_left = excluded.tries_left")
        .params(
            email,
            hash(email, code),
            clock.instant().plus(CODE_LIFE).atOffset(ZoneOffset.UTC),
            TRIES)
        .update();
    mailer.send(
        email,
        "[선착] 인증 번호 / Verification code",
        """
        인증 번호: %s (10분 안에 입력해 주세요)
        Your code: %s (valid for 10 minutes)
        """
            .formatted(code, code));
  }

  private static byte[] hash(String email, String code) {
    return Hashes.sha256(email + '\n' + code);
  }
}
