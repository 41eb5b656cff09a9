package io.seonchak.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seonchak.rehearsal.Line.Kind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The crowd against two small servers that answer as the application would, or do not answer. */
class LoadTest {

  private static final int MEMBERS = 60;

  @TempDir Path folder;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private final List<HttpServer> servers = new ArrayList<>();
  private final Map<String, List<Integer>> portsByKey = new ConcurrentHashMap<>();
  private final Map<String, Integer> askedByKey = new ConcurrentHashMap<>();

  @BeforeEach
  void start() throws IOException {
    for (int i = 0; i < 2; i++) {
      var server =
          HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
      server.setExecutor(threads);
      server.createContext("/", exchange -> answer(exchange, server.getAddress().getPort()));
      server.start();
      servers.add(server);
    }
  }

  @AfterEach
  void stop() {
    servers.forEach(server -> server.stop(0));
    threads.shutdownNow();
  }

  @Test
  void whoGetsNoAnswerAsksAgainWithTheSameKeyOnTheOtherInstance() throws IOException {
    List<Line> lines = run("--impatient", "0%");

    List<Line> lost = lines.stream().filter(line -> line.code().equals("NO_ANSWER")).toList();
    assertThat(lost).isNotEmpty().allMatch(line -> line.member() % 5 == 1);
    assertThat(portsByKey.get("member-1")).hasSize(2).doesNotHaveDuplicates();
    assertThat(granted(lines)).containsAll(lost.stream().map(Line::member).toList());
  }

  @Test
  void whoIsToldToComeBackComesBackAndEverybodyIsAnsweredInTheEnd() throws IOException {
    List<Line> lines = run("--impatient", "0%");

    assertThat(lines).filteredOn(line -> line.status() == 503).hasSize(MEMBERS / 5);
    assertThat(granted(lines)).hasSize(MEMBERS).doesNotHaveDuplicates();
  }

  @Test
  void latencyCountsFromTheIntendedMomentAndTheTimesAreInOrder() throws IOException {
    List<Line> lines = run("--impatient", "0%");

    assertThat(lines)
        .filteredOn(Line::answered)
        .allMatch(line -> line.intended() <= line.sent() && line.sent() <= line.received());
  }

  @Test
  void whatTheAnswerSaysIsReadAsItStands() throws IOException {
    List<Line> lines = run("--impatient", "0%");

    assertThat(lines)
        .filteredOn(Line::granted)
        .allMatch(line -> line.sequence() == line.member() + 1)
        .allMatch(line -> new UUID(1, line.member()).equals(line.claim()));
  }

  private static List<Integer> granted(List<Line> lines) {
    return lines.stream().filter(Line::granted).map(Line::member).toList();
  }

  private List<Line> run(String... more) throws IOException {
    List<String> args = new ArrayList<>(List.of(more));
    args.addAll(
        List.of("--members", "" + MEMBERS, "--rate", "300", "--returns", "0%", "--early", "0%"));
    args.addAll(List.of("--duplicates", "0%", "--seed", "1"));
    Properties plan = Plan.parse(args.toArray(String[]::new)).properties();
    CrowdProcess.Manner.USUAL.into(plan);
    plan.setProperty("home", folder.toString());
    plan.setProperty("drop", new UUID(1, 2).toString());
    plan.setProperty("opens-at", Instant.now().plusMillis(200).toString());
    plan.setProperty(
        "ports",
        servers.getFirst().getAddress().getPort() + "," + servers.getLast().getAddress().getPort());
    Path file = folder.resolve("plan.properties");
    try (Writer out = Files.newBufferedWriter(file)) {
      plan.store(out, null);
    }
    Path log = folder.resolve("log.gz");
    Load.run(file, log);
    return read(log);
  }

  /** The first time, every fifth is hung up on and every other fifth told to come back. */
  private void answer(HttpExchange exchange, int port) throws IOException {
    String key = String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
    int member = Integer.parseInt(key.substring("member-".length()));
    portsByKey.computeIfAbsent(key, k -> new ArrayList<>()).add(port);
    boolean first = askedByKey.merge(key, 1, Integer::sum) == 1;
    exchange.getRequestBody().readAllBytes();
    if (first && member % 5 == 1) {
      exchange.close();
    } else if (first && member % 5 == 2) {
      exchange.getResponseHeaders().set("Retry-After", "1");
      respond(exchange, 503, "{\"code\":\"BUSY\"}", false);
    } else {
      String body =
          "{\"claimId\":\"%s\",\"sequence\":%d,\"state\":\"HELD\"}"
              .formatted(new UUID(1, member), member + 1);
      respond(exchange, 201, body, member % 2 == 0);
    }
  }

  private static void respond(HttpExchange exchange, int status, String body, boolean chunked)
      throws IOException {
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    exchange.sendResponseHeaders(status, chunked ? 0 : bytes.length);
    try (var out = exchange.getResponseBody()) {
      out.write(bytes);
    }
  }

  private static List<Line> read(Path log) throws IOException {
    try (var in =
        new BufferedReader(
            new InputStreamReader(
                new GZIPInputStream(Files.newInputStream(log)), StandardCharsets.US_ASCII))) {
      List<Line> lines = in.lines().map(Line::parse).toList();
      assertThat(lines).allMatch(line -> line.kind() == Kind.CLAIM);
      return lines;
    }
  }
}
