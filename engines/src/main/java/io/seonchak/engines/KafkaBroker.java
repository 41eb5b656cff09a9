package io.seonchak.engines;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.MetadataVersion;

/**
 * The process {@link EmbeddedKafka} starts. Kafka gives no public way to be embedded, so its inner
 * classes are used here and nowhere else.
 */
final class KafkaBroker {

  private static final PrintStream OUT = System.out;
  private static final int FAILED = 1;

  private KafkaBroker() {}

  /**
   * Runs the broker of a properties file until it is told to stop; says in another file when it
   * serves.
   */
  public static void main(String[] args) {
    try {
      Properties settings = read(Path.of(args[0]));
      format(settings);
      run(settings, Path.of(args[1]));
    } catch (Throwable fault) {
      fault.printStackTrace(OUT);
      OUT.flush();
      // Its threads would keep a broker that does not serve.
      Runtime.getRuntime().halt(FAILED);
    }
  }

  private static Properties read(Path file) throws Exception {
    var settings = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      settings.load(in);
    }
    return settings;
  }

  /** Does nothing to a folder that is formatted. */
  private static void format(Properties settings) throws Exception {
    String folder = settings.getProperty("log.dirs");
    if (Files.exists(Path.of(folder, "meta.properties"))) {
      return;
    }
    new Formatter()
        .setClusterId(Uuid.randomUuid().toString())
        .setNodeId(Integer.parseInt(settings.getProperty("node.id")))
        .addDirectory(folder)
        .setMetadataLogDirectory(folder)
        .setControllerListenerName(settings.getProperty("controller.listener.names"))
        .setReleaseVersion(MetadataVersion.latestProduction())
        .setIgnoreFormatted(true)
        .setPrintStream(OUT)
        .run();
  }

  private static void run(Properties settings, Path readyFile) throws Exception {
    var server = new KafkaRaftServer(KafkaConfig.fromProps(settings, false), Time.SYSTEM);
    var serves = new AtomicBoolean();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, serves.get()), "stop"));
    server.startup();
    serves.set(true);
    Files.writeString(readyFile, Long.toString(ProcessHandle.current().pid()));
    server.awaitShutdown();
  }

  /** Half-started it has acknowledged nothing, and would wait for what never comes. */
  private static void stop(KafkaRaftServer server, boolean serves) {
    if (!serves) {
      Runtime.getRuntime().halt(FAILED);
    }
    server.shutdown();
  }
}
