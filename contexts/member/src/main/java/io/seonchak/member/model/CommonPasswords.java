package io.seonchak.member.model;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;
import java.util.zip.GZIPInputStream;

/**
 * Passwords that guessers try first: those most seen in breaches, and Korean words as they are
 * typed on an English keyboard. {@code docs/members.md} says where they come from. Immutable.
 */
public final class CommonPasswords {

  private static final String SEEN = "/passwords/common.txt.gz";
  private static final String KOREAN = "/passwords/korean-words.txt";

  /** What people hang on a word to satisfy a rule: "1234!", "2026". */
  private static final int ENDING_MAX = 6;

  private static final int STEM_MIN = 4;
  private static final int DISTINCT_MIN = 4;

  private final Set<String> seen;

  private CommonPasswords(Set<String> seen) {
    this.seen = Set.copyOf(seen);
  }

  /**
   * Reads the lists that come with this module.
   *
   * @throws UncheckedIOException when they cannot be read
   */
  public static CommonPasswords shipped() {
    Set<String> seen = new HashSet<>();
    try (var list = lines(new GZIPInputStream(open(SEEN)));
        var korean = lines(open(KOREAN))) {
      list.lines().forEach(seen::add);
      korean.lines().filter(word -> !word.startsWith("#")).map(Dubeolsik::keys).forEach(seen::add);
    } catch (IOException e) {
      throw new UncheckedIOException("the list of common passwords cannot be read", e);
    }
    return new CommonPasswords(seen);
  }

  /** Whether a guesser would come to it early: it is on the list, or nearly, or hardly varied. */
  public boolean holds(String composed) {
    String keys = Dubeolsik.keys(composed).toLowerCase(Locale.ROOT);
    return seen.contains(keys)
        || seen.contains(stem(keys))
        || keys.chars().distinct().count() < DISTINCT_MIN;
  }

  /** How many are known. */
  public int size() {
    return seen.size();
  }

  /** The word without what hangs on it. */
  private static String stem(String keys) {
    int end = keys.length();
    while (end > 0 && !Character.isLetter(keys.charAt(end - 1))) {
      end--;
    }
    return end >= STEM_MIN && keys.length() - end <= ENDING_MAX ? keys.substring(0, end) : keys;
  }

  private static InputStream open(String name) {
    return Objects.requireNonNull(
        CommonPasswords.class.getResourceAsStream(name), () -> name + " is missing in the jar");
  }

  private static BufferedReader lines(InputStream in) {
    return new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
  }
}
