package io.seonchak.member.application;

import io.seonchak.member.model.MemberProblem;
import io.seonchak.member.store.SentCodes;
import io.seonchak.member.store.SentCodes.Sent;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.KeyedHash;
import io.seonchak.platform.security.Secrets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Codes that show that somebody reads an address's mail. One network may try a code five times, all
 * together a few times more: so nobody can use up another's tries from one place, and nobody can
 * guess it from many.
 */
@Component
public class EmailCodes {

  static final Duration LIFE = Duration.ofMinutes(10);

  private final SentCodes sent;
  private final Throttle throttle;
  private final Clock clock;
  private final SecureRandom random;
  private final KeyedHash hash;

  EmailCodes(SentCodes sent, Throttle throttle, Clock clock, SecureRandom random, Secrets secrets) {
    this.sent = sent;
    this.throttle = throttle;
    this.clock = clock;
    this.random = random;
    this.hash = new KeyedHash(secrets.text("code-key"));
  }

  /**
   * What a code is for. One that opens an account is longer, for it may be asked for again and
   * again.
   */
  public enum Purpose {
    /** Signing up. */
    VERIFY(6, 20),
    /** A new password. */
    RESET(8, 50),
    /** A new address. */
    CHANGE(6, 20);

    private final int digits;
    private final int tries;

    Purpose(int digits, int tries) {
      this.digits = digits;
      this.tries = tries;
    }

    /** The length of a code. */
    public int digits() {
      return digits;
    }
  }

  /** Makes a code; it replaces the one before. */
  String make(Purpose purpose, String subject) {
    String code = ("%0" + purpose.digits + "d").formatted(random.nextInt(bound(purpose)));
    keep(purpose, subject, hash.of(purpose.name(), subject, code));
    return code;
  }

  /** Does the same work for whom no code is meant, so that nothing tells the two apart. */
  void pretend(Purpose purpose, String subject) {
    byte[] nobodys = new byte[KeyedHash.BYTES];
    random.nextBytes(nobodys);
    keep(purpose, subject, nobodys);
  }

  /** Ends the request unless it is the code. Each try is counted before it is compared. */
  void check(Purpose purpose, String subject, String code, String network) {
    Sent kept =
        sent.find(purpose.name(), subject).orElseThrow(() -> Problem.of(MemberProblem.WRONG_CODE));
    throttle.countCode(network, kept.hash());
    if (!sent.tried(purpose.name(), subject, kept.hash())) {
      throw Problem.of(CommonProblem.TOO_MANY_TRIES);
    }
    if (clock.instant().isAfter(kept.expiresAt())) {
      throw Problem.of(MemberProblem.CODE_EXPIRED);
    }
    if (!MessageDigest.isEqual(kept.hash(), hash.of(purpose.name(), subject, code))) {
      throw Problem.of(MemberProblem.WRONG_CODE);
    }
  }

  /** Uses a checked code up; ends the request when another did meanwhile. */
  void use(Purpose purpose, String subject, String code) {
    if (!sent.use(purpose.name(), subject, hash.of(purpose.name(), subject, code))) {
      throw Problem.of(MemberProblem.WRONG_CODE);
    }
  }

  private void keep(Purpose purpose, String subject, byte[] hashed) {
    sent.keep(purpose.name(), subject, hashed, clock.instant().plus(LIFE), purpose.tries);
  }

  private static int bound(Purpose purpose) {
    int bound = 1;
    for (int i = 0; i < purpose.digits; i++) {
      bound *= 10;
    }
    return bound;
  }
}
