package io.seonchak.app;

import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.TokenKeys;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/**
 * {@code ./seonchak rotate-token-key}: a new key for access tokens, for all processes of a home,
 * running or not. Nobody is logged out.
 */
final class RotateTokenKey {

  private static final PrintStream OUT = System.out;
  private static final String EXPECTED = "(expected: --home FOLDER, --lead SECONDS, --at-once)";
  private static final Duration LEAD_MIN = Duration.ofSeconds(5);
  private static final Duration LEAD_MAX = Duration.ofDays(30);

  private RotateTokenKey() {}

  static void run(String[] args, Map<String, String> environment) {
    Path home = Path.of(environment.getOrDefault("SEONCHAK_HOME", "data"));
    Duration lead = TokenKeys.LEAD;
    boolean atOnce = false;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--home" -> home = Path.of(value(args, ++i));
        case "--lead" -> lead = lead(value(args, ++i));
        case "--at-once" -> atOnce = true;
        default -> throw new Options.Unusable("unknown argument '" + args[i] + "' " + EXPECTED);
      }
    }
    var secrets = new Secrets(home, environment.getOrDefault("SEONCHAK_SECRETS", ""));
    if (secrets.names(TokenKeys.SECRET).isEmpty()) {
      throw new Options.Unusable(
          "home: '%s' has no token key (expected: the home of an installation)".formatted(home));
    }
    var keys = new TokenKeys(secrets, Clock.systemUTC());
    TokenKeys.Rotated rotated = atOnce ? keys.replace() : keys.rotate(lead);
    OUT.printf("key %s signs from %s%n", rotated.keyId(), rotated.signsFrom());
    OUT.println(
        atOnce
            ? "all older keys are gone: access tokens end within a second, refresh tokens go on"
            : "the key before it verifies until its last token has expired");
  }

  private static String value(String[] args, int at) {
    if (at >= args.length) {
      throw new Options.Unusable("'%s' has no value %s".formatted(args[at - 1], EXPECTED));
    }
    return args[at];
  }

  private static Duration lead(String text) {
    try {
      Duration lead = Duration.ofSeconds(Long.parseLong(text));
      if (lead.compareTo(LEAD_MIN) >= 0 && lead.compareTo(LEAD_MAX) <= 0) {
        return lead;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new Options.Unusable(
        "lead: '%s' (expected: %d to %d seconds)"
            .formatted(text, LEAD_MIN.toSeconds(), LEAD_MAX.toSeconds()));
  }
}
