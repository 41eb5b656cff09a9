package io.seonchak.platform.web;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects what is wrong with a request, so that its sender learns all of it at once. */
public final class Fields {

  private static final Instant INSTANT_MIN = Instant.parse("2020-01-01T00:00:00Z");
  private static final Instant INSTANT_MAX = Instant.parse("2100-01-01T00:00:00Z");

  private final Map<String, String> wrong = new LinkedHashMap<>();

  /** Says that {@code field} is wrong unless {@code holds}. */
  public Fields require(boolean holds, String field, Object found, String expected) {
    if (!holds) {
      wrong.putIfAbsent(field, "%s (expected: %s)".formatted(shortened(found), expected));
    }
    return this;
  }

  /** A number that must be there and in its range, both ends included. */
  public long number(String field, @Nullable Long value, long min, long max) {
    require(
        value != null && value >= min && value <= max,
        field,
        value == null ? "missing" : value,
        "%d to %d".formatted(min, max));
    return value == null ? min : value;
  }

  /** An instant that must be there, with its offset, from 2020 to 2100. */
  public Instant instant(String field, @Nullable OffsetDateTime value) {
    boolean holds =
        value != null
            && value.toInstant().isAfter(INSTANT_MIN)
            && value.toInstant().isBefore(INSTANT_MAX);
    require(
        holds, field, value == null ? "missing" : value, "an instant with offset, 2020 to 2100");
    return value == null ? INSTANT_MIN : value.toInstant();
  }

  /** Says that {@code field} is wrong unless {@code end} is behind {@code begin}, within a time. */
  public Fields window(String field, Instant begin, Instant end, Duration max) {
    return require(
        begin.isBefore(end) && Duration.between(begin, end).compareTo(max) <= 0,
        field,
        end,
        "after the begin, within %d days".formatted(max.toDays()));
  }

  /**
   * A text that must be there: composed (NFC), trimmed, without control, direction or invisible
   * characters, lone surrogates or more than {@code max} code points.
   */
  public String text(String field, @Nullable String value, int max) {
    if (value == null || value.isBlank()) {
      require(false, field, "missing", "1 to %d characters".formatted(max));
      return "";
    }
    String clean = Normalizer.normalize(value.strip(), Normalizer.Form.NFC);
    require(
        clean.codePointCount(0, clean.length()) <= max,
        field,
        clean.length() + " characters",
        "1 to %d characters".formatted(max));
    require(
        clean.codePoints().allMatch(Fields::printable),
        field,
        "invisible characters",
        "printable text");
    return clean;
  }

  /** What was wrong so far, by field; for what is not refused as a whole. */
  public Map<String, String> wrong() {
    return Collections.unmodifiableMap(wrong);
  }

  /**
   * Ends the request if anything was wrong.
   *
   * @throws Problem {@link CommonProblem#INVALID} with the fields
   */
  public void orRefuse() {
    if (!wrong.isEmpty()) {
      throw Problem.of(CommonProblem.INVALID).with("fields", wrong);
    }
  }

  private static boolean printable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          codePoint == 0x200D;
      default -> true;
    };
  }

  private static String shortened(Object found) {
    String text = String.valueOf(found);
    return text.length() <= 40 ? text : text.substring(0, 40) + "…";
  }
}
