package io.seonchak.bench.compare;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What processes and those they started used from a moment on. What one used that ended meanwhile
 * is not known any more.
 */
final class CpuUse {

  private final List<Long> roots;
  private final Map<Long, Duration> before;

  private CpuUse(List<Long> roots) {
    this.roots = roots;
    this.before = used(roots);
  }

  static CpuUse from(List<Long> roots) {
    return new CpuUse(roots);
  }

  Duration sinceThen() {
    return used(roots).entrySet().stream()
        .map(now -> now.getValue().minus(before.getOrDefault(now.getKey(), Duration.ZERO)))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Map<Long, Duration> used(List<Long> roots) {
    Map<Long, Duration> used = new HashMap<>();
    roots.stream()
        .flatMap(pid -> ProcessHandle.of(pid).stream())
        .flatMap(root -> Stream.concat(Stream.of(root), root.descendants()))
        .forEach(
            process ->
                used.put(process.pid(), process.info().totalCpuDuration().orElse(Duration.ZERO)));
    return used;
  }
}
