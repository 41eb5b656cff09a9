package io.seonchak.counter;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.function.LongSupplier;
import java.util.regex.Pattern;

/** Reads a claim's body: JSON in UTF-8 or nothing, short, and soon. */
final class ClaimBody {

  /** The longest body, in bytes. */
  static final int BYTES_MAX = 1_024;

  /** How long a body may take; one that stands still ends sooner, by the connector's timeout. */
  static final Duration WITHIN = Duration.ofSeconds(5);

  private static final String JSON = "application/json";
  private static final Pattern JSON_UTF_8 =
      Pattern.compile("application/json(\\s*;\\s*charset=\"?utf-8\"?)?", Pattern.CASE_INSENSITIVE);
  private static final byte[] NOTHING = {};

  private ClaimBody() {}

  /**
   * The body's bytes; none when nothing was sent.
   *
   * @throws Problem when it is of another kind, too long, or not whole in time
   */
  static byte[] of(HttpServletRequest request) {
    String type = request.getContentType();
    if (type == null && empty(request)) {
      return NOTHING;
    }
    boolean json =
        type != null
            && (type.equals(JSON) || JSON_UTF_8.matcher(type).matches())
            && request.getHeader("Content-Encoding") == null;
    if (!json) {
      throw Problem.of(CommonProblem.UNSUPPORTED_MEDIA_TYPE);
    }
    byte[] bytes = bytes(request);
    if (bytes.length > BYTES_MAX) {
      throw Problem.of(CommonProblem.TOO_LARGE);
    }
    return bytes;
  }

  private static boolean empty(HttpServletRequest request) {
    return request.getContentLengthLong() <= 0 && request.getHeader("Transfer-Encoding") == null;
  }

  /** Whoever does not finish his sentence is told so; it is no fault of ours. */
  private static byte[] bytes(HttpServletRequest request) {
    try {
      return whole(request.getInputStream(), System::nanoTime);
    } catch (IOException e) {
      throw Problem.invalid("body", "cut off, not sent in time, or not readable");
    }
  }

  /**
   * All bytes, at most one more than {@link #BYTES_MAX}. Who sends a byte now and then does not
   * keep a thread for longer than {@link #WITHIN}.
   */
  static byte[] whole(InputStream in, LongSupplier nanoTime) throws IOException {
    long begin = nanoTime.getAsLong();
    byte[] bytes = new byte[BYTES_MAX + 1];
    int length = 0;
    while (length < bytes.length) {
      int read = in.read(bytes, length, bytes.length - length);
      if (read < 0) {
        break;
      }
      length += read;
      if (nanoTime.getAsLong() - begin > WITHIN.toNanos()) {
        throw new IOException("the body was not sent within " + WITHIN);
      }
    }
    return Arrays.copyOf(bytes, length);
  }
}
