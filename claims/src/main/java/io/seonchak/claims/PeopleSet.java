package io.seonchak.claims;

import java.util.concurrent.atomic.AtomicLongArray;

/**
 * The first eight bytes of the pseudonyms of those who got a unit of a pool, or a place in its
 * line. Grows only. One thread adds, many ask; two people who share eight bytes both count as
 * known, which costs a look into the database and nothing else.
 */
class PeopleSet {

  private static final int FIRST = 1 << 10;

  volatile AtomicLongArray slots;
  private int size;

  PeopleSet() {
    this(FIRST);
  }

  /**
   * A set that grows when it is half full.
   *
   * @param first slots in the beginning, a power of two
   */
  PeopleSet(int first) {
    this.slots = new AtomicLongArray(first);
  }

  /** Whether {@code pseudonym} may be among them; a no is sure. */
  boolean mayContain(long pseudonym) {
    AtomicLongArray now = slots;
    long sought = nonZero(pseudonym);
    for (int i = index(sought, now.length()); ; i = (i + 1) & (now.length() - 1)) {
      long slot = now.getPlain(i);
      if (slot == 0) {
        return false;
      }
      if (slot == sought) {
        return true;
      }
    }
  }

  /** Adds one. Only one thread at a time. */
  void add(long pseudonym) {
    if (2 * (size + 1) > slots.length()) {
      grow();
    }
    if (put(slots, nonZero(pseudonym))) {
      size++;
    }
  }

  int size() {
    return size;
  }

  /** The larger table is shown only when it is whole. */
  void grow() {
    AtomicLongArray old = slots;
    AtomicLongArray larger = new AtomicLongArray(old.length() * 2);
    for (int i = 0; i < old.length(); i++) {
      long slot = old.getPlain(i);
      if (slot != 0) {
        put(larger, slot);
      }
    }
    slots = larger;
  }

  static boolean put(AtomicLongArray into, long value) {
    for (int i = index(value, into.length()); ; i = (i + 1) & (into.length() - 1)) {
      long slot = into.getPlain(i);
      if (slot == value) {
        return false;
      }
      if (slot == 0) {
        into.setRelease(i, value);
        return true;
      }
    }
  }

  /** Pseudonyms are uniform, so their own bits serve as the hash. */
  private static int index(long value, int length) {
    return (int) (value ^ (value >>> 32)) & (length - 1);
  }

  /** Zero marks an empty slot. */
  private static long nonZero(long value) {
    return value == 0 ? 1 : value;
  }
}
