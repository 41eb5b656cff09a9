package io.seonchak.app;

import io.seonchak.platform.role.Role;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the process was started with: arguments first, then the environment, then defaults.
 *
 * @param port 0 to 65535; 0 takes a free one
 * @param roles as {@link Role#parse} reads them
 * @param enginesOnly whether only the engines are started, for processes that share them
 * @param samples whether an empty home gets something to look at
 */
record Options(int port, Path home, String roles, boolean enginesOnly, boolean samples) {

  private static final String ENGINES = "engines";

  /** The arguments are not understood; the message is for the person at the terminal. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  static Options parse(String[] args, Map<String, String> environment) {
    Map<String, String> given = new LinkedHashMap<>();
    given.put("port", environment.getOrDefault("SEONCHAK_PORT", "8080"));
    given.put("home", environment.getOrDefault("SEONCHAK_HOME", "data"));
    given.put("roles", environment.getOrDefault("SEONCHAK_ROLES", ""));
    boolean samples = false;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--samples")) {
        samples = true;
        continue;
      }
      String name = args[i].startsWith("--") ? args[i].substring(2) : "";
      String value;
      if (name.contains("=")) {
        value = name.substring(name.indexOf('=') + 1);
        name = name.substring(0, name.indexOf('='));
      } else {
        value = i + 1 < args.length ? args[++i] : "";
      }
      if (!given.containsKey(name) || value.isEmpty()) {
        throw new Unusable(
            "unknown argument '%s' (expected: --port N, --home FOLDER, --roles a,b, --samples)"
                .formatted(args[Math.min(i, args.length - 1)]));
      }
      given.put(name, value);
    }
    boolean enginesOnly = given.get("roles").equals(ENGINES);
    return new Options(
        port(given.get("port")),
        Path.of(given.get("home")),
        enginesOnly ? "" : roles(given.get("roles")),
        enginesOnly,
        samples);
  }

  /**
   * The value behind a tool's argument.
   *
   * @param expected what the tool takes
   */
  static String value(String[] args, int at, String expected) {
    if (at >= args.length) {
      throw new Unusable("'%s' has no value %s".formatted(args[at - 1], expected));
    }
    return args[at];
  }

  /** A time in whole seconds, named in what is said of another. */
  static Duration seconds(String name, String text, Duration min, Duration max) {
    try {
      Duration time = Duration.ofSeconds(Long.parseLong(text));
      if (time.compareTo(min) >= 0 && time.compareTo(max) <= 0) {
        return time;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new Unusable(
        "%s: '%s' (expected: %d to %d seconds)"
            .formatted(name, text, min.toSeconds(), max.toSeconds()));
  }

  private static int port(String text) {
    try {
      int port = Integer.parseInt(text);
      if (port >= 0 && port <= 65_535) {
        return port;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new Unusable("port: '%s' (expected: a number from 0 to 65535)".formatted(text));
  }

  private static String roles(String text) {
    try {
      Role.parse(text);
      return text;
    } catch (IllegalArgumentException e) {
      throw new Unusable(String.valueOf(e.getMessage()));
    }
  }
}
