package io.seonchak.member.model;

import java.util.regex.Pattern;

/**
 * Connecting information (연계정보): what a Korean identity agency says of a human being, the same for
 * every service. It names him for good, so it is hashed at once and never printed.
 *
 * @param value 88 characters of Base64
 */
public record Ci(String value) {

  private static final Pattern FORM = Pattern.compile("[A-Za-z0-9+/]{86}==");

  /** Checks the form. */
  public Ci {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException(
          "CI: %d characters (expected: 88 of Base64)".formatted(value.length()));
    }
  }

  @Override
  public String toString() {
    return "Ci[…]";
  }
}
