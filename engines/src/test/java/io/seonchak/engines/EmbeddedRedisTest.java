package io.seonchak.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {

  private static final Path PROGRAMS = Path.of("target", "engines");

  @TempDir Path home;
  private EmbeddedRedis redis;

  @AfterEach
  void stop() {
    if (redis != null) {
      redis.close();
    }
  }

  @Test
  void onceClosedNothingIsLaunched() {
    redis = new EmbeddedRedis(home, PROGRAMS);
    redis.prepare();
    redis.close();

    assertThatThrownBy(redis::up)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("stopped while it started");
    assertThat(ChildProcess.leftOvers(redis.mark())).isEmpty();
  }

  @Test
  void whoDoesNotKnowThePasswordGetsNothing() throws Exception {
    start();

    assertThat(say("SET kept 1").getFirst()).startsWith("-NOAUTH");
    assertThat(say("AUTH wrong", "SET kept 1")).allMatch(answer -> answer.startsWith("-"));
  }

  @Test
  void thePasswordIsForItsOwnerOnly() throws Exception {
    start();
    String password = Files.readString(home.resolve("secrets").resolve(EmbeddedRedis.SECRET));

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(configuration())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(Path.of("/proc", Long.toString(redis.pid()), "cmdline")))
        .doesNotContain(password);
    assertThat(redis.log).content().doesNotContain(password);
  }

  @Test
  void memoryIsBoundedAndOnlyWhatHasAnExpiryGivesWay() throws Exception {
    start();

    assertThat(ask("CONFIG GET maxmemory")).contains(Long.toString(EmbeddedRedis.MEMORY_MAX));
    assertThat(ask("CONFIG GET maxmemory-policy")).contains("volatile-lru");
    assertThat(ask("CONFIG GET bind")).contains("127.0.0.1");
  }

  @Test
  void whatWasAnsweredSurvivesAKillAndAnOwnerThatForgotIt() throws Exception {
    start();
    String url = redis.url();
    ask("SET kept 1");
    redis.kill();
    redis.restart();
    ask("INCR kept");
    long leftOver = redis.pid();
    redis.suspend();

    start();

    assertThat(ask("GET kept")).containsExactly("$1", "2");
    assertThat(redis.url()).isEqualTo(url);
    assertThat(ProcessHandle.of(leftOver).filter(ChildProcess::lives)).isEmpty();
  }

  @Test
  void afterAStopNothingRunsAndTheNextStartHasWhatWasThere() throws Exception {
    start();
    ask("SET kept 1");

    redis.close();

    assertThat(ChildProcess.leftOvers(redis.mark())).isEmpty();
    start();
    assertThat(ask("GET kept")).containsExactly("$1", "1");
  }

  private void start() {
    redis = EmbeddedRedis.start(home, PROGRAMS);
  }

  private Path configuration() {
    return home.resolve("redis").resolve("redis.conf");
  }

  /** The lines answered to a command of somebody who is let in. */
  private List<String> ask(String command) throws IOException {
    String password = redis.password();
    List<String> answers = say("AUTH " + password, command);
    return answers.subList(1, answers.size());
  }

  private List<String> say(String... commands) throws IOException {
    URI address = URI.create(redis.url());
    try (var socket = new Socket(address.getHost(), address.getPort())) {
      List<String> lines = new ArrayList<>(List.of(commands));
      lines.add("QUIT");
      String said = String.join("\r\n", lines) + "\r\n";
      socket.getOutputStream().write(said.getBytes(StandardCharsets.UTF_8));
      String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      List<String> answered = new ArrayList<>(answers.lines().toList());
      answered.removeLast();
      return answered;
    }
  }
}
