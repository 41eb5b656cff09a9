package io.seonchak.platform.web;

import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** Numbers by which a request is found in the logs. */
public final class TraceIds {

  private TraceIds() {}

  /** A new one, 16 hexadecimal digits. */
  public static String next() {
    return HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  }
}
