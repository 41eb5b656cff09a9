package io.seonchak.claims.ledger;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

/** Instants as the database keeps them: whole microseconds since 1970-01-01T00:00:00Z. */
public final class Micros {

  private static final long PER_SECOND = 1_000_000;

  private Micros() {}

  /** Microseconds since the epoch, what is finer cut off. */
  public static long of(Instant instant) {
    return ChronoUnit.MICROS.between(Instant.EPOCH, instant);
  }

  /** The instant of {@code micros} since the epoch. */
  public static Instant toInstant(long micros) {
    return Instant.ofEpochSecond(
        Math.floorDiv(micros, PER_SECOND), Math.floorMod(micros, PER_SECOND) * 1_000);
  }
}
