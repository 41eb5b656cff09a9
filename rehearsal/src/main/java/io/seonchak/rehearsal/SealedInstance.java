package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.Home;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The product on engines and in a home of its own, with one product to be dropped. Everything it
 * starts it stops, also when this process is told to end, and its home is thrown away.
 */
final class SealedInstance implements AutoCloseable {

  /** From a drop's making to its opening. */
  private static final Duration LEAD = Duration.ofSeconds(5);

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Instance> instances = new ArrayList<>();
  private final Path home;
  private final EmbeddedPostgres postgres;
  private final Thread emergency = new Thread(() -> instances.forEach(Instance::close));
  private String token = "";
  private String product = "";

  private SealedInstance(Path home, EmbeddedPostgres postgres) {
    this.home = home;
    this.postgres = postgres;
  }

  /** Starts so many application processes on one database. */
  static SealedInstance start(int count) throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("seonchak-rehearsal").toRealPath();
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "seonchak-rehearsal-engines");
    var sealed = new SealedInstance(home, EmbeddedPostgres.start(home, programs));
    try {
      Runtime.getRuntime().addShutdownHook(sealed.emergency);
      for (int i = 0; i < count; i++) {
        var instance = new Instance(freePort(), home, sealed.postgres);
        sealed.instances.add(instance);
        instance.start();
        instance.awaitReady();
      }
      sealed.token = sealed.logIn();
      sealed.product = sealed.product();
      return sealed;
    } catch (IOException | InterruptedException | RuntimeException e) {
      sealed.close();
      throw e;
    }
  }

  Path home() {
    return home;
  }

  EmbeddedPostgres postgres() {
    return postgres;
  }

  List<Instance> instances() {
    return instances;
  }

  List<String> addresses() {
    return instances.stream().map(Instance::address).toList();
  }

  List<Integer> ports() {
    return instances.stream().map(Instance::port).toList();
  }

  /** Of all application processes, those killed included. */
  Duration cpu() {
    return instances.stream().map(Instance::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  /** Of PostgreSQL's processes that live; what an ended one used is not known any more. */
  Duration postgresCpu() {
    return ProcessHandle.of(postgres.pid()).stream()
        .flatMap(main -> Stream.concat(Stream.of(main), main.descendants()))
        .map(process -> process.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  /**
   * A drop that waits for its opening.
   *
   * @param openingNanos the opening on this process's {@link System#nanoTime()}
   */
  record Drop(UUID id, Instant opensAt, long openingNanos) {}

  /** Makes a drop for a plan, once for a key. */
  Drop drop(Plan plan, String key) throws IOException, InterruptedException {
    Instant opensAt = Instant.ofEpochMilli(Instant.now().plus(LEAD).toEpochMilli());
    String body =
        """
        {"productId":"%s","price":99000,"quantity":%d,"perMember":%d,"opensAt":"%s",\
        "closesAt":"%s","payWithinSeconds":600,"waitingRoom":false}"""
            .formatted(
                product,
                plan.stock(),
                plan.perMember(),
                opensAt,
                opensAt.plus(Duration.ofHours(1)));
    UUID id = UUID.fromString(field(post("/api/drops", body, key), "dropId"));
    long opening =
        System.nanoTime() + (opensAt.toEpochMilli() - System.currentTimeMillis()) * 1_000_000;
    return new Drop(id, opensAt, opening);
  }

  @Override
  public void close() {
    instances.forEach(Instance::close);
    postgres.close();
    Home.delete(home);
    try {
      Runtime.getRuntime().removeShutdownHook(emergency);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }

  private String logIn() throws IOException, InterruptedException {
    String password = Files.readString(home.resolve("secrets/operator-password")).strip();
    String body = "{\"email\":\"operator@seonchak.local\",\"password\":\"%s\"}".formatted(password);
    return field(post("/api/sessions", body, "log-in"), "accessToken");
  }

  private String product() throws IOException, InterruptedException {
    String body = "{\"name\":\"리허설\",\"price\":129000,\"stock\":0}";
    return field(post("/api/products", body, "product"), "productId");
  }

  private String post(String path, String body, String key)
      throws IOException, InterruptedException {
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
}
