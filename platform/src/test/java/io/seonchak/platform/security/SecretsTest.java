package io.seonchak.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SecretsTest {

  @TempDir Path home;

  @Test
  void whereNoneCanBeMadeOneThatIsMissingStopsUs() throws Exception {
    // A file where the folder should be: what a read-only folder is to everybody but root.
    Path file = Files.createFile(home.resolve("given"));

    assertThatThrownBy(() -> new Secrets(home, file.toString()).text("service-key"))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("secret service-key can be neither read nor made in " + file);
  }

  @Test
  void aGivenFolderIsReadAndTheHomeIsNot() throws Exception {
    Path folder = Files.createDirectory(home.resolve("given"));
    Files.writeString(folder.resolve("service-key"), "given\n");

    assertThat(new Secrets(home, folder.toString()).text("service-key")).isEqualTo("given");
    assertThat(new Secrets(home).has("service-key")).isFalse();
  }
}
