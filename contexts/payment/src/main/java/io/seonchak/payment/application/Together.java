package io.seonchak.payment.application;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Several things at once, each for itself: one that fails is told of and holds up no other. */
final class Together {

  private static final Logger log = LoggerFactory.getLogger(Together.class);

  private static final int SOON_TRIES = 3;

  private Together() {}

  /**
   * Does the work for all of them; returns when the last is done. Bounded by the list's length.
   *
   * @param soon makes one whose work failed due again before its lease is over
   */
  static <T> void each(List<T> all, Consumer<T> work, Consumer<T> soon) {
    if (all.isEmpty()) {
      return;
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      all.forEach(each -> threads.execute(() -> one(each, work, soon)));
    }
  }

  private static <T> void one(T each, Consumer<T> work, Consumer<T> soon) {
    try {
      work.accept(each);
    } catch (RuntimeException e) {
      again(each, soon, e);
      log.warn("{} was not settled", each, e);
    }
  }

  /**
   * What is busy now may not be in a moment; else it is taken up when its lease is over. Whatever
   * stood in the way is told of with what failed before.
   */
  private static <T> void again(T each, Consumer<T> soon, RuntimeException failed) {
    for (int left = SOON_TRIES; left > 0; left--) {
      try {
        soon.accept(each);
        return;
      } catch (RuntimeException e) {
        failed.addSuppressed(e);
      }
    }
  }
}
