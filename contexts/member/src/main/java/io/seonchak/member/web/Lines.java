package io.seonchak.member.web;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The lines of a body, as they come. Not thread-safe. */
final class Lines {

  /** The longest line, in bytes; of a longer one a byte more than that is given. */
  static final int BYTES_MAX = 4_096;

  private static final int BUFFER = 64 * 1024;

  private final InputStream in;
  private final byte[] buffer = new byte[BUFFER];
  private final byte[] line = new byte[BYTES_MAX + 1];
  private int at;
  private int end;

  Lines(InputStream in) {
    this.in = in;
  }

  /** The next lines without their ends, at most so many; none at the end of the body. */
  List<byte[]> next(int most) throws IOException {
    List<byte[]> lines = new ArrayList<>(most);
    while (lines.size() < most && (at < end || fill())) {
      lines.add(line());
    }
    return lines;
  }

  private byte[] line() throws IOException {
    int length = 0;
    while (at < end || fill()) {
      byte next = buffer[at++];
      if (next == '\n') {
        break;
      }
      if (length < line.length) {
        line[length++] = next;
      }
    }
    boolean windows = length > 0 && length < line.length && line[length - 1] == '\r';
    return Arrays.copyOf(line, windows ? length - 1 : length);
  }

  private boolean fill() throws IOException {
    at = 0;
    end = Math.max(0, in.read(buffer, 0, buffer.length));
    return end > 0;
  }
}
