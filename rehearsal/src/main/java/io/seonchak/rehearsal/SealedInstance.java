package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedKafka;
import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EmbeddedRedis;
import io.seonchak.engines.Engines;
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
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * The product on engines and in a home of its own, with one product to be dropped. Everything it
 * starts it stops, also when this process is told to end, and its home is thrown away.
 */
final class SealedInstance implements AutoCloseable {

  /** From a drop's making to its opening. */
  private static final Duration LEAD = Duration.ofSeconds(5);

  private static final String HEAP = "512m";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Instance> instances = new ArrayList<>();
  private final Path home;
  private final Engines engines;
  private final Thread emergency = new Thread(this::stop);
  private String token = "";
  private String product = "";

  private SealedInstance(Path home, Path programs) {
    this.home = home;
    this.engines = new Engines(home, programs, EnumSet.allOf(Engines.Kind.class));
  }

  /** Starts so many application processes on the same engines. */
  static SealedInstance start(int count) throws IOException, InterruptedException {
    return start(count, HEAP);
  }

  /** The same with so much heap each, as {@code -Xmx} takes it. */
  static SealedInstance start(int count, String heap) throws IOException, InterruptedException {
    return start(heap, Collections.nCopies(count, Map.of()));
  }

  /**
   * Starts application processes on the same engines.
   *
   * @param settings of each, as environment variables
   */
  static SealedInstance start(List<Map<String, String>> settings)
      throws IOException, InterruptedException {
    return start(HEAP, settings);
  }

  /** Starts one process that writes its {@linkplain Instance#startCache() cache} when it stops. */
  static SealedInstance training() throws IOException, InterruptedException {
    return start(HEAP, List.of(Map.of()), Instance::startTraining);
  }

  private static SealedInstance start(String heap, List<Map<String, String>> settings)
      throws IOException, InterruptedException {
    return start(heap, settings, Instance::start);
  }

  /** How an instance is started. */
  private interface Start {
    void of(Instance instance) throws IOException;
  }

  private static SealedInstance start(String heap, List<Map<String, String>> settings, Start start)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("seonchak-rehearsal").toRealPath();
    Path programs = Path.of(System.getProperty("java.io.tmpdir"), "seonchak-rehearsal-engines");
    var sealed = new SealedInstance(home, programs);
    try {
      Runtime.getRuntime().addShutdownHook(sealed.emergency);
      sealed.engines.start();
      sealed.engines.awaitReady();
      for (Map<String, String> more : settings) {
        var instance = new Instance(freePort(), home, sealed.engines, heap, more);
        sealed.instances.add(instance);
        start.of(instance);
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
    return engines.get(EmbeddedPostgres.class);
  }

  EmbeddedKafka kafka() {
    return engines.get(EmbeddedKafka.class);
  }

  EmbeddedRedis redis() {
    return engines.get(EmbeddedRedis.class);
  }

  /** The operator's, for fifteen minutes. */
  String token() {
    return token;
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
    return ProcessHandle.of(postgres().pid()).stream()
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

  /**
   * A campaign whose coupons take 5,000 won off, one for each of so many members, for an hour. Once
   * for a key.
   *
   * @return its id
   */
  UUID campaign(int quantity, String key) throws IOException, InterruptedException {
    Instant now = Instant.now();
    String body =
        """
        {"name":"리허설","discount":{"amount":5000},"quantity":%d,"perMember":1,"opensAt":"%s",\
        "closesAt":"%s","validDays":1,"minOrder":0}"""
            .formatted(quantity, now, now.plus(Duration.ofHours(1)));
    return UUID.fromString(field(post("/api/coupon-campaigns", body, key), "campaignId"));
  }

  /** Makes a drop for a plan, once for a key. */
  Drop drop(Plan plan, String key) throws IOException, InterruptedException {
    return drop(plan, key, LEAD);
  }

  /** The same that opens so long after its making. */
  Drop drop(Plan plan, String key, Duration lead) throws IOException, InterruptedException {
    Instant opensAt = Instant.ofEpochMilli(Instant.now().plus(lead).toEpochMilli());
    String body =
        """
        {"productId":"%s","price":99000,"quantity":%d,"perMember":%d,"opensAt":"%s",\
        "closesAt":"%s","payWithinSeconds":%d,"waitingRoom":false}"""
            .formatted(
                product,
                plan.stock(),
                plan.perMember(),
                opensAt,
                opensAt.plus(plan.open()),
                plan.payWithinSeconds());
    UUID id = UUID.fromString(field(post("/api/drops", body, key), "dropId"));
    long opening =
        System.nanoTime() + (opensAt.toEpochMilli() - System.currentTimeMillis()) * 1_000_000;
    return new Drop(id, opensAt, opening);
  }

  @Override
  public void close() {
    stop();
    try {
      Runtime.getRuntime().removeShutdownHook(emergency);
    } catch (IllegalStateException e) {
      // The process is ending already.
    }
  }

  private void stop() {
    instances.forEach(Instance::close);
    engines.close();
    Home.delete(home);
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
