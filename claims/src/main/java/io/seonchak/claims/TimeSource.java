package io.seonchak.claims;

/**
 * What time it is for a batch. Tests inject one; everybody else takes the database's own clock,
 * which is the only one all instances share.
 */
@FunctionalInterface
public interface TimeSource {

  /** The database's clock. */
  TimeSource DATABASE = databaseMicros -> databaseMicros;

  /**
   * The time of a batch.
   *
   * @param databaseMicros what the database's clock said after the pool was locked, microseconds
   *     since the epoch
   */
  long micros(long databaseMicros);
}
