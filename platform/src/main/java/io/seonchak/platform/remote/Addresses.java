package io.seonchak.platform.remote;

import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/**
 * Where a service is: its instances in turn. One that could not be reached is passed over for a
 * while, unless all are. Thread-safe.
 */
final class Addresses {

  /** How long one that could not be reached is passed over. */
  static final Duration PASSED_OVER = Duration.ofSeconds(2);

  private static final int INSTANCES_MAX = 64;

  private final List<URI> instances;
  private final LongSupplier nanos;
  private final AtomicInteger turn = new AtomicInteger();
  private final Map<URI, Long> passedOverUntil = new ConcurrentHashMap<>();

  private Addresses(List<URI> instances, LongSupplier nanos) {
    this.instances = instances;
    this.nanos = nanos;
  }

  /**
   * Reads them from a setting.
   *
   * @param text base addresses, separated by commas
   * @param nanos a monotonic clock, in nanoseconds
   * @throws IllegalArgumentException naming the setting, when one is no base address
   */
  static Addresses of(String setting, String text, LongSupplier nanos) {
    List<URI> instances =
        Arrays.stream(text.split(",", -1)).map(each -> base(setting, each.strip())).toList();
    if (instances.size() > INSTANCES_MAX) {
      throw new IllegalArgumentException(
          "%s: %d addresses (expected: at most %d)"
              .formatted(setting, instances.size(), INSTANCES_MAX));
    }
    return new Addresses(instances, nanos);
  }

  /** The next one to ask. */
  URI next() {
    int first = Math.floorMod(turn.getAndIncrement(), instances.size());
    for (int i = 0; i < instances.size(); i++) {
      URI instance = instances.get((first + i) % instances.size());
      Long until = passedOverUntil.get(instance);
      if (until == null || nanos.getAsLong() - until >= 0) {
        return instance;
      }
    }
    return instances.get(first);
  }

  /** Takes note that one could not be reached. */
  void unreachable(URI instance) {
    passedOverUntil.put(instance, nanos.getAsLong() + PASSED_OVER.toNanos());
  }

  private static URI base(String setting, String text) {
    URI address;
    try {
      address = URI.create(text);
    } catch (IllegalArgumentException e) {
      throw unusable(setting, text);
    }
    boolean usable =
        ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
            && address.getHost() != null
            && (address.getRawPath().isEmpty() || address.getRawPath().equals("/"))
            && address.getRawQuery() == null
            && address.getRawUserInfo() == null;
    if (!usable) {
      throw unusable(setting, text);
    }
    return URI.create(address.getScheme() + "://" + address.getRawAuthority());
  }

  private static IllegalArgumentException unusable(String setting, String text) {
    return new IllegalArgumentException(
        "%s: '%s' (expected: addresses such as http://host:8080, separated by commas)"
            .formatted(setting, text));
  }
}
