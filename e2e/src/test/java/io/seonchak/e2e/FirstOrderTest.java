package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page's script, as a reader would run it; it looks at every number itself. */
class FirstOrderTest {

  private static final Path SCRIPT = Path.of("../docs/first-order.sh");

  @TempDir Path folder;

  @Test
  void curlAloneSignsUpOrdersPaysAndGivesALineBack() throws Exception {
    try (Shop shop = Shop.open()) {
      Path said = folder.resolve("said");
      var script =
          new ProcessBuilder("bash", SCRIPT.toString(), shop.address(), shop.home.toString());
      script.environment().put("SEONCHAK_OPERATOR_PASSWORD", Shop.PASSWORD);
      script.redirectErrorStream(true).redirectOutput(said.toFile());
      Process running = script.start();
      boolean ended = running.waitFor(120, TimeUnit.SECONDS);
      running.destroyForcibly();

      String words = Files.readString(said, StandardCharsets.UTF_8);
      assertThat(ended).as(words).isTrue();
      assertThat(running.exitValue()).as(words).isZero();
      assertThat(words).contains("all is right");
    }
  }
}
