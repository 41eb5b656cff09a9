package io.seonchak.member.model;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Which passwords are taken: long enough, and not what a guesser tries first. No rule asks for
 * kinds of characters (OWASP ASVS 5.0, 6.2). Immutable.
 */
public final class PasswordRules {

  /** The shortest, in characters. */
  public static final int LENGTH_MIN = 8;

  /** The longest, in characters; none is cut. */
  public static final int LENGTH_MAX = 200;

  private static final List<String> OWN_NAMES = List.of("seonchak", "선착", "tjsckr");
  private static final int LOCAL_PART_MIN = 4;

  private final CommonPasswords common;

  /** Rules that refuse these. */
  public PasswordRules(CommonPasswords common) {
    this.common = common;
  }

  /** A refusal: what it was, without the password, and what is expected. */
  public record Refused(String found, String expected) {}

  /** One password typed on two keyboards is one password. */
  public static String composed(String password) {
    return Normalizer.normalize(password, Normalizer.Form.NFC);
  }

  /** Whether it has no half of a character, which no bytes stand for and no hash is made of. */
  public static boolean whole(String password) {
    return password.codePoints().noneMatch(c -> Character.getType(c) == Character.SURROGATE);
  }

  /** Why {@code password} is not taken for a member with that address; empty when it is. */
  public Optional<Refused> refusal(String password, String email) {
    String composed = composed(password);
    int length = composed.codePointCount(0, composed.length());
    if (length < LENGTH_MIN || length > LENGTH_MAX) {
      return refused(length + " characters", "%d to %d".formatted(LENGTH_MIN, LENGTH_MAX));
    }
    if (!whole(composed)) {
      return refused("half a character", "whole characters");
    }
    if (tells(composed.toLowerCase(Locale.ROOT), email)) {
      return refused("holds your address or our name", "neither");
    }
    return common.holds(composed)
        ? refused("a password many have", "one that is hard to guess")
        : Optional.empty();
  }

  private static boolean tells(String password, String email) {
    String local = EmailAddress.localPart(email);
    return (local.length() >= LOCAL_PART_MIN && password.contains(local))
        || OWN_NAMES.stream().anyMatch(password::contains);
  }

  private static Optional<Refused> refused(String found, String expected) {
    return Optional.of(new Refused(found, expected));
  }
}
