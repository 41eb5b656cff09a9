package io.seonchak.e2e.faults;

import io.seonchak.rehearsal.Reply;
import io.seonchak.rehearsal.Sale;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** People who come evenly, each for one unit, and ask in turn until they are answered. */
final class Steady implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  private final Sale sale;
  private final long everyNanos;
  private final ExecutorService people = Executors.newVirtualThreadPerTaskExecutor();
  private final List<Future<Reply>> asked = new ArrayList<>();
  private final Thread door;
  private int next;
  private volatile boolean over;

  /**
   * They begin to come.
   *
   * @param first the first of them; the others follow it
   */
  Steady(Sale sale, int perSecond, int first) {
    this.sale = sale;
    this.everyNanos = 1_000_000_000L / perSecond;
    this.next = first;
    this.door = Thread.ofPlatform().daemon().name("steady").start(this::come);
  }

  private void come() {
    long due = System.nanoTime();
    try {
      while (!over) {
        int member = next++;
        asked.add(people.submit(() -> sale.claimPatiently(member, member, PATIENCE)));
        due += everyNanos;
        TimeUnit.NANOSECONDS.sleep(Math.max(0, due - System.nanoTime()));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Nobody comes any more; waits until all are answered. The last answer of each. */
  List<Reply> finish() throws Exception {
    over = true;
    door.join();
    List<Reply> last = new ArrayList<>();
    for (Future<Reply> each : asked) {
      last.add(each.get());
    }
    return last;
  }

  @Override
  public void close() {
    over = true;
    door.interrupt();
    people.shutdownNow();
  }
}
