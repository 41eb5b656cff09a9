package io.seonchak.platform.web;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * Bounds every body, declared or not, in bytes and in time; a packed one is not unpacked. Who sends
 * a byte now and then does not keep the room of a request for long.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE + 10)
class BodyLimit extends OncePerRequestFilter {

  /** The longest body, in bytes, of all that are not {@link StreamedBody}. */
  static final long BYTES_MAX = 64 * 1024;

  /** How long such a body may take from its first byte to its last; slow phones need seconds. */
  static final Duration WITHIN = Duration.ofSeconds(20);

  private final List<StreamedBody> streamed;

  BodyLimit(ObjectProvider<StreamedBody> streamed) {
    this.streamed = streamed.stream().toList();
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    long bytesMax = bytesMax(request);
    if (request.getContentLengthLong() > bytesMax) {
      ProblemAdvice.write(Problem.of(CommonProblem.TOO_LARGE), request, response);
    } else if (request.getHeader("Content-Encoding") != null || ofNoKindOfOurs(request)) {
      ProblemAdvice.write(Problem.of(CommonProblem.UNSUPPORTED_MEDIA_TYPE), request, response);
    } else {
      chain.doFilter(new Bounded(request, bytesMax), response);
    }
  }

  /**
   * A body of any kind is none that can be read, and forms the container would read by itself,
   * without a bound in time.
   */
  private static boolean ofNoKindOfOurs(HttpServletRequest request) {
    String type = request.getContentType();
    if (type == null) {
      return false;
    }
    String small = type.toLowerCase(Locale.ROOT);
    boolean form =
        small.startsWith("application/x-www-form-urlencoded")
            && request.getRequestURI().startsWith("/api/");
    return form || small.startsWith("multipart/") || small.contains("*");
  }

  private long bytesMax(HttpServletRequest request) {
    for (StreamedBody each : streamed) {
      if (each.is(request)) {
        return each.bytesMax();
      }
    }
    return BYTES_MAX;
  }

  private static final class Bounded extends HttpServletRequestWrapper {

    private final long bytesMax;

    Bounded(HttpServletRequest request, long bytesMax) {
      super(request);
      this.bytesMax = bytesMax;
    }

    @Override
    public ServletInputStream getInputStream() throws IOException {
      Duration within = bytesMax == BYTES_MAX ? WITHIN : null;
      return new Counting(super.getInputStream(), bytesMax, within, System::nanoTime);
    }
  }

  /** What is read of a body, counted and timed. */
  static final class Counting extends ServletInputStream {
    private final ServletInputStream in;
    private final long bytesMax;
    private final @Nullable Duration within;
    private final LongSupplier nanoTime;
    private final long begin;
    private long read;

    /**
     * One that begins now.
     *
     * @param within how long it may take; null when it is written away as it comes
     */
    Counting(
        ServletInputStream in, long bytesMax, @Nullable Duration within, LongSupplier nanoTime) {
      this.in = in;
      this.bytesMax = bytesMax;
      this.within = within;
      this.nanoTime = nanoTime;
      this.begin = nanoTime.getAsLong();
    }

    @Override
    public int read() throws IOException {
      int next = in.read();
      count(next < 0 ? 0 : 1);
      return next;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      int taken = in.read(into, offset, length);
      count(Math.max(0, taken));
      return taken;
    }

    @Override
    public boolean isFinished() {
      return in.isFinished();
    }

    @Override
    public boolean isReady() {
      return in.isReady();
    }

    @Override
    public void setReadListener(ReadListener listener) {
      in.setReadListener(listener);
    }

    private void count(int bytes) throws IOException {
      read += bytes;
      if (read > bytesMax) {
        throw new BodyTooLarge(bytesMax);
      }
      if (within != null && nanoTime.getAsLong() - begin > within.toNanos()) {
        throw new IOException("the body was not sent within " + within);
      }
    }
  }
}
