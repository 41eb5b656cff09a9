package io.seonchak.engines;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EnginesTest {

  private static final Path PROGRAMS = Path.of("target", "engines");

  @TempDir Path home;

  @Test
  void whenOneCannotStartNoneIsLeftRunning() throws Exception {
    Files.writeString(home.resolve("kafka"), "in the way");
    var engines = new Engines(home, PROGRAMS, EnumSet.allOf(Engines.Kind.class));

    assertThatThrownBy(engines::start)
        .isInstanceOf(EngineException.class)
        .hasMessageContaining("Kafka");

    assertThat(ChildProcess.leftOvers(engines.get(EmbeddedPostgres.class).mark())).isEmpty();
    assertThat(ChildProcess.leftOvers(engines.get(EmbeddedRedis.class).mark())).isEmpty();
  }

  @Test
  void onlyWhatIsWantedIsStartedAndSaysWhereItIs() {
    try (var engines = new Engines(home, PROGRAMS, EnumSet.of(Engines.Kind.REDIS))) {
      engines.start();
      engines.awaitReady();

      assertThat(engines.environment())
          .containsOnlyKeys("SEONCHAK_REDIS_URL")
          .containsValue(engines.get(EmbeddedRedis.class).url());
      assertThat(home.resolve("postgres")).doesNotExist();
    }
  }

  @Test
  void aPortIsGivenOnlyOnceAndAgainToWhoHadIt() {
    int first = Ports.take(home.resolve("first.port"));
    int second = Ports.take(home.resolve("second.port"));

    assertThat(second).isNotEqualTo(first);
    assertThat(Ports.take(home.resolve("first.port"))).isEqualTo(first);
  }
}
