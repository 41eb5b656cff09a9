package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedKafka;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EmbeddedRedis;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/** The product as processes on engines of its own, to which faults are done. */
public final class FaultGround implements AutoCloseable {

  /** They live for minutes: the second compiler would only take from the first. */
  private static final Map<String, String> SHORT_LIVED =
      Map.of("JAVA_TOOL_OPTIONS", "-XX:TieredStopAtLevel=1");

  private final SealedInstance sealed;

  private FaultGround(SealedInstance sealed) {
    this.sealed = sealed;
  }

  /** Starts so many application processes on the same engines. */
  public static FaultGround start(int instances) throws IOException, InterruptedException {
    return new FaultGround(SealedInstance.start(Collections.nCopies(instances, SHORT_LIVED)));
  }

  /** The folder of its data. */
  public Path home() {
    return sealed.home();
  }

  /** Its PostgreSQL. */
  public EmbeddedPostgres postgres() {
    return sealed.postgres();
  }

  /** Its Kafka. */
  public EmbeddedKafka kafka() {
    return sealed.kafka();
  }

  /** Its Redis. */
  public EmbeddedRedis redis() {
    return sealed.redis();
  }

  /** How many application processes there are. */
  public int instances() {
    return sealed.instances().size();
  }

  /** The process id of an application process. */
  public long pid(int instance) {
    return instance(instance).pid();
  }

  /** The port of an application process. */
  public int port(int instance) {
    return instance(instance).port();
  }

  /** SIGKILL of an application process. */
  public void kill(int instance) throws InterruptedException {
    instance(instance).kill();
  }

  /** Starts a killed one again and waits until it is ready. */
  public void restart(int instance) throws IOException, InterruptedException {
    instance(instance).start();
    instance(instance).awaitReady();
  }

  /** SIGSTOP of an application process. */
  public void suspend(int instance) throws IOException, InterruptedException {
    Faults.signal(pid(instance), "STOP");
  }

  /** Lets it go on. */
  public void resume(int instance) throws IOException, InterruptedException {
    Faults.signal(pid(instance), "CONT");
  }

  /**
   * A drop of one unit a person.
   *
   * @param members how many may come
   * @param lead from its making to its opening
   */
  public Sale sale(int members, int units, long seed, Duration lead)
      throws IOException, InterruptedException {
    Plan plan = plan(members, units, seed);
    String key = "sale-" + System.nanoTime();
    return new Sale(sealed, plan, sealed.drop(plan, key, lead));
  }

  /** Faults are in it, so that the checker bears commits that stood still. */
  private Plan plan(int members, int units, long seed) {
    return Plan.parse(
        new String[] {
          "--members",
          Integer.toString(members),
          "--stock",
          Integer.toString(units),
          "--instances",
          Integer.toString(instances()),
          "--seed",
          Long.toString(seed),
          "--early",
          "0%",
          "--impatient",
          "0%",
          "--returns",
          "0%",
          "--waiting-list",
          "0%",
          "--faults"
        });
  }

  private Instance instance(int instance) {
    List<Instance> all = sealed.instances();
    return all.get(instance);
  }

  @Override
  public void close() {
    sealed.close();
  }
}
