package io.seonchak.bench.compare;

import io.seonchak.rehearsal.CrowdProcess;
import io.seonchak.rehearsal.CrowdProcess.Visit;
import io.seonchak.rehearsal.Instance;
import io.seonchak.rehearsal.Latency;
import io.seonchak.rehearsal.Line;
import io.seonchak.rehearsal.Plan;
import io.seonchak.rehearsal.SealedInstance.Drop;
import java.io.IOException;
import java.time.Duration;
import java.util.HashSet;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/**
 * What one contender is put through: crowds until it gets no faster; all at once; half of that
 * load; and a sale with fewer units than people, some of whom ask twice, in the middle of which the
 * service is killed and started again.
 */
final class Trial {

  /** How large the crowds are. */
  record Size(int first, int min, int max, double seconds, int warming) {
    static final Size WHOLE = new Size(1_000, 1_000, 60_000, 2, 8);
    static final Size SHORT = new Size(300, 300, 2_000, 0.5, 1);
  }

  /** Who gets no faster than this by one more crowd is warm. */
  private static final double WARM = 1.1;

  private static final double CROWD_DUPLICATES = 0.1;
  private static final double UNITS_OF_PEOPLE = 0.6;

  /** The kill comes when half of the units are given out. */
  private static final double KILLED_AFTER = UNITS_OF_PEOPLE / 2;

  /** A kill that comes before the first or after the last answer shows nothing: another sale. */
  private static final int KILLS_MAX = 5;

  /** So many people's requests the crowd writes out in a second before the opening. */
  private static final int PREPARED_A_SECOND = 40_000;

  private final Stage stage;
  private final CrowdProcess people;
  private final Size size;
  private long seed;
  private long oversold;

  Trial(Stage stage, CrowdProcess people, Size size, long seed) {
    this.stage = stage;
    this.people = people;
    this.size = size;
    this.seed = seed;
  }

  /** A drop that is over. */
  private record Sale(Plan plan, Drop drop, Visit visit, Books.Sold sold, long restNanos) {

    /** The claims that members were told they have. */
    Set<UUID> told() {
      return visit.lines().stream()
          .filter(Line::granted)
          .map(Line::claim)
          .filter(Objects::nonNull)
          .collect(Collectors.toSet());
    }

    /** Those of them that stand in PostgreSQL. */
    long durable() {
      return told().stream().filter(sold.claims()::contains).count();
    }
  }

  Result run() throws Exception {
    double warm = warm();
    CpuUse cpu = CpuUse.from(stage.processes());
    Sale all = atOnce(warm);
    double cpuSeconds = cpu.sinceThen().toMillis() / (double) all.visit().lines().size();
    double grants = correct(all);
    Sale calm = half(grants);
    Latency latency = new Latency(calm.visit().lines(), Line::granted);
    long lost = killed(grants);
    return new Result(
        grants,
        latency.millis(50),
        latency.millis(99),
        cpuSeconds,
        lagMillis(all),
        oversold,
        lost,
        calm.visit().late().toMillis());
  }

  /** What is granted a second when it no longer gets faster. */
  private double warm() throws Exception {
    double best = sell(plan(size.first(), Plan.RATE_MAX)).visit().perSecond(Line::granted);
    for (int crowd = 0; crowd < size.warming(); crowd++) {
      double next = atOnce(best).visit().perSecond(Line::granted);
      if (next < WARM * best) {
        return Math.max(best, next);
      }
      best = next;
    }
    return best;
  }

  private Sale atOnce(double perSecond) throws Exception {
    return sell(plan(people(perSecond, size.seconds()), Plan.RATE_MAX));
  }

  private Sale half(double perSecond) throws Exception {
    int rate = Math.max(1, (int) (perSecond / 2));
    return sell(plan((int) Math.max(1, rate * size.seconds()), rate));
  }

  private int people(double perSecond, double seconds) {
    return Math.clamp((long) (perSecond * seconds), size.min(), size.max());
  }

  private Plan plan(int members, int rate) {
    return Plan.steady(members, members, rate, 0, ++seed);
  }

  private Sale sell(Plan plan) throws Exception {
    Drop drop = open(plan);
    return over(plan, drop, people.send(plan, drop));
  }

  private Drop open(Plan plan) throws Exception {
    long millis = 1_000 + 1_000L * plan.members() / PREPARED_A_SECOND;
    return stage.service().open(plan, Duration.ofMillis(millis));
  }

  private Sale over(Plan plan, Drop drop, Visit visit) throws Exception {
    stage.awaitRest(drop.id());
    long rest = System.nanoTime();
    Books.Sold sold = stage.books().read(drop.id());
    oversold += sold.tooMany(plan.stock());
    return new Sale(plan, drop, visit, sold, rest);
  }

  /** The told grants a second, less those that are not there or were too many. */
  private static double correct(Sale sale) {
    long told = sale.visit().lines().stream().filter(Line::granted).count();
    long correct = sale.durable() - sale.sold().tooMany(sale.plan().stock());
    return sale.visit().perSecond(Line::granted) * correct / Math.max(1, told);
  }

  private double lagMillis(Sale sale) {
    long last = sale.visit().lines().stream().mapToLong(Line::received).max().orElse(0);
    return Math.max(0, (sale.restNanos() - sale.drop().openingNanos() - last) / 1e6);
  }

  /** How many units were told and are not there, of the first sale whose middle the kill met. */
  private long killed(double perSecond) throws Exception {
    for (int i = 0; i < KILLS_MAX; i++) {
      OptionalLong lost = killedOnce(perSecond);
      if (lost.isPresent()) {
        return lost.getAsLong();
      }
    }
    throw new IllegalStateException("no kill met the middle of a sale");
  }

  private OptionalLong killedOnce(double perSecond) throws Exception {
    int crowd = people(perSecond, size.seconds() * 2 / 3);
    int units = (int) (crowd * UNITS_OF_PEOPLE);
    Plan plan = Plan.steady(crowd, units, Plan.RATE_MAX, CROWD_DUPLICATES, ++seed);
    Drop drop = open(plan);
    long killAt = drop.openingNanos() + (long) (KILLED_AFTER * crowd / perSecond * 1e9);
    FutureTask<Long> killing = inBackground(() -> kill(killAt));
    Visit visit = people.send(plan, drop);
    long killed = killing.get() - drop.openingNanos();
    Sale sale = over(plan, drop, visit);
    long before =
        visit.lines().stream().filter(line -> line.granted() && line.received() < killed).count();
    if (before == 0 || before >= units) {
      return OptionalLong.empty();
    }
    Set<UUID> lost = new HashSet<>(sale.told());
    lost.removeAll(sale.sold().claims());
    return OptionalLong.of(lost.size());
  }

  /** When it was killed. */
  private long kill(long at) throws IOException, InterruptedException {
    TimeUnit.NANOSECONDS.sleep(at - System.nanoTime());
    Instance instance = stage.service().instance();
    long killed = System.nanoTime();
    instance.kill();
    instance.start();
    instance.awaitReady();
    return killed;
  }

  private static FutureTask<Long> inBackground(Callable<Long> work) {
    var task = new FutureTask<>(work);
    Thread.ofPlatform().daemon().name("killer").start(task);
    return task;
  }
}
