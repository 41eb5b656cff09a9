package io.seonchak.member.application;

import io.seonchak.member.model.PasswordRules;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Passwords: Argon2id with 19 MiB, two passes, one lane (OWASP Password Storage Cheat Sheet). A
 * hash costs a core for tens of milliseconds, so few are made at once and log-ins cannot starve
 * claims.
 */
@Component
public final class Passwords {

  private static final int AT_ONCE = 1;
  private static final int WAIT_SECONDS_MAX = 3;

  private final Argon2PasswordEncoder encoder = new Argon2PasswordEncoder(16, 32, 1, 19_456, 2);
  private final Semaphore free = new Semaphore(AT_ONCE, true);
  private final LongAdder computed = new LongAdder();
  private final String nobodys = hash("a password nobody has");

  String hash(String password) {
    return bounded(() -> String.valueOf(encoder.encode(PasswordRules.composed(password))));
  }

  /**
   * Whether it is the password. Without a hash it takes as long and is not, so that the answer's
   * time does not tell who has an account.
   */
  boolean match(String password, @Nullable String hash) {
    boolean same =
        bounded(
            () -> encoder.matches(PasswordRules.composed(password), hash == null ? nobodys : hash));
    return hash != null && same;
  }

  /** How many hashes were computed so far: what log-ins cost, and what a stranger could measure. */
  public long computed() {
    return computed.sum();
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
      computed.increment();
      return work.get();
    } finally {
      free.release();
    }
  }
}
