package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedKafka;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EmbeddedRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * Kills, pauses and restarts processes during the drop, in an order and at moments that come from
 * the seed. Touches only processes this rehearsal started.
 */
final class Faults {

  private static final int PAUSE_SECONDS = 3;

  private final List<Instance> instances;
  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final EmbeddedRedis redis;
  private final long openingNanos;
  private final Random random;
  private final int rounds;
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

  /**
   * Faults of a drop.
   *
   * @param rounds how often each of them happens
   */
  Faults(SealedInstance sealed, long openingNanos, long seed, int rounds) {
    this.rounds = rounds;
    this.instances = sealed.instances();
    this.postgres = sealed.postgres();
    this.kafka = sealed.kafka();
    this.redis = sealed.redis();
    this.openingNanos = openingNanos;
    this.random = new Random(seed);
  }

  /** What was done so far. */
  synchronized List<Mark> marks() {
    return List.copyOf(marks);
  }

  /**
   * Inflicts them all, one after the other.
   *
   * @throws IllegalStateException when what it struck did not come back
   */
  void inflict() throws InterruptedException, IOException {
    // Soon enough to fall among the grants, even where few units are gone at once.
    sleepUntil(openingNanos + (50 + random.nextInt(400)) * 1_000_000L);
    List<Integer> order = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      List<Integer> once = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
      Collections.shuffle(once, random);
      order.addAll(once);
    }
    for (int fault : order) {
      long from = System.nanoTime();
      String name = inflict(fault);
      tell(name, from);
      TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500));
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
      case 3 -> {
        kafka.kill();
        kafka.restart();
        yield "SIGKILL Kafka, restarted";
      }
      case 4 -> {
        redis.kill();
        redis.restart();
        yield "SIGKILL Redis, restarted";
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
