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
        case "--home" -> home = Path.of(Options.value(args, ++i, EXPECTED));
        case "--lead" ->
            lead = Options.seconds("lead", Options.value(args, ++i, EXPECTED), LEAD_MIN, LEAD_MAX);
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
}
