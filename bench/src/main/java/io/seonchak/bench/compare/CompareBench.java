package io.seonchak.bench.compare;

import com.sun.management.OperatingSystemMXBean;
import io.seonchak.engines.Engines;
import io.seonchak.engines.Home;
import io.seonchak.platform.time.Seoul;
import io.seonchak.rehearsal.CrowdProcess;
import io.seonchak.rehearsal.CrowdProcess.Place;
import io.seonchak.rehearsal.Instance;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

/**
 * The reference designs and the product, each in a process of its own behind the same HTTP stack,
 * on the same engines, met by the same crowd, in another order each round.
 */
public final class CompareBench {

  /** The system property that names the product's jar. */
  private static final String PRODUCT = "seonchak.product";

  private final Arguments arguments;
  private final Engines engines;
  private final CrowdProcess people;
  private final AtomicReference<Place> place;
  private final Map<Contender, List<Result>> results = new LinkedHashMap<>();
  private int stages;

  private CompareBench(
      Arguments arguments, Engines engines, CrowdProcess people, AtomicReference<Place> place) {
    this.arguments = arguments;
    this.engines = engines;
    this.people = people;
    this.place = place;
    arguments.contenders().forEach(contender -> results.put(contender, new ArrayList<>()));
  }

  /**
   * Runs the bench.
   *
   * @param args the number of rounds, {@code --designs a,b}, {@code --short}, {@code --write PAGE}
   */
  public static void main(String[] args) throws Exception {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println("seonchak: " + e.getMessage());
      System.exit(2);
      return;
    }
    Path home = Files.createTempDirectory("seonchak-compare").toRealPath();
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "seonchak-bench-engines");
    var place = new AtomicReference<Place>();
    var engines = new Engines(home, programs, EnumSet.allOf(Engines.Kind.class));
    var stop = new Thread(() -> stop(engines, home), "stop");
    Runtime.getRuntime().addShutdownHook(stop);
    engines.start();
    engines.awaitReady();
    try (var people = new CrowdProcess(place::get)) {
      new CompareBench(arguments, engines, people, place).run();
    }
  }

  private static void stop(Engines engines, Path home) {
    engines.close();
    Home.delete(home);
  }

  private void run() throws Exception {
    for (int round = 1; round <= arguments.rounds(); round++) {
      long start = System.nanoTime();
      List<Contender> order = arguments.contenders();
      for (int i = 0; i < order.size(); i++) {
        one(round, order.get((i + round - 1) % order.size()));
      }
      say("round %d took %.0f s".formatted(round, (System.nanoTime() - start) / 1e9));
    }
    List<Outcome> outcomes =
        results.entrySet().stream().map(of -> new Outcome(of.getKey(), of.getValue())).toList();
    var report = new Report(outcomes);
    String text =
        report.text(LocalDate.now(Seoul.ZONE).toString(), machine(), arguments.repeated());
    say(text);
    if (arguments.page() != null) {
      write(arguments.page(), text, Picture.of(outcomes));
    }
    if (!outcomes.stream().filter(of -> of.contender().ours()).allMatch(Outcome::correct)) {
      say("Seonchak gave out too much, or lost what it had told");
      System.exit(1);
    }
  }

  private void one(int round, Contender contender) throws Exception {
    long start = System.nanoTime();
    var program = Instance.Program.product(System.getProperty(PRODUCT, ""));
    try (var stage = new Stage(contender, engines, program, "run" + ++stages)) {
      place.set(new Place(stage.service().home(), List.of(stage.service().instance().port())));
      Result result = new Trial(stage, people, arguments.size(), 1_000L * stages).run();
      results.computeIfAbsent(contender, _ -> new ArrayList<>()).add(result);
      say(line(round, contender, result, (System.nanoTime() - start) / 1e9));
    }
  }

  private static String line(int round, Contender contender, Result result, double seconds) {
    return String.format(
        Locale.ROOT,
        "round %d  %-26s %,7.0f/s  p50 %7.1f  p99 %7.1f ms  CPU %.3f s/1,000  lag %,5.0f ms "
            + " oversold %d  lost %d  (%.0f s%s)",
        round,
        contender.id(),
        result.grants(),
        result.p50(),
        result.p99(),
        result.cpuSeconds(),
        result.lag(),
        result.oversold(),
        result.lost(),
        seconds,
        result.late() > 100 ? ", the crowd was " + result.late() + " ms late" : "");
  }

  private static void write(Path page, String part, String picture) throws IOException {
    Files.writeString(page, Report.in(Files.readString(page), part));
    Files.writeString(page.resolveSibling(Report.PICTURE), picture);
  }

  private static String machine() {
    long memory =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    return String.format(
        Locale.ROOT,
        "%d cores, %d GiB, %s %s, JDK %s",
        Runtime.getRuntime().availableProcessors(),
        memory >> 30,
        System.getProperty("os.name"),
        System.getProperty("os.version"),
        System.getProperty("java.version"));
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
