package io.seonchak.claims;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What waits for one pool: bounded, in the order of arrival, nothing lost and nothing taken twice.
 * Lives from the first item to the moment nothing waits; who comes later begins another. May be
 * used by many threads at once.
 */
class CommandQueue<T> {

  /** What became of an offer. */
  enum Offer {
    TAKEN,
    FULL,
    OVER
  }

  final Deque<T> waiting = new ArrayDeque<>();
  private final ReentrantLock lock = new ReentrantLock();
  private final int lengthMax;
  private boolean started;
  private boolean over;

  CommandQueue(int lengthMax) {
    this.lengthMax = lengthMax;
  }

  /**
   * Puts an item at the end.
   *
   * @param start begins the taking; run once, before the first item, and may refuse
   */
  Offer offer(T item, Runnable start) {
    lock.lock();
    try {
      if (over) {
        return Offer.OVER;
      }
      if (waiting.size() >= lengthMax) {
        return Offer.FULL;
      }
      if (!started) {
        start.run();
        started = true;
      }
      waiting.add(item);
      return Offer.TAKEN;
    } catch (RejectedExecutionException e) {
      return Offer.FULL;
    } finally {
      lock.unlock();
    }
  }

  /** Takes the first {@code max} items, or as many as there are. */
  List<T> take(int max) {
    lock.lock();
    try {
      int count = Math.min(waiting.size(), max);
      List<T> taken = new ArrayList<>(count);
      for (int i = 0; i < count; i++) {
        taken.add(waiting.remove());
      }
      return taken;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the queue if nothing waits; whether it has ended. */
  boolean end() {
    lock.lock();
    try {
      over |= waiting.isEmpty();
      return over;
    } finally {
      lock.unlock();
    }
  }

  int size() {
    lock.lock();
    try {
      return waiting.size();
    } finally {
      lock.unlock();
    }
  }
}
