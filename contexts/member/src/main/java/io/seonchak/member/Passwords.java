package io.seonchak.member;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.text.Normalizer;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). A
 * hash costs a core for tens of milliseconds, so few are made at once and log-ins cannot starve
 * claims.
 */
@Component
class Passwords {

  static final int LENGTH_MIN = 8;
  static final int LENGTH_MAX = 200;

  private static final int AT_ONCE = 1;
  private static final int WAIT_SECONDS_MAX = 3;

  private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
  private final Semaphore free = new Semaphore(AT_ONCE, true);
  private final String nobodys = hash("a password nobody has");

  String hash(String password) {
    return bounded(() -> String.valueOf(encoder.encode(composed(password))));
  }

  /** Whether it is the password. */
  boolean match(String password, String hash) {
    return bounded(() -> encoder.matches(composed(password), hash));
  }

  /**
   * Takes as long as {@link #match}, so that the answer's time does not tell who has an account.
   */
  boolean matchNobody(String password) {
    match(password, nobodys);
    return false;
  }

  private <T> T bounded(Supplier<T> work) {
    try {
      if (!free.tryAcquire(WAIT_SECONDS_MAX, TimeUnit.SECONDS)) {
        throw Problem.of(CommonProblem.BUSY);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw Problem.of(CommonProblem.BUSY);
    }
    try {
      return work.get();
    } finally {
      free.release();
    }
  }

  /** One password typed on two keyboards is one password. */
  private static String composed(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }
}
