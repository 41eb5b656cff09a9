package io.seonchak.platform.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletInputStream;

/** Bodies that come byte by byte. */
class BodyLimitTest {

  private static final int BYTES = 10;

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void whoTakesTooLongIsCutOff() throws IOException {
    try (ServletInputStream body = trickled(BodyLimit.WITHIN.dividedBy(5), BodyLimit.WITHIN)) {
      assertThatThrownBy(body::readAllBytes)
          .isInstanceOf(IOException.class)
          .hasMessageContaining("not sent within");
    }
  }

  @Test
  void whoIsInTimeIsRead() throws IOException {
    try (ServletInputStream body = trickled(BodyLimit.WITHIN.dividedBy(20), BodyLimit.WITHIN)) {
      assertThat(body.readAllBytes()).hasSize(BYTES);
    }
  }

  @Test
  void whatIsWrittenAwayAsItComesMayTakeLonger() throws IOException {
    try (ServletInputStream body = trickled(BodyLimit.WITHIN, null)) {
      assertThat(body.readAllBytes()).hasSize(BYTES);
    }
  }

  private ServletInputStream trickled(Duration pause, @Nullable Duration within) {
    var slow =
        new InputStream() {
          private int left = BYTES;

          @Override
          public int read() {
            nanos.addAndGet(pause.toNanos());
            return left-- > 0 ? 1 : -1;
          }

          @Override
          public int read(byte[] into, int offset, int length) {
            int next = read();
            return next < 0 ? next : 1;
          }
        };
    return new BodyLimit.Counting(
        new DelegatingServletInputStream(slow), BodyLimit.BYTES_MAX, within, nanos::get);
  }
}
