package io.seonchak.rehearsal;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.concurrent.TimeUnit;

/**
 * A gateway on a bad day, until it is ended: answers are lost after the approval, come as a failure
 * or late, look-ups fail, webhooks come first, late and three times. What one instance was told is
 * gone when it is killed, so it is told again all the time.
 */
final class GatewayTrouble implements AutoCloseable {

  private static final long AGAIN_MILLIS = 2_000;
  private static final String AUTHORIZATION =
      "Basic " + Base64.getEncoder().encodeToString("test_sk_seonchak_simulator:".getBytes(UTF_8));
  private static final String CALM = "{\"seed\":1}";

  private final Asking asking;
  private final long seed;
  private final Background telling;

  /** By one after the other: the teller, and whoever waited for its end. */
  private long told;

  /** Begins it. */
  GatewayTrouble(Asking asking, long seed) {
    this.asking = asking;
    this.seed = seed;
    this.telling = new Background("gateway-trouble", this::run);
  }

  private void run() throws InterruptedException {
    for (long i = 0; ; i++) {
      tell(trouble(seed * 1_000 + i));
      TimeUnit.MILLISECONDS.sleep(AGAIN_MILLIS);
    }
  }

  /**
   * Lets the gateway be well again.
   *
   * @throws IllegalStateException when it never was as bad as it should have been
   */
  void end() throws InterruptedException {
    telling.close();
    telling.await();
    if (told == 0) {
      throw new IllegalStateException("the gateway had no bad day: no instance was told of it");
    }
    tell(CALM);
  }

  @Override
  public void close() {
    telling.close();
  }

  private static String trouble(long seed) {
    return """
      {"seed":%d,"changes":{"LOSE_REQUEST":0.03,"LOSE_ANSWER":0.08,"FAIL_BEFORE":0.03,"FAIL_AFTER":0.05,\
      "BAD_GATEWAY":0.03,"BUSY":0.03,"SLOW_ANSWER":0.03},"lookups":{"FAIL_BEFORE":0.1,"LOSE_ANSWER":0.05},\
      "slowMillis":2000,"webhooks":{"delayMillis":300,"copies":3,"first":true},"rateLimited":false}"""
        .formatted(seed);
  }

  private void tell(String chaos) throws InterruptedException {
    told += asking.tellAll("PUT", "/toss-simulator/chaos", AUTHORIZATION, chaos);
  }
}
