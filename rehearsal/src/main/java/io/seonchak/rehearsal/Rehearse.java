package io.seonchak.rehearsal;

import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.verify.DatabaseCheck;
import io.seonchak.claims.verify.Finding;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.Home;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Row;
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
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.zip.GZIPInputStream;

/**
 * {@code seonchak rehearse}: a sealed instance, a crowd, a drop, and the proof. Everything it
 * starts it stops, and its home is thrown away; what stays is the sheet, the page and the raw log.
 */
public final class Rehearse {

  private static final Duration LEAD = Duration.ofSeconds(5);
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
    var faults = new Faults(instances, postgres, drop.openingNanos(), plan.seed());
    Thread inflicting = Thread.ofPlatform().name("faults").unstarted(faults);
    if (plan.faults()) {
      inflicting.start();
    }
    Path log = Files.createTempFile("rehearsal", ".log.gz");
    long[] load = load(home, plan, drop, log);
    inflicting.join();
    Duration cpu = cpu().minus(cpuBefore);
    say("checking …");
    List<Line> lines = read(log);
    var crowd = new Crowd(plan);
    Recorded recorded = recorded(home, postgres, drop, lines, crowd);
    List<HistoryChecker.Verdict> verdicts = new HistoryChecker(crowd, lines, recorded).check();
    var sheet =
        new Sheet(
            plan.stock(), lines, verdicts, facts(load, cpu, lines, faults.told()), faults.marks());
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

  private Map<String, String> facts(
      long[] load, Duration cpu, List<Line> lines, List<String> faults) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put(
        "rehearsed",
        "%,d members, %,d units, %d instance(s), %,d/s at the opening, seed %d"
            .formatted(plan.members(), plan.stock(), plan.instances(), plan.rate(), plan.seed()));
    facts.put("requests", "%,d".formatted(lines.size()));
    facts.put("CPU of the application", cpu.toMillis() + " ms");
    facts.put("CPU of the crowd", load[0] + " ms");
    facts.put(
        "the crowd's own lateness at most",
        load[1] + " ms" + (load[1] > 100 ? " (the crowd was the bottleneck for a while)" : ""));
    for (int i = 0; i < faults.size(); i++) {
      facts.put("fault " + (i + 1), faults.get(i));
    }
    return facts;
  }

  private Recorded recorded(
      Path home, EmbeddedPostgres postgres, Drop drop, List<Line> lines, Crowd crowd)
      throws Exception {
    try (Connection connection = postgres.connect(EmbeddedPostgres.DATABASE);
        FileSink sink = new FileSink(home.resolve("sink").resolve("stock"))) {
      List<String> findings =
          new DatabaseCheck(connection, "stock", sink)
              .check().findings().stream().map(Finding::toString).toList();
      List<Row> rows = rows(connection, drop.id());
      int waiting =
          (int)
              number(
                  connection,
                  "SELECT count(*) FROM stock.waiting WHERE state = 1 AND pool_id = ?",
                  drop.id());
      long lastReturn = lastReturn(lines, rows);
      return new Recorded(
          rows,
          plan.stock(),
          plan.perMember(),
          waiting,
          lastReturn,
          findings,
          retrievable(home, drop, lines, rows, crowd));
    }
  }

  /** The last answer to a return stands for the return: it is later by the answer's way. */
  private static long lastReturn(List<Line> lines, List<Row> rows) {
    boolean any = rows.stream().anyMatch(row -> !row.live());
    return lines.stream()
        .filter(line -> line.kind() == Line.Kind.RETURN)
        .mapToLong(line -> Math.max(line.received(), line.sent()))
        .max()
        .orElse(any ? Long.MAX_VALUE / 2 : Long.MIN_VALUE);
  }

  /** Asks for the claims nobody saw an answer of, as their holders. */
  private Set<UUID> retrievable(Path home, Drop drop, List<Line> lines, List<Row> rows, Crowd crowd)
      throws Exception {
    Set<UUID> told = new HashSet<>();
    lines.stream().filter(Line::granted).forEach(line -> told.add(line.claim()));
    Map<UUID, Integer> members = new HashMap<>();
    for (int i = 0; i < crowd.size(); i++) {
      members.put(crowd.id(i), i);
    }
    var tickets = new Tickets(new Secrets(home).text(Tickets.SECRET));
    Set<UUID> found = new HashSet<>();
    for (Row row : rows) {
      if (!told.contains(row.claim()) && members.containsKey(row.person())) {
        found.addAll(readBack(drop, row, tickets));
      }
    }
    return found;
  }

  private Set<UUID> readBack(Drop drop, Row row, Tickets tickets) throws Exception {
    String ticket =
        tickets.issue(
            new Tickets.Ticket(row.person(), drop.id(), 1, Instant.now().plusSeconds(60)));
    var request =
        HttpRequest.newBuilder(
                URI.create(
                    instances.getFirst().address() + "/api/drops/" + drop.id() + "/claims/mine"))
            .header("Drop-Ticket", ticket)
            .build();
    String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    return answer.contains(row.claim().toString()) || !row.live() ? Set.of(row.claim()) : Set.of();
  }

  private static List<Row> rows(Connection connection, UUID drop) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (PreparedStatement statement =
        connection.prepareStatement(
            "SELECT claim_id, person, quantity, state, grant_no FROM stock.claim WHERE pool_id = ?")) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        while (row.next()) {
          rows.add(
              new Row(
                  row.getObject(1, UUID.class),
                  row.getObject(2, UUID.class),
                  row.getInt(3),
                  row.getInt(4) != 3,
                  row.getLong(5)));
        }
      }
    }
    return rows;
  }

  private static long number(Connection connection, String sql, UUID drop) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, drop);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
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
    Path page = Path.of(name + ".html");
    Files.writeString(page, sheet.html());
    Files.move(log, Path.of(name + ".log.gz"));
    say("page: " + page + ", raw log: " + name + ".log.gz");
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
