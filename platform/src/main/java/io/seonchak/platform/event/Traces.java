package io.seonchak.platform.event;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Pattern;

/** Values of the header {@code traceparent} (W3C Trace Context, section 3.2). */
public final class Traces {

  private static final Pattern FORM = Pattern.compile("00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}");

  private Traces() {}

  /** A new trace. */
  public static String begin() {
    return "00-" + hex() + hex() + "-" + hex() + "-01";
  }

  /** The given one if it has the form of one, else a new one. */
  static String orBegin(String given) {
    return FORM.matcher(given).matches() ? given : begin();
  }

  private static String hex() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong(1, Long.MAX_VALUE));
  }
}
