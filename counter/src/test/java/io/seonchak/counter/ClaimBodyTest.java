package io.seonchak.counter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A claim's body that comes byte by byte. */
class ClaimBodyTest {

  private final AtomicLong nanos = new AtomicLong();

  @Test
  void whoTakesTooLongIsCutOff() {
    InputStream slow = trickle("{\"quantity\":1}", ClaimBody.WITHIN.toNanos() / 10);

    assertThatThrownBy(() -> ClaimBody.whole(slow, nanos::get))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("not sent within");
  }

  @Test
  void whoIsInTimeIsRead() throws Exception {
    InputStream steady = trickle("{\"quantity\":1}", ClaimBody.WITHIN.toNanos() / 20);

    assertThat(QuantityBody.of(ClaimBody.whole(steady, nanos::get))).isEqualTo(1);
  }

  private InputStream trickle(String text, long pauseNanos) {
    return new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)) {
      @Override
      public synchronized int read(byte[] into, int offset, int length) {
        nanos.addAndGet(pauseNanos);
        return super.read(into, offset, Math.min(1, length));
      }
    };
  }
}
