package io.seonchak.payment.toss;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Pattern;

/**
 * Where the gateway is and who we are there. Never prints the key.
 *
 * @param base without {@code /v1}; https, or a simulator on this machine
 * @param secretKey {@code test_sk_…}, {@code live_sk_…}, or a widget's {@code …_gsk_…}
 * @param connectTimeout of one connection
 * @param answerTimeout from sending to the whole answer
 */
public record TossSettings(
    URI base, String secretKey, Duration connectTimeout, Duration answerTimeout) {

  /** The real gateway. */
  public static final URI GATEWAY = URI.create("https://api.tosspayments.com");

  /** What the simulator takes when no key is configured. */
  public static final String SIMULATOR_KEY = "test_sk_seonchak_simulator";

  /** How long a connection may take. */
  public static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);

  /** How long an answer may take; card companies are slow, and who waits longer asks anyway. */
  public static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(15);

  private static final Pattern SECRET = Pattern.compile("(test|live)_g?sk_[A-Za-z0-9_]{1,200}");

  /**
   * Checks them, for a wrong key must stop the start, not the first customer.
   *
   * @throws IllegalArgumentException naming the setting
   */
  public TossSettings {
    Bounds.require(
        SECRET.matcher(secretKey).matches(),
        "TOSS_SECRET_KEY",
        "not a secret key",
        "test_sk_…, live_sk_…, test_gsk_… or live_gsk_…");
    Bounds.require(
        "https".equals(base.getScheme()) || ("http".equals(base.getScheme()) && loopback(base)),
        "the gateway's address",
        base,
        "https, or http on this machine");
    Bounds.require(
        !secretKey.startsWith("live_") || !loopback(base),
        "TOSS_SECRET_KEY",
        "a live key for an address on this machine",
        "a test key");
    Bounds.require(
        connectTimeout.isPositive() && answerTimeout.isPositive(),
        "timeouts",
        connectTimeout + ", " + answerTimeout,
        "more than nothing");
  }

  /** With the usual patience. */
  public static TossSettings of(URI base, String secretKey) {
    return new TossSettings(base, secretKey, CONNECT_TIMEOUT, ANSWER_TIMEOUT);
  }

  /** Whether money moves. */
  public boolean live() {
    return secretKey.startsWith("live_");
  }

  @Override
  public String toString() {
    return "TossSettings[base=%s, live=%s]".formatted(base, live());
  }

  private static boolean loopback(URI base) {
    String host = base.getHost();
    return "127.0.0.1".equals(host) || "localhost".equals(host) || "[::1]".equals(host);
  }
}
