package io.seonchak.platform.time;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;

/** The time of day here. */
public final class Seoul {

  /** Asia/Seoul. */
  public static final ZoneId ZONE = ZoneId.of("Asia/Seoul");

  private Seoul() {}

  /** ISO 8601 with the offset of Seoul. */
  public static String text(Instant instant) {
    return DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(OffsetDateTime.ofInstant(instant, ZONE));
  }
}
