package io.seonchak.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The built jar, started as a process of its own, and what it says. */
final class JarProcess {

  static final Path JAR = Path.of("../app/target/seonchak.jar");

  final Process process;
  private final BufferedReader said;

  JarProcess(String... args) throws IOException {
    this(Map.of(), args);
  }

  JarProcess(Map<String, String> environment, String... args) throws IOException {
    this(JAR, environment, args);
  }

  /** One of another jar. */
  JarProcess(Path jar, Map<String, String> environment, String... args) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(
        List.of(
            "-Xmx512m",
            // It lives for seconds: the second compiler would only take from the first.
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-jar",
            jar.toString()));
    command.addAll(List.of(args));
    var builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SEONCHAK_"));
    builder.environment().putAll(environment);
    process = builder.start();
    said = process.inputReader();
  }

  /** The lines up to one that begins so. */
  List<String> until(String beginning) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      lines.add(line);
      if (line.startsWith(beginning)) {
        return lines;
      }
    }
    throw new AssertionError("ended before '" + beginning + "': " + lines);
  }

  List<String> rest() {
    return said.lines().toList();
  }

  /** Tells it to stop and waits until it has. */
  void stop() throws InterruptedException {
    process.destroy();
    process.waitFor(30, TimeUnit.SECONDS);
  }
}
