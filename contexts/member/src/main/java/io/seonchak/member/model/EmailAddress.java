package io.seonchak.member.model;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** E-mail addresses, each in one spelling. */
public final class EmailAddress {

  /** The longest, in characters (RFC 5321). */
  public static final int LENGTH_MAX = 254;

  private static final Pattern PLAUSIBLE =
      Pattern.compile("[^@\\s\"<>(),;:\\\\]+@[^@\\s\"<>(),;:\\\\]+\\.[^@\\s.\"<>(),;:\\\\]+");

  private EmailAddress() {}

  /** One address, one spelling. */
  public static String spelled(String email) {
    return Normalizer.normalize(email.strip(), Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
  }

  /** Whether mail could go there. */
  public static boolean plausible(String email) {
    return PLAUSIBLE.matcher(email).matches();
  }

  /** What stands before the @. */
  public static String localPart(String email) {
    int at = email.indexOf('@');
    return at < 0 ? email : email.substring(0, at);
  }
}
