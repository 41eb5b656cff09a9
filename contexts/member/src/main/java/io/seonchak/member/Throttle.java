package io.seonchak.member;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.time.Duration;
import org.springframework.stereotype.Component;

/**
 * Bounds what one address of the network and one e-mail address may try. Known by the socket, never
 * by a header somebody can write; an account is slowed for the address that tries, not locked.
 */
@Component
class Throttle {

  static final int TRIES_A_MINUTE = 20;

  private static final int KNOWN_MAX = 100_000;

  private final Cache<String, Bucket> buckets =
      Caffeine.newBuilder().maximumSize(KNOWN_MAX).expireAfterAccess(Duration.ofMinutes(5)).build();

  /** Counts a try. */
  void count(String what, String remoteAddress, String email) {
    Bucket bucket =
        buckets.get(
            what + '|' + remoteAddress + '|' + email,
            key ->
                Bucket.builder()
                    .addLimit(
                        limit ->
                            limit
                                .capacity(TRIES_A_MINUTE)
                                .refillGreedy(TRIES_A_MINUTE, Duration.ofMinutes(1)))
                    .build());
    if (!bucket.tryConsume(1)) {
      throw Problem.of(CommonProblem.TOO_MANY_TRIES).with("retryAfter", 5);
    }
  }
}
