package io.seonchak.member.application;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seonchak.member.model.Ci;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands in for an agency while one develops: a telephone is a human being, and its message is a
 * mail to {@code <number>@sms.invalid}. Proves nothing, so it must be asked for by name; knows only
 * what was begun on this instance.
 */
public final class SimulatedPhoneVerification implements PhoneVerification {

  private static final Logger log = LoggerFactory.getLogger(SimulatedPhoneVerification.class);
  private static final Duration LIFE = Duration.ofMinutes(3);
  private static final int WAITING_MAX = 10_000;
  private static final int CODES = 1_000_000;

  private final Mailer mailer;
  private final Clock clock;
  private final SecureRandom random;
  private final Cache<String, Begun> begun =
      Caffeine.newBuilder().maximumSize(WAITING_MAX).expireAfterWrite(LIFE).build();

  private record Begun(String phone, String code) {}

  /** A simulator; says in the log that it is one. */
  public SimulatedPhoneVerification(Mailer mailer, Clock clock, SecureRandom random) {
    this.mailer = mailer;
    this.clock = clock;
    this.random = random;
    log.warn("phone verification is simulated and proves nothing (expected: while developing)");
  }

  @Override
  public boolean offered() {
    return true;
  }

  @Override
  public Started start(String phone) {
    String reference = UUID.randomUUID().toString();
    String code = "%06d".formatted(random.nextInt(CODES));
    begun.put(reference, new Begun(phone, code));
    mailer.send(phone.replace("+", "") + "@sms.invalid", "[선착] 본인 확인", "SMS code: " + code + "\n");
    return new Started(reference, clock.instant().plus(LIFE));
  }

  @Override
  public Optional<Ci> complete(String reference, String code) {
    // One try each: whoever is wrong begins again.
    Begun right = begun.asMap().remove(reference);
    return right != null && right.code().equals(code)
        ? Optional.of(ciOf(right.phone()))
        : Optional.empty();
  }

  private static Ci ciOf(String phone) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-512")
              .digest(("simulated " + phone).getBytes(StandardCharsets.UTF_8));
      return new Ci(Base64.getEncoder().encodeToString(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-512", e);
    }
  }
}
