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
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
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
public final class SealedInstance implements AutoCloseable {

  /** From a drop's making to its opening. */
  private static final Duration LEAD = Duration.ofSeconds(5);

  /** The heap of an application process, as {@code -Xmx} takes it. */
  public static final String HEAP = "512m";

  private final HttpClient http = HttpClient.newHttpClient();
  private final List<Instance> instances = new ArrayList<>();
  private final Path home;
  private final Engines engines;
  private final boolean ownEngines;
  private final Thread emergency = new Thread(this::stop);
  private String token = "";
  private String product = "";

  private SealedInstance(Path home, Engines engines, boolean ownEngines) {
    this.home = home;
    this.engines = engines;
    this.ownEngines = ownEngines;
  }

  /**
   * Starts one process of the product on engines that are somebody else's and stay when it is
   * closed.
   *
   * @param settings as environment variables; they win over what the engines say
   */
  public static SealedInstance on(
      Engines engines, Instance.Program program, Map<String, String> settings)
      throws IOException, InterruptedException {
    Path home = Files.createTempDirectory("seonchak-rehearsal").toRealPath();
    Files.createDirectories(home.resolve("logs"));
    var sealed = new SealedInstance(home, engines, false);
    return sealed.open(
        List.of(new Instance(program, freePort(), home, engines, HEAP, settings)), Instance::start);
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
    var engines = new Engines(home, programs, EnumSet.allOf(Engines.Kind.class));
    List<Instance> wanted = new ArrayList<>();
    for (Map<String, String> more : settings) {
      wanted.add(new Instance(freePort(), home, engines, heap, more));
    }
    return new SealedInstance(home, engines, true).open(wanted, start);
  }

  private SealedInstance open(List<Instance> wanted, Start start)
      throws IOException, InterruptedException {
    try {
      Runtime.getRuntime().addShutdownHook(emergency);
      if (ownEngines) {
        engines.start();
        engines.awaitReady();
      }
      for (Instance instance : wanted) {
        instances.add(instance);
        start.of(instance);
        instance.awaitReady();
      }
      token = logIn();
      product = product();
      return this;
    } catch (IOException | InterruptedException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Where its secrets and logs lie. */
  public Path home() {
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

  /** Its application processes. */
  public List<Instance> instances() {
    return instances;
  }

  List<String> addresses() {
    return instances.stream().map(Instance::address).toList();
  }

  List<Integer> ports() {
    return instances.stream().map(Instance::port).toList();
  }

  /** One more application process on the same engines, not started; who asks for it ends it. */
  Instance another() throws IOException {
    return new Instance(freePort(), home, engines, HEAP, Map.of());
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
  public record Drop(UUID id, Instant opensAt, long openingNanos) {

    /** One that opens then by this machine's clock. */
    public static Drop of(UUID id, Instant opensAt) {
      long millis = opensAt.toEpochMilli() - System.currentTimeMillis();
      return new Drop(id, opensAt, System.nanoTime() + millis * 1_000_000);
    }
  }

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

  /** The same, opening so soon. */
  public Drop drop(Plan plan, String key, Duration lead) throws IOException, InterruptedException {
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
    return Drop.of(id, opensAt);
  }

  /** How many claims of a drop stand in the table. */
  long claims(Drop drop) throws SQLException {
    try (Connection connection = postgres().connect(EmbeddedPostgres.DATABASE);
        PreparedStatement statement =
            connection.prepareStatement("SELECT count(*) FROM stock.claim WHERE pool_id = ?")) {
      statement.setObject(1, drop.id());
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
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
    if (ownEngines) {
      engines.close();
    }
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

  /** A port nobody listens on just now. */
  public static int freePort() throws IOException {
    try (var socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
      return socket.getLocalPort();
    }
  }
}
