package io.seonchak.tosssimulator;

import java.time.Duration;

/**
 * How the simulator is set.
 *
 * @param secretKey what the shop must show
 * @param webhookUrl where the shop listens; empty for nowhere
 * @param webhookMinute how long one of the gateway's minutes between two tries lasts here
 * @param background whether time passes by itself; off in tests that take each step by hand
 */
record SimulatorSettings(
    String secretKey,
    String clientKey,
    String webhookUrl,
    Duration webhookMinute,
    boolean background) {

  /** The key when none is configured. */
  static final String KEY = "test_sk_seonchak_simulator";

  /**
   * Refuses to stand beside real money.
   *
   * @throws IllegalStateException naming the setting
   */
  SimulatorSettings {
    refuseLive("TOSS_SECRET_KEY", secretKey);
    refuseLive("TOSS_CLIENT_KEY", clientKey);
    if (!webhookMinute.isPositive()) {
      throw new IllegalStateException(
          "seonchak.toss-simulator.webhook-minute: %s (expected: more than nothing)"
              .formatted(webhookMinute));
    }
  }

  private static void refuseLive(String setting, String key) {
    if (key.contains("live_")) {
      throw new IllegalStateException(
          setting + ": a live key beside the simulator (expected: a test key, or no simulator)");
    }
  }

  @Override
  public String toString() {
    return "SimulatorSettings[webhookUrl=%s]".formatted(webhookUrl);
  }
}
