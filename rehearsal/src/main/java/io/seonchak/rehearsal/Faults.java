package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedKafka;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EmbeddedRedis;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
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
  private static final int DATABASE_PAUSE_SECONDS = 2;

  /** What may happen; an application process is struck that is drawn. */
  private enum Fault {
    APPLICATION_KILLED,
    APPLICATION_PAUSED,
    POSTGRES_KILLED,
    KAFKA_KILLED,
    REDIS_KILLED,
    POSTGRES_PAUSED,
    KAFKA_AWAY;

    static final EnumSet<Fault> OF_A_ROUND = EnumSet.range(APPLICATION_KILLED, POSTGRES_PAUSED);
  }

  private final List<Instance> instances;
  private final EmbeddedPostgres postgres;
  private final EmbeddedKafka kafka;
  private final EmbeddedRedis redis;
  private final long openingNanos;
  private final Random random;
  private final int rounds;
  private final int kafkaAway;
  private final List<Mark> marks = new ArrayList<>();

  /** A fault and when, nanoseconds after the opening; it ends when what it struck is back. */
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
   * Faults of a drop: with {@link Plan#faults()} each of a round, twice where orders are followed
   * to their end; with {@link Plan#kafkaAway()} Kafka's long absence, before all others.
   */
  Faults(SealedInstance sealed, long openingNanos, Plan plan) {
    int often = plan.buying().any() ? 2 : 1;
    this.rounds = plan.faults() ? often : 0;
    this.kafkaAway = plan.kafkaAway();
    this.instances = sealed.instances();
    this.postgres = sealed.postgres();
    this.kafka = sealed.kafka();
    this.redis = sealed.redis();
    this.openingNanos = openingNanos;
    this.random = new Random(plan.seed());
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
    List<Fault> order = new ArrayList<>();
    if (kafkaAway > 0) {
      order.add(Fault.KAFKA_AWAY);
    }
    for (int round = 0; round < rounds; round++) {
      List<Fault> once = new ArrayList<>(Fault.OF_A_ROUND);
      Collections.shuffle(once, random);
      order.addAll(once);
    }
    for (Fault fault : order) {
      long from = System.nanoTime();
      String name = inflict(fault);
      tell(name, from);
      TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(1_500));
    }
  }

  private String inflict(Fault fault) throws InterruptedException, IOException {
    Instance victim = instances.get(random.nextInt(instances.size()));
    return switch (fault) {
      case APPLICATION_KILLED -> {
        victim.kill();
        victim.start();
        victim.awaitReady();
        yield "SIGKILL application, restarted";
      }
      case APPLICATION_PAUSED -> {
        signal(victim.pid(), "STOP");
        TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
        signal(victim.pid(), "CONT");
        yield "SIGSTOP application " + PAUSE_SECONDS + " s";
      }
      case POSTGRES_KILLED -> {
        postgres.kill();
        postgres.restart();
        yield "SIGKILL PostgreSQL, restarted";
      }
      case KAFKA_KILLED -> {
        kafka.kill();
        kafka.restart();
        yield "SIGKILL Kafka, restarted";
      }
      case REDIS_KILLED -> {
        redis.kill();
        redis.restart();
        yield "SIGKILL Redis, restarted";
      }
      case POSTGRES_PAUSED -> {
        postgres.suspend();
        TimeUnit.SECONDS.sleep(DATABASE_PAUSE_SECONDS);
        postgres.resume();
        yield "SIGSTOP PostgreSQL " + DATABASE_PAUSE_SECONDS + " s";
      }
      case KAFKA_AWAY -> {
        kafka.kill();
        TimeUnit.SECONDS.sleep(kafkaAway);
        kafka.restart();
        yield "Kafka away " + kafkaAway + " s";
      }
    };
  }

  private synchronized void tell(String name, long from) {
    marks.add(new Mark(name, from - openingNanos, System.nanoTime() - openingNanos));
  }

  static void signal(long pid, String name) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
  }

  private static void sleepUntil(long nanos) throws InterruptedException {
    long left = nanos - System.nanoTime();
    if (left > 0) {
      TimeUnit.NANOSECONDS.sleep(left);
    }
  }
}
