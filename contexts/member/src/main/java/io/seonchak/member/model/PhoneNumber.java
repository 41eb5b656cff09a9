package io.seonchak.member.model;

import java.util.regex.Pattern;

/** Telephone numbers, each in one spelling: digits, a plus before those of other countries. */
public final class PhoneNumber {

  /** The longest text that is looked at, in characters. */
  public static final int LENGTH_MAX = 20;

  private static final Pattern FORM = Pattern.compile("\\+?[0-9]{8,15}");

  private PhoneNumber() {}

  /** One number, one spelling. */
  public static String spelled(String phone) {
    String digits = phone.replaceAll("[ .()-]", "");
    return digits.startsWith("+8210") ? "0" + digits.substring(3) : digits;
  }

  /** Whether it could be one. */
  public static boolean plausible(String spelled) {
    return FORM.matcher(spelled).matches();
  }
}
