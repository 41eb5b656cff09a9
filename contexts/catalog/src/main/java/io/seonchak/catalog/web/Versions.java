package io.seonchak.catalog.web;

import io.seonchak.platform.problem.Problem;
import java.util.Arrays;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** The versions an {@code If-Match} header allows (RFC 9110, section 13.1.1). */
final class Versions {

  private static final int LENGTH_MAX = 1_000;
  private static final Pattern TAG = Pattern.compile("\"(\\d{1,9})(-[0-9a-f]{8})?\"");

  private Versions() {}

  /**
   * All when there is no header; none for a tag that is not ours.
   *
   * @throws Problem when it is longer than {@value #LENGTH_MAX} characters
   */
  static IntPredicate of(@Nullable String header) {
    if (header == null || header.equals("*")) {
      return version -> true;
    }
    if (header.length() > LENGTH_MAX) {
      throw Problem.invalid(
          HttpHeaders.IF_MATCH,
          "%d characters (expected: at most %d)".formatted(header.length(), LENGTH_MAX));
    }
    Set<Integer> allowed =
        Arrays.stream(header.split(",", -1))
            .map(each -> TAG.matcher(each.strip()))
            .filter(Matcher::matches)
            .map(found -> Integer.valueOf(found.group(1)))
            .collect(Collectors.toSet());
    return allowed::contains;
  }
}
