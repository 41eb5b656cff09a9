package io.seonchak.rehearsal;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;

/**
 * The crowd's process, seen from outside. It runs one plan after the other, so that the measured
 * crowd is as warm as the application it meets.
 */
public final class CrowdProcess implements AutoCloseable {

  /** Later than this behind its own clock, the crowd was the bottleneck. */
  static final Duration LATE = Duration.ofMillis(100);

  /**
   * How a crowd asks.
   *
   * @param connections how many it has open at once
   * @param attempts how often one asks at most, where he is told to come again or hears nothing
   */
  record Manner(int connections, int attempts) {

    /** Few connections, each busy; and nobody gives up. */
    static final Manner USUAL = new Manner(400, 60);

    void into(Properties plan) {
      plan.setProperty("connections", Integer.toString(connections));
      plan.setProperty("attempts", Integer.toString(attempts));
    }
  }

  /**
   * A crowd that came and went.
   *
   * @param cpu what it used
   * @param late how far it ever was behind its clock
   */
  public record Visit(List<Line> lines, Duration cpu, Duration late) {

    long count(Predicate<Line> which) {
      return lines.stream().filter(which).count();
    }

    /** How many of those lines a second, from the first request to the last answer. */
    public double perSecond(Predicate<Line> which) {
      List<Line> counted = lines.stream().filter(which).toList();
      long from = counted.stream().mapToLong(Line::sent).min().orElse(0);
      long to = counted.stream().mapToLong(Line::received).max().orElse(1);
      return counted.size() * 1e9 / (to - from);
    }
  }

  /**
   * Whom it visits.
   *
   * @param home whose tickets count there
   */
  public record Place(Path home, List<Integer> ports) {}

  private final Supplier<Place> place;
  private final Process process;
  private final Writer orders;
  private final BufferedReader reports;

  CrowdProcess(SealedInstance sealed) throws IOException {
    this(() -> new Place(sealed.home(), sealed.ports()));
  }

  /** One that asks before each visit where to go. */
  public CrowdProcess(Supplier<Place> place) throws IOException {
    this.place = place;
    this.process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Load.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    this.orders = new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8);
    this.reports =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
  }

  /** Sends a crowd to a drop and waits until all are done; its log goes to {@code log}. */
  Visit send(Plan plan, SealedInstance.Drop drop, Path log) throws IOException {
    return send(plan, Manner.USUAL, drop, log);
  }

  private Visit send(Plan plan, Manner manner, SealedInstance.Drop drop, Path log)
      throws IOException {
    Place visited = place.get();
    Properties properties = plan.properties();
    manner.into(properties);
    properties.setProperty("home", visited.home().toString());
    properties.setProperty("drop", drop.id().toString());
    properties.setProperty("opens-at", drop.opensAt().toString());
    properties.setProperty(
        "ports", String.join(",", visited.ports().stream().map(String::valueOf).toList()));
    Path file = Files.createTempFile("plan", ".properties");
    try {
      try (Writer out = Files.newBufferedWriter(file)) {
        properties.store(out, null);
      }
      orders.write(file + "\t" + log + "\n");
      orders.flush();
      String report = reports.readLine();
      if (report == null) {
        throw new IllegalStateException("the crowd's process failed");
      }
      String[] millis = report.split(" ", -1);
      return new Visit(
          read(log),
          Duration.ofMillis(Long.parseLong(millis[1])),
          Duration.ofMillis(Long.parseLong(millis[0])));
    } finally {
      Files.delete(file);
    }
  }

  /** Sends a crowd whose log nobody needs. */
  public Visit send(Plan plan, SealedInstance.Drop drop) throws IOException {
    return send(plan, Manner.USUAL, drop);
  }

  /** The same for a crowd that asks in a manner of its own. */
  Visit send(Plan plan, Manner manner, SealedInstance.Drop drop) throws IOException {
    Path log = Files.createTempFile("crowd", ".log.gz");
    try {
      return send(plan, manner, drop, log);
    } finally {
      Files.delete(log);
    }
  }

  /** The process in which they are. */
  long pid() {
    return process.pid();
  }

  @Override
  public void close() {
    process.destroy();
  }

  private static List<Line> read(Path log) throws IOException {
    List<Line> lines = new ArrayList<>();
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.US_ASCII))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        lines.add(Line.parse(line));
      }
    }
    return lines;
  }
}
