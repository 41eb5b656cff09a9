package io.seonchak.engines;

import io.seonchak.platform.security.Secrets;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Redis 6.2 as a child process. It holds only what may be rebuilt, so it is bounded: what has an
 * expiry gives way when memory is short, what has none stays and new writes are refused. What it
 * answered survives its own SIGKILL; the machine's end may cost the last second. It listens on the
 * loopback address only, with a password that stands in its home.
 */
public final class EmbeddedRedis extends Engine {

  /** The one user of the embedded Redis. */
  public static final String USER = "default";

  /** Bytes of data it holds at most. */
  public static final long MEMORY_MAX = 128L << 20;

  /** Connections it takes at most. */
  public static final int CONNECTIONS_MAX = 512;

  /** The secret of its home that is its password. */
  public static final String SECRET = "redis-password";

  private static final Duration ASKED_WITHIN = Duration.ofSeconds(2);

  private final Path programs;
  private String program = "";
  private String password = "";
  private int port;

  EmbeddedRedis(Path home, Path programs) {
    super("Redis", home, "redis", "TERM", RunAs.SELF);
    this.programs = programs;
  }

  /**
   * Starts the Redis of a home, on the port of last time if that is free.
   *
   * @param home the folder its data and log lie in
   * @param programs where Redis itself is unpacked; several homes may share it
   * @throws EngineException when it does not start
   */
  public static EmbeddedRedis start(Path home, Path programs) {
    var redis = new EmbeddedRedis(home, programs);
    redis.prepare();
    redis.up();
    return redis;
  }

  /** The address, with its password. */
  public String url() {
    return url(password);
  }

  /** The password of {@link #USER}. */
  public String password() {
    return password;
  }

  /** The address with another text for the password, to show it. */
  public String url(String shown) {
    return "redis://%s:%s@%s:%d/0".formatted(USER, shown, LOOPBACK, port);
  }

  @Override
  public Map<String, String> settings() {
    return Map.of("seonchak.redis.url", url());
  }

  @Override
  String mark() {
    return configuration().toString();
  }

  @Override
  void makeFiles() throws IOException {
    program = RedisFiles.unpackInto(programs).toString();
    password = new Secrets(home).text(SECRET);
    port = Ports.take(home.resolve("redis.port"));
    Files.createDirectories(data);
    Files.deleteIfExists(configuration());
    Files.createFile(
        configuration(),
        PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    Files.writeString(configuration(), settingsOfItsOwn());
  }

  @Override
  List<String> line() {
    return List.of(program, configuration().toString());
  }

  /** Asked in its own words: the application's client would be a library too many here. */
  @Override
  boolean answers() {
    try (var socket = new Socket()) {
      int within = (int) ASKED_WITHIN.toMillis();
      socket.connect(new InetSocketAddress(InetAddress.ofLiteral(LOOPBACK), port), within);
      socket.setSoTimeout(within);
      socket
          .getOutputStream()
          .write("AUTH %s\r\nPING\r\n".formatted(password).getBytes(StandardCharsets.US_ASCII));
      var answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      return "+OK".equals(answers.readLine()) && "+PONG".equals(answers.readLine());
    } catch (IOException e) {
      return false;
    }
  }

  private Path configuration() {
    return data.resolve("redis.conf");
  }

  /** In a file that is its owner's alone, because a command line is for all to read. */
  private String settingsOfItsOwn() {
    return """
        bind %s
        port %d
        requirepass %s
        dir "%s"
        daemonize no
        # Its process is found again by this name.
        proc-title-template "{title} {config-file}"
        maxclients %d
        maxmemory %d
        maxmemory-policy volatile-lru
        # No snapshots: one from an hour ago would bring back what is long over.
        save ""
        appendonly yes
        appendfsync everysec
        no-appendfsync-on-rewrite yes
        auto-aof-rewrite-percentage 100
        auto-aof-rewrite-min-size 16mb
        client-output-buffer-limit normal 32mb 16mb 10
        client-output-buffer-limit pubsub 16mb 8mb 10
        tcp-keepalive 60
        """
        .formatted(
            LOOPBACK,
            port,
            password,
            data.toString().replace("\\", "\\\\").replace("\"", "\\\""),
            CONNECTIONS_MAX,
            MEMORY_MAX);
  }
}
