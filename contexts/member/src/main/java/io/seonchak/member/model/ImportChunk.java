package io.seonchak.member.model;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Some lines of an import, one behind the other.
 *
 * @param number in its import, from 0
 * @param lines how many; {@link #LINES} but in the last chunk
 * @param digest of the lines as they were sent
 * @param rows the good ones
 * @param bad the others
 */
public record ImportChunk(int number, int lines, String digest, List<Row> rows, List<BadLine> bad) {

  /** Lines of a chunk. */
  public static final int LINES = 500;

  /** Lines of an import at most. */
  public static final long LINES_MAX = 10_000_000;

  /** A member to be, with the id he will have. */
  public record Row(UUID id, String email, String name, @Nullable String phone) {}

  /**
   * A line that is passed over.
   *
   * @param line its number in the import, from 1
   */
  public record BadLine(long line, String why) {}
}
