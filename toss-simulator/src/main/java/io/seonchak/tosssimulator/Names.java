package io.seonchak.tosssimulator;

import java.security.SecureRandom;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import org.springframework.stereotype.Component;

/** Names as the gateway makes them; opaque to everybody else. */
@Component
class Names {

  private static final String SIGNS =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
  private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss");

  private final SecureRandom random = new SecureRandom();

  /** Of a payment: prefix, time, random signs. */
  String payment(Instant now) {
    return "tsim_" + STAMP.format(ZonedDateTime.ofInstant(now, Json.SEOUL)) + signs(10);
  }

  String transaction() {
    return signs(32).toUpperCase(java.util.Locale.ROOT);
  }

  String secret() {
    return "ps_" + signs(32);
  }

  String signs(int length) {
    var made = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      made.append(SIGNS.charAt(random.nextInt(SIGNS.length())));
    }
    return made.toString();
  }

  String digits(int length) {
    var made = new StringBuilder(length);
    for (int i = 0; i < length; i++) {
      made.append((char) ('0' + random.nextInt(10)));
    }
    return made.toString();
  }
}
