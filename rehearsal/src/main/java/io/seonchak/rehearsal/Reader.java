package io.seonchak.rehearsal;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection to an instance on this machine that asks for a page and reads the whole answer,
 * over and over. No more than HTTP/1.1 as our server speaks it, so that asking costs little beside
 * answering. For one thread.
 */
final class Reader implements AutoCloseable {

  private static final int BUFFER = 64 * 1024;
  private static final int LINE_MAX = 8 * 1024;
  private static final int TIMEOUT_MILLIS = 10_000;

  private final Socket socket;
  private final InputStream in;
  private final byte[] line = new byte[LINE_MAX];

  Reader(int port) throws IOException {
    socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(TIMEOUT_MILLIS);
    in = new BufferedInputStream(socket.getInputStream(), BUFFER);
  }

  /**
   * Asks and reads the answer.
   *
   * @return the length of its body, in bytes
   * @throws IOException also when the answer is another one than 200
   */
  long get(String path, String headers) throws IOException {
    socket
        .getOutputStream()
        .write(
            ("GET " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n" + headers + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    String status = line();
    if (!status.startsWith("HTTP/1.1 200")) {
      throw new IOException(path + " answered " + status + " (expected: 200)");
    }
    long length = -1;
    for (String head = line(); !head.isEmpty(); head = line()) {
      String lower = head.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      }
    }
    if (length < 0) {
      return chunks();
    }
    in.skipNBytes(length);
    return length;
  }

  private long chunks() throws IOException {
    long all = 0;
    while (true) {
      long size = Long.parseLong(line(), 16);
      in.skipNBytes(size);
      line();
      if (size == 0) {
        return all;
      }
      all += size;
    }
  }

  private String line() throws IOException {
    int length = 0;
    for (int read = in.read(); read != '\n'; read = in.read()) {
      if (read < 0 || length == LINE_MAX) {
        throw new EOFException("an answer broke off (expected: lines of at most " + LINE_MAX + ")");
      }
      line[length++] = (byte) read;
    }
    return new String(line, 0, Math.max(0, length - 1), StandardCharsets.US_ASCII);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
