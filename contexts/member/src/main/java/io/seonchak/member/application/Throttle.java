package io.seonchak.member.application;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.TimeUnit;
import org.springframework.stereotype.Component;

/**
 * Bounds what one network and what all together may try on one account. Whoever hammers an account
 * stops himself and other strangers, not its owner: the bound of all together does not hold from
 * where the owner has been before. Counts of one instance; what must hold over all of them, such as
 * the tries of a code, is counted in the database, too.
 */
@Component
public class Throttle {

  private static final Limit ONE_ON_ONE = new Limit(20, Duration.ofMinutes(1));
  private static final Limit ONE_ON_ANY = new Limit(200, Duration.ofMinutes(1));
  private static final Limit ANY_ON_ONE = new Limit(100, Duration.ofMinutes(10));
  private static final Limit ONE_ON_CODE = new Limit(5, Duration.ofMinutes(10));
  private static final Limit MAILS_FROM_ONE = new Limit(5, Duration.ofMinutes(10));
  private static final Limit MAILS_FROM_ANY = new Limit(30, Duration.ofHours(1));
  private static final int KNOWN_MAX = 200_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(KNOWN_MAX).expireAfterAccess(Duration.ofHours(1)).build();

  private record Limit(int capacity, Duration period) {}

  /** Counts a try of one network on one account. */
  public void count(String what, String network, String account) {
    require(ONE_ON_ANY, what, network);
    require(ONE_ON_ONE, what, network, account);
  }

  /**
   * Counts a log-in.
   *
   * @param known whether the account's owner has been in that network before
   */
  public void countLogIn(String network, String account, boolean known) {
    count("log-in", network, account);
    if (!known) {
      require(ANY_ON_ONE, "log-in", account);
    }
  }

  /** Counts a try of one network on one code. */
  public void countCode(String network, byte[] code) {
    require(ONE_ON_CODE, "code", network, HexFormat.of().formatHex(code));
  }

  /** Whether one more mail may go to an address; who asks is not told, or he would learn of it. */
  public boolean mayMail(String network, String email, boolean known) {
    return bucket(MAILS_FROM_ONE, "mail", network, email).tryConsume(1)
        && (known || bucket(MAILS_FROM_ANY, "mail", email).tryConsume(1));
  }

  private void require(Limit limit, String... key) {
    ConsumptionProbe probe = bucket(limit, key).tryConsumeAndReturnRemaining(1);
    if (!probe.isConsumed()) {
      long seconds = TimeUnit.NANOSECONDS.toSeconds(probe.getNanosToWaitForRefill()) + 1;
      throw Problem.of(CommonProblem.TOO_MANY_TRIES).with("retryAfter", seconds);
    }
  }

  private Bucket bucket(Limit limit, String... key) {
    return buckets.get(
        limit.capacity() + "|" + String.join("|", key),
        missing ->
            Bucket.builder()
                .addLimit(
                    bandwidth ->
                        bandwidth
                            .capacity(limit.capacity())
                            .refillGreedy(limit.capacity(), limit.period()))
                .build());
  }
}
