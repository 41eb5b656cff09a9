package io.seonchak.platform.cache;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What instances share. Whatever it holds may be lost at any moment. */
interface SharedLevel extends AutoCloseable {

  /** What there is under a key. */
  sealed interface Found permits Hit, Lease, Nothing {}

  /** A value and the instant until which it may be used, in ms. */
  record Hit(long usableUntil, byte[] value) implements Found {}

  /** No value, and the right to put one there unless the key is dropped meanwhile. */
  record Lease(String token) implements Found {}

  /** No value, and another has the right to put it there. */
  record Nothing() implements Found {}

  /** A value to put under a key by a lease, until an instant in ms, for a first while. */
  record Filled(String key, String token, byte[] value, long usableUntil, Duration first) {}

  /**
   * Something to drop.
   *
   * @param once a key that names the change; what was dropped for it is not dropped again soon
   * @param message to those who listen
   */
  record Drop(String key, String once, String channel, String message) {}

  /** Reads, in the order of {@code keys}; empty when it is away. */
  Optional<List<Found>> read(List<String> keys, long nowMillis, Duration idle);

  /** Puts values there; does not wait, and nothing is said when it fails. */
  void write(List<Filled> values);

  /** Gives leases back unused; does not wait. */
  void release(List<String> keys, List<String> tokens);

  /** Drops and tells those who listen; false when it is not known to have happened. */
  boolean drop(List<Drop> drops);

  /** How often it was connected to: what is behind a new connection may have forgotten drops. */
  long connections();

  /** Hears the messages of a channel, on a thread that must not be kept. */
  void listen(String channel, Consumer<String> listener);

  @Override
  void close();

  /** Nothing is shared. */
  static SharedLevel none() {
    return new SharedLevel() {
      @Override
      public Optional<List<Found>> read(List<String> keys, long nowMillis, Duration idle) {
        return Optional.empty();
      }

      @Override
      public void write(List<Filled> values) {}

      @Override
      public void release(List<String> keys, List<String> tokens) {}

      @Override
      public boolean drop(List<Drop> drops) {
        return true;
      }

      @Override
      public long connections() {
        return 0;
      }

      @Override
      public void listen(String channel, Consumer<String> listener) {}

      @Override
      public void close() {}
    };
  }
}
