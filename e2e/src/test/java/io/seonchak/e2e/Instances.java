package io.seonchak.e2e;

import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestRedis;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The built jar as several instances of one shop, each with every role, on the tests' engines. */
final class Instances implements AutoCloseable {

  final TestDatabase database = TestDatabase.fresh();
  private final Map<String, String> settings =
      Shop.settings(database, TestRedis.url(), TestKafka.servers());
  private final Path home = Files.createTempDirectory("instances");
  private final List<Integer> ports;
  private final List<JarProcess> running = new ArrayList<>();

  /** One for each environment, which is told to it besides; ready when this returns. */
  Instances(List<Map<String, String>> environments) throws IOException {
    ports = freePorts(environments.size());
    for (int i = 0; i < environments.size(); i++) {
      running.add(launched(i, JarProcess.JAR, environments.get(i)));
    }
    for (JarProcess each : running) {
      each.until("ready in");
    }
  }

  private JarProcess launched(int instance, Path jar, Map<String, String> more) throws IOException {
    Map<String, String> environment = environment(settings);
    environment.putAll(more);
    return new JarProcess(
        jar,
        environment,
        "--port",
        Integer.toString(ports.get(instance)),
        "--home",
        home.toString());
  }

  int count() {
    return ports.size();
  }

  /** One of them, as people see it. */
  Shop at(int instance) throws Exception {
    String address = "http://127.0.0.1:" + ports.get(instance);
    return Shop.of(database, settings, home, Map.of("/", address));
  }

  /** Tells one to stop and waits until it has; whether it did in time. */
  boolean stop(int instance) throws InterruptedException {
    running.get(instance).stop();
    return !running.get(instance).process.isAlive();
  }

  /** Starts one that was stopped, of a jar; it is ready when this returns. */
  void start(int instance, Path jar) throws IOException {
    running.set(instance, launched(instance, jar, Map.of()));
    running.get(instance).until("ready in");
  }

  /** Settings as a process is told them. */
  static Map<String, String> environment(Map<String, String> settings) {
    Map<String, String> environment = new HashMap<>();
    settings.forEach(
        (name, value) -> environment.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    return environment;
  }

  static List<Integer> freePorts(int count) throws IOException {
    List<ServerSocket> taken = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      taken.add(new ServerSocket(0));
    }
    List<Integer> ports = taken.stream().map(ServerSocket::getLocalPort).toList();
    for (ServerSocket each : taken) {
      each.close();
    }
    return ports;
  }

  @Override
  public void close() {
    for (JarProcess each : running) {
      each.process.destroy();
    }
    try {
      for (JarProcess each : running) {
        each.stop();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    running.forEach(each -> each.process.destroyForcibly());
  }
}
