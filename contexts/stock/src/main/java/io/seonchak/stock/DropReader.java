package io.seonchak.stock;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.springframework.http.MediaType;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * One reader of a drop's events. He is told on a thread of his own, one event at a time: while he
 * is slow he misses what is between, and the others do not wait for him.
 */
final class DropReader {

  private static final long NOT_TELLING = 0;

  private final SseEmitter emitter;

  /** Whether he may see how the drop runs. */
  final boolean seller;

  private final Consumer<DropReader> gone;
  private final AtomicLong tellingSince = new AtomicLong(NOT_TELLING);
  private volatile String told = "";
  private volatile long toldNanos = System.nanoTime();

  DropReader(SseEmitter emitter, boolean seller, Consumer<DropReader> gone) {
    this.emitter = emitter;
    this.seller = seller;
    this.gone = gone;
  }

  /**
   * Tells him {@code news} unless he knows it or is still being told; a sign of life when nothing
   * was said for {@code quietNanos}; ends with him when he takes longer than {@code slowNanos}.
   */
  void tell(String news, boolean last, long quietNanos, long slowNanos) {
    long now = System.nanoTime();
    boolean quiet = now - toldNanos > quietNanos;
    if (news.equals(told) && !quiet && !last) {
      return;
    }
    if (!tellingSince.compareAndSet(NOT_TELLING, now | 1)) {
      long since = tellingSince.get();
      if (since != NOT_TELLING && now - since > slowNanos) {
        leave();
      }
      return;
    }
    Thread.ofVirtual().name("drop-reader").start(() -> send(news, last));
  }

  private void send(String news, boolean last) {
    try {
      emitter.send(news.equals(told) && !last ? signOfLife() : event(news));
      told = news;
      toldNanos = System.nanoTime();
      if (last) {
        leave();
      }
    } catch (IOException | IllegalStateException e) {
      leave();
    } finally {
      tellingSince.set(NOT_TELLING);
    }
  }

  /** Ends what he reads. */
  void leave() {
    gone.accept(this);
    try {
      emitter.complete();
    } catch (IllegalStateException e) {
      // He went by himself; there is nobody to tell.
      return;
    }
  }

  private static SseEventBuilder event(String json) {
    return SseEmitter.event().data(json, MediaType.TEXT_PLAIN);
  }

  private static SseEventBuilder signOfLife() {
    return SseEmitter.event().comment("");
  }
}
