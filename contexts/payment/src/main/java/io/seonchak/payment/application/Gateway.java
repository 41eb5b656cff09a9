package io.seonchak.payment.application;

import io.seonchak.payment.toss.TossClient;
import io.seonchak.payment.toss.TossSettings;
import io.seonchak.platform.remote.Remotes;
import java.net.URI;
import java.time.Duration;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The gateway we talk to: the real one where its keys are configured, else the simulator in this
 * process, whose address is known only when the process listens. Thread-safe.
 */
public final class Gateway {

  /** The setting of another address, for example of a simulator of its own. */
  public static final String ADDRESS = "seonchak.toss.url";

  /** The setting of the secret key. */
  public static final String SECRET_KEY = "TOSS_SECRET_KEY";

  /** The setting of the public key, by which a browser opens the gateway's window. */
  public static final String CLIENT_KEY = "TOSS_CLIENT_KEY";

  private static final Pattern PUBLIC = Pattern.compile("(test|live)_g?ck_[A-Za-z0-9_]{1,200}");

  private final Supplier<TossSettings> settings;
  private final Remotes remotes;
  private final String clientKey;
  private final Object making = new Object();
  private volatile @Nullable TossClient client;

  /**
   * Checks the keys, for a wrong one must stop the start, not the first customer.
   *
   * @param secretKey blank for none
   * @param clientKey blank for none
   * @param address blank for the real gateway, or the simulator where there are no keys
   * @param answerTimeout how long an answer may take
   * @param ownPort where this process listens, once it does
   * @throws IllegalArgumentException naming the setting
   */
  public Gateway(
      String secretKey,
      String clientKey,
      String address,
      Duration answerTimeout,
      Supplier<Integer> ownPort,
      Remotes remotes) {
    boolean keys = !secretKey.isBlank();
    require(
        keys == !clientKey.isBlank(),
        SECRET_KEY + " and " + CLIENT_KEY,
        "one of them",
        "both, or none");
    require(
        !keys || PUBLIC.matcher(clientKey).matches(),
        CLIENT_KEY,
        "not a client key",
        "test_ck_… or live_ck_…, test_gck_… or live_gck_…");
    require(
        !keys || kind(secretKey).equals(kind(clientKey)),
        SECRET_KEY + " and " + CLIENT_KEY,
        "keys of different kinds",
        "both test or both live, both of the widget or neither");
    String key = keys ? secretKey : TossSettings.SIMULATOR_KEY;
    this.clientKey = clientKey;
    this.remotes = remotes;
    if (keys || !address.isBlank()) {
      URI base = address.isBlank() ? TossSettings.GATEWAY : URI.create(address);
      TossSettings fixed = at(base, key, answerTimeout);
      this.settings = () -> fixed;
    } else {
      this.settings =
          () ->
              at(
                  URI.create("http://127.0.0.1:%d/toss-simulator".formatted(ownPort.get())),
                  key,
                  answerTimeout);
    }
  }

  private static TossSettings at(URI base, String key, Duration answerTimeout) {
    return new TossSettings(base, key, TossSettings.CONNECT_TIMEOUT, answerTimeout);
  }

  /** The client of it. */
  public TossClient toss() {
    TossClient now = client;
    if (now != null) {
      return now;
    }
    synchronized (making) {
      now = client;
      if (now == null) {
        now = new TossClient(settings.get(), remotes.of("toss"));
        client = now;
      }
      return now;
    }
  }

  /** The public key; blank beside the simulator. */
  public String clientKey() {
    return clientKey;
  }

  /** What of a key must be the same in both. */
  private static String kind(String key) {
    return key.replaceFirst("^(live|test)_(g?)[cs]k_.*$", "$1$2");
  }

  private static void require(boolean holds, String setting, String found, String expected) {
    if (!holds) {
      throw new IllegalArgumentException(
          "%s: %s (expected: %s)".formatted(setting, found, expected));
    }
  }
}
