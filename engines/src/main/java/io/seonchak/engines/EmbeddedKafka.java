package io.seonchak.engines;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * Kafka as a child process, broker and controller in one. What it acknowledged survives its own
 * SIGKILL, because the operating system has it; the machine's end may cost the last {@link
 * #FLUSHED_WITHIN_MILLIS}, which the outboxes send again. It listens on the loopback address only,
 * without a password. Its address is known before it serves.
 */
public final class EmbeddedKafka extends Engine {

  /** So long, in milliseconds, what it acknowledged may be with the operating system only. */
  public static final int FLUSHED_WITHIN_MILLIS = 5_000;

  private static final String BROKER = "io.seonchak.engines.KafkaBroker";
  private static final String NESTED = "org.springframework.boot.loader.launch.PropertiesLauncher";

  private int port;
  private int controllerPort;

  EmbeddedKafka(Path home) {
    super("Kafka", home, "kafka", "TERM", RunAs.SELF);
  }

  /**
   * Starts the Kafka of a home, on the ports of last time if they are free.
   *
   * @param home the folder its data and log lie in
   * @throws EngineException when it does not start
   */
  public static EmbeddedKafka start(Path home) {
    var kafka = new EmbeddedKafka(home);
    kafka.prepare();
    kafka.up();
    return kafka;
  }

  /** The address for clients, as host and port. */
  public String servers() {
    return LOOPBACK + ":" + port;
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("seonchak.kafka.servers", servers());
  }

  @Override
  String mark() {
    return "-Dseonchak.engine=" + data;
  }

  @Override
  void makeFiles() throws IOException {
    port = Ports.take(home.resolve("kafka.port"));
    controllerPort = Ports.take(home.resolve("kafka-controller.port"));
    Files.createDirectories(data);
    try (OutputStream out = Files.newOutputStream(configuration())) {
      brokerSettings().store(out, null);
    }
  }

  @Override
  List<String> line() {
    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(
        List.of(
            "-Xms64m",
            "-Xmx256m",
            "-XX:MaxDirectMemorySize=64m",
            "-XX:+UseSerialGC",
            "-XX:+ExitOnOutOfMemoryError",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-Dlogback.configurationFile=io/seonchak/engines/kafka-logback.xml",
            mark()));
    line.addAll(program());
    line.addAll(List.of(configuration().toString(), readyFile().toString()));
    return line;
  }

  /** The broker itself says so, by its process id: a listening port would come too early. */
  @Override
  boolean answers() {
    try {
      return Files.exists(readyFile())
          && Files.readString(readyFile()).equals(Long.toString(pid()));
    } catch (IOException e) {
      return false;
    }
  }

  /** In a jar of jars only the jar's own launcher finds the class. */
  private static List<String> program() {
    String path = System.getProperty("java.class.path");
    boolean nested =
        ClassLoader.getSystemResource(BROKER.replace('.', '/').concat(".class")) == null;
    return nested
        ? List.of("-Dloader.main=" + BROKER, "-cp", path, NESTED)
        : List.of("-cp", path, BROKER);
  }

  private Path configuration() {
    return data.resolve("broker.properties");
  }

  private Path readyFile() {
    return data.resolve("ready");
  }

  private Properties brokerSettings() {
    var settings = new Properties();
    settings.putAll(addresses());
    settings.putAll(ONE_NODE);
    settings.putAll(BOUNDS);
    settings.putAll(PACE);
    return settings;
  }

  private Map<String, String> addresses() {
    return Map.of(
        "listeners",
        "CLIENT://%s:%d,CONTROLLER://%s:%d".formatted(LOOPBACK, port, LOOPBACK, controllerPort),
        "advertised.listeners",
        "CLIENT://" + servers(),
        "listener.security.protocol.map",
        "CLIENT:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "inter.broker.listener.name",
        "CLIENT",
        "controller.listener.names",
        "CONTROLLER",
        "controller.quorum.voters",
        "1@%s:%d".formatted(LOOPBACK, controllerPort),
        "log.dirs",
        data.resolve("log").toString());
  }

  /** All there is, is here once. */
  private static final Map<String, String> ONE_NODE =
      Map.ofEntries(
          Map.entry("node.id", "1"),
          Map.entry("process.roles", "broker,controller"),
          Map.entry("default.replication.factor", "1"),
          Map.entry("min.insync.replicas", "1"),
          Map.entry("offsets.topic.replication.factor", "1"),
          Map.entry("offsets.topic.num.partitions", "8"),
          Map.entry("transaction.state.log.replication.factor", "1"),
          Map.entry("transaction.state.log.min.isr", "1"),
          Map.entry("transaction.state.log.num.partitions", "4"),
          Map.entry("share.coordinator.state.topic.replication.factor", "1"),
          Map.entry("share.coordinator.state.topic.min.isr", "1"),
          Map.entry("share.coordinator.state.topic.num.partitions", "4"));

  /** What it takes at most; topics are made by those who own them. */
  private static final Map<String, String> BOUNDS =
      Map.of(
          "auto.create.topics.enable", "false",
          "num.network.threads", "2",
          "num.io.threads", "4",
          "background.threads", "2",
          "queued.max.requests", "128",
          "socket.request.max.bytes", "16777216",
          "max.connections", "512",
          "log.segment.bytes", "67108864",
          "log.cleaner.dedupe.buffer.size", "8388608");

  /**
   * No fsync for each record: it would cost the disk PostgreSQL needs, and a lost tail is sent
   * again. A short session, because after a SIGKILL the broker waits for its former self's to end.
   */
  private static final Map<String, String> PACE =
      Map.of(
          "log.flush.interval.ms", Integer.toString(FLUSHED_WITHIN_MILLIS - 1_000),
          "log.flush.scheduler.interval.ms", "1000",
          "group.initial.rebalance.delay.ms", "0",
          "broker.heartbeat.interval.ms", "500",
          "broker.session.timeout.ms", "2500",
          "metadata.max.idle.interval.ms", "5000");
}
