package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.Home;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.rehearsal.HistoryChecker.AskedAgain;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/**
 * {@code seonchak rehearse}: a sealed instance, a crowd, a drop, and the proof. Everything it
 * starts it stops, and its home is thrown away; what stays is the sheet, the page and the raw log.
 */
public final class Rehearse {

  private static final Duration LEAD = Duration.ofSeconds(5);
  private static final int LATE_MILLIS = 100;
  private static final int MISUSED = 2;

  private final Plan plan;
  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Instance> instances = new ArrayList<>();

  private Rehearse(Plan plan) {
    this.plan = plan;
  }

  /** Runs a rehearsal and ends the process: 0 for PASS, 1 for FAIL, 2 for wrong arguments. */
  public static void main(String[] args) throws Exception {
    Plan plan;
    try {
      plan = Plan.parse(args);
    } catch (Plan.Unusable e) {
      System.err.println("seonchak: " + e.getMessage());
      System.exit(MISUSED);
      return;
    }
    System.exit(new Rehearse(plan).run() ? 0 : 1);
  }

  private boolean run() throws Exception {
    Path home = Files.createTempDirectory("seonchak-rehearsal").toRealPath();
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "seonchak-rehearsal-engines");
    say("starting a sealed instance, seed " + plan.seed() + " …");
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(home, programs)) {
      var emergency = new Thread(() -> instances.forEach(Instance::close));
      Runtime.getRuntime().addShutdownHook(emergency);
      try {
        return rehearse(home, postgres);
      } finally {
        instances.forEach(Instance::close);
        Runtime.getRuntime().removeShutdownHook(emergency);
      }
    } finally {
      Home.delete(home);
    }
  }

  private boolean rehearse(Path home, EmbeddedPostgres postgres) throws Exception {
    for (int i = 0; i < plan.instances(); i++) {
      var instance = new Instance(freePort(), home, postgres);
      instances.add(instance);
      instance.start();
      instance.awaitReady();
    }
    String token = logIn(home);
    String product = product(token);
    say("warming up …");
    drop(home, plan.warmUp(), token, product, "warm-up");
    say("the drop: %,d members, %,d units …".formatted(plan.members(), plan.stock()));
    Drop drop = prepare(token, product, plan, "drop");
    Duration cpuBefore = cpu();
    Duration postgresCpuBefore = postgresCpu(postgres);
    var faults = new Faults(instances, postgres, drop.openingNanos(), plan.seed());
    Thread inflicting = Thread.ofPlatform().name("faults").unstarted(faults);
    if (plan.faults()) {
      inflicting.start();
    }
    Path log = Files.createTempFile("rehearsal", ".log.gz");
    long[] load = load(home, plan, drop, log);
    inflicting.join();
    Duration cpu = cpu().minus(cpuBefore);
    Duration postgresCpu = postgresCpu(postgres).minus(postgresCpuBefore);
    say("checking …");
    List<Line> lines = read(log);
    var crowd = new Crowd(plan);
    Recorded recorded;
    AskedAgain asked;
    try (Connection connection = postgres.connect(EmbeddedPostgres.DATABASE)) {
      var recording = new Recording(connection, drop.id());
      recorded = recording.read(home, plan, drop.opensAt());
      var tickets = new Tickets(new Secrets(home).text(Tickets.SECRET));
      asked =
          new AskingAgain(
                  instances.stream().map(Instance::address).toList(),
                  drop.id(),
                  tickets,
                  recording.keys(),
                  crowd)
              .ask(recorded.rows(), lines, recorded.entries());
    }
    List<HistoryChecker.Verdict> verdicts =
        new HistoryChecker(crowd, lines, recorded, asked).check();
    var history = new LedgerHistory(recorded.entries());
    var sheet =
        new Sheet(
            lines,
            verdicts,
            facts(load, cpu, postgresCpu),
            Arrays.stream(history.grantsAtMicros()).map(at -> afterOpening(at, recorded)).toArray(),
            history.remaining().stream()
                .map(step -> new long[] {afterOpening(step[0], recorded), step[1]})
                .toList(),
            faults.marks());
    keep(sheet, log);
    System.out.print(sheet.text());
    return sheet.passed();
  }

  /** A drop that waits for its opening. */
  private record Drop(UUID id, Instant opensAt, long openingNanos) {}

  private void drop(Path home, Plan crowd, String token, String product, String key)
      throws Exception {
    Path log = Files.createTempFile("warm-up", ".log.gz");
    load(home, crowd, prepare(token, product, crowd, key), log);
    Files.delete(log);
  }

  private Drop prepare(String token, String product, Plan crowd, String key) throws Exception {
    Instant opensAt = Instant.ofEpochMilli(Instant.now().plus(LEAD).toEpochMilli());
    String body =
        """
        {"productId":"%s","price":99000,"quantity":%d,"perMember":%d,"opensAt":"%s",\
        "closesAt":"%s","payWithinSeconds":600,"waitingRoom":false}"""
            .formatted(
                product,
                crowd.stock(),
                crowd.perMember(),
                opensAt,
                opensAt.plus(Duration.ofHours(1)));
    String answer = post("/api/drops", body, token, key);
    UUID id = UUID.fromString(field(answer, "dropId"));
    long opening =
        System.nanoTime() + (opensAt.toEpochMilli() - System.currentTimeMillis()) * 1_000_000;
    return new Drop(id, opensAt, opening);
  }

  /** Runs the crowd in a process of its own; its CPU milliseconds and how late it ever was. */
  private long[] load(Path home, Plan crowd, Drop drop, Path log) throws Exception {
    Properties properties = crowd.properties();
    properties.setProperty("home", home.toString());
    properties.setProperty("drop", drop.id().toString());
    properties.setProperty("opens-at", drop.opensAt().toString());
    properties.setProperty(
        "ports",
        String.join(",", instances.stream().map(i -> Integer.toString(i.port())).toList()));
    Path file = Files.createTempFile("plan", ".properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx1g",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Load.class.getName(),
                file.toString(),
                log.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var out =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      String late = out.readLine();
      Duration cpu = process.info().totalCpuDuration().orElse(Duration.ZERO);
      if (process.waitFor() != 0 || late == null) {
        throw new IllegalStateException("the crowd's process failed");
      }
      return new long[] {cpu.toMillis(), Long.parseLong(late)};
    } finally {
      Files.delete(file);
    }
  }

  private Duration cpu() {
    return instances.stream().map(Instance::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  private static long afterOpening(long atMicros, Recorded recorded) {
    return (atMicros - recorded.openingMicros()) * 1_000;
  }

  /** Of the processes that live; what a backend used that has ended is not known any more. */
  private static Duration postgresCpu(EmbeddedPostgres postgres) {
    return ProcessHandle.of(postgres.pid()).stream()
        .flatMap(main -> Stream.concat(Stream.of(main), main.descendants()))
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  private Map<String, String> facts(long[] load, Duration cpu, Duration postgresCpu) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "rehearsed",
        "%,d members, %,d units, %d instance(s), %,d/s at the opening, seed %d"
            .formatted(plan.members(), plan.stock(), plan.instances(), plan.rate(), plan.seed()));
    facts.put("CPU of the application", "%,d ms".formatted(cpu.toMillis()));
    facts.put(
        "CPU of PostgreSQL",
        plan.faults() ? "not known: it was killed" : "%,d ms".formatted(postgresCpu.toMillis()));
    facts.put("CPU of the crowd", "%,d ms".formatted(load[0]));
    facts.put(
        "the crowd's own lateness at most",
        load[1]
            + " ms"
            + (load[1] > LATE_MILLIS
                ? " (the load generator was the bottleneck for a while)"
                : ""));
    return facts;
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

  private void keep(Sheet sheet, Path log) throws IOException {
    String name =
        "rehearsal-"
            + DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss", Locale.ROOT)
                .format(LocalDateTime.now(ZoneId.systemDefault()));
    Path page = plan.out().resolve(name + ".html");
    Path raw = plan.out().resolve(name + ".log.gz");
    Files.createDirectories(plan.out());
    Files.writeString(page, new Page(sheet).html());
    Files.move(log, raw);
    say("page: " + page + ", raw log: " + raw);
  }

  private String logIn(Path home) throws Exception {
    String password = Files.readString(home.resolve("secrets/operator-password")).strip();
    String body = "{\"email\":\"operator@seonchak.local\",\"password\":\"%s\"}".formatted(password);
    return field(post("/api/sessions", body, "", "log-in"), "accessToken");
  }

  private String product(String token) throws Exception {
    String body = "{\"name\":\"리허설\",\"price\":129000,\"stock\":0}";
    return field(post("/api/products", body, token, "product"), "productId");
  }

  private String post(String path, String body, String token, String key) throws Exception {
    var request =
        HttpRequest.newBuilder(URI.create(instances.getFirst().address() + path))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IllegalStateException(
          path + " answered " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  private static String field(String json, String name) {
    String before = "\"" + name + "\":\"";
    int from = json.indexOf(before) + before.length();
    return json.substring(from, json.indexOf('"', from));
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      return socket.getLocalPort();
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }
}
