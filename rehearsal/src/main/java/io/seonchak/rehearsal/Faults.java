package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills, pauses and restarts processes during the drop, in an order and at moments that come from
 * the seed. Touches only processes this rehearsal started.
 */
final class Faults implements Runnable {

  private static final int PAUSE_SECONDS = 3;

  private final List<Instance> instances;
  private final EmbeddedPostgres postgres;
  private final long openingNanos;
  private final Random random;
  private final List<Mark> marks = new ArrayList<>();

  /** A fault and when, nanoseconds after the opening. */
  record Mark(String name, long fromNanos, long toNanos) {

    String when() {
      return String.format(
          Locale.ROOT, "%.1f s, for %.1f s", fromNanos / 1e9, (toNanos - fromNanos) / 1e9);
    }

    String text() {
      return when() + ": " + name;
    }
  }

  Faults(List<Instance> instances, EmbeddedPostgres postgres, long openingNanos, long seed) {
    this.instances = instances;
    this.postgres = postgres;
    this.openingNanos = openingNanos;
    this.random = new Random(seed);
  }

  /** What was done so far. */
  synchronized List<Mark> marks() {
    return List.copyOf(marks);
  }

  @Override
  public void run() {
    try {
      // Soon enough to fall among the grants, even where few units are gone at once.
      sleepUntil(openingNanos + (50 + random.nextInt(400)) * 1_000_000L);
      List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3));
      java.util.Collections.shuffle(order, random);
      for (int fault : order) {
        long from = System.nanoTime();
        String name = inflict(fault);
        tell(name, from);
        TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private String inflict(int fault) throws InterruptedException, IOException {
    Instance victim = instances.get(random.nextInt(instances.size()));
    return switch (fault) {
      case 0 -> {
        victim.kill();
        victim.start();
        victim.awaitReady();
        yield "SIGKILL application, restarted";
      }
      case 1 -> {
        signal(victim.pid(), "STOP");
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        signal(victim.pid(), "CONT");
        yield "SIGSTOP application " + PAUSE_SECONDS + " s";
      }
      case 2 -> {
        postgres.kill();
        postgres.restart();
        yield "SIGKILL PostgreSQL, restarted";
      }
      default -> {
        postgres.suspend();
        TimeUnit.SECONDS.sleep(2);
        postgres.resume();
        yield "SIGSTOP PostgreSQL 2 s";
      }
    };
  }

  private synchronized void tell(String name, long from) {
    marks.add(new Mark(name, from - openingNanos, System.nanoTime() - openingNanos));
  }

  private static void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
