package io.seonchak.rehearsal;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One request as its sender saw it. Times are nanoseconds after the opening.
 *
 * @param received -1 when no answer came
 * @param status 0 when no answer came
 * @param sequence 0 for what is no grant
 */
public record Line(
    Kind kind,
    int member,
    int instance,
    long intended,
    long sent,
    long received,
    int status,
    String code,
    long sequence,
    @Nullable UUID claim) {

  /** What was asked for. */
  public enum Kind {
    /** A unit. */
    CLAIM,
    /** To give it back. */
    RETURN,
    /** A place in the waiting list. */
    WAIT
  }

  boolean answered() {
    return status != 0;
  }

  /** Whether it is a yes, also one that was told before. */
  public boolean granted() {
    return kind == Kind.CLAIM && (status == 200 || status == 201);
  }

  String text() {
    return kind
        + ","
        + member
        + ","
        + instance
        + ","
        + intended
        + ","
        + sent
        + ","
        + received
        + ","
        + status
        + ","
        + code
        + ","
        + sequence
        + ","
        + (claim == null ? "" : claim);
  }

  static Line parse(String text) {
    String[] parts = text.split(",", -1);
    return new Line(
        Kind.valueOf(parts[0]),
        Integer.parseInt(parts[1]),
        Integer.parseInt(parts[2]),
        Long.parseLong(parts[3]),
        Long.parseLong(parts[4]),
        Long.parseLong(parts[5]),
        Integer.parseInt(parts[6]),
        parts[7],
        Long.parseLong(parts[8]),
        parts[9].isEmpty() ? null : UUID.fromString(parts[9]));
  }
}
