package io.seonchak.tosssimulator;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.springframework.stereotype.Component;

/** The sandbox's 100 requests a minute for each API; counted in memory. Thread-safe. */
@Component
class RateLimit {

  static final int A_MINUTE = 100;

  private final Clock clock;
  private final Map<String, Integer> counts = new HashMap<>();
  private long minute;

  RateLimit(Clock clock) {
    this.clock = clock;
  }

  /** Whether one more of this API fits. */
  synchronized boolean allows(String api) {
    long now = clock.instant().getEpochSecond() / 60;
    if (now != minute) {
      counts.clear();
      minute = now;
    }
    return counts.merge(api, 1, Integer::sum) <= A_MINUTE;
  }
}
