package io.seonchak.platform.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import org.junit.jupiter.api.Test;

class SealingTest {

  private static final String KEY = "billing-key-of-somebody";

  private final Sealing sealing = new Sealing(secret(1), new SecureRandom());

  @Test
  void whatIsAlteredCutOrInAnotherPlaceDoesNotOpen() {
    byte[] sealed = sealing.seal(KEY, "here");

    assertThatIllegalStateException().isThrownBy(() -> sealing.open(sealed, "there"));
    assertThatIllegalStateException()
        .isThrownBy(() -> new Sealing(secret(2), new SecureRandom()).open(sealed, "here"));
    assertThatIllegalStateException().isThrownBy(() -> sealing.open(new byte[0], "here"));
    for (int i = 0; i < sealed.length; i++) {
      byte[] other = sealed.clone();
      other[i] ^= 1;
      assertThatIllegalStateException()
          .as("byte %d", i)
          .isThrownBy(() -> sealing.open(other, "here"));
    }
  }

  @Test
  void itOpensWhereItWasSealedAndNeverLooksTheSame() {
    byte[] once = sealing.seal(KEY, "here");
    byte[] twice = sealing.seal(KEY, "here");

    assertThat(sealing.open(once, "here")).isEqualTo(KEY);
    assertThat(sealing.open(twice, "here")).isEqualTo(KEY);
    assertThat(once).isNotEqualTo(twice);
    assertThat(new String(once, StandardCharsets.ISO_8859_1)).doesNotContain(KEY);
    assertThat(sealing.open(sealing.seal("", "here"), "here")).isEmpty();
  }

  private static String secret(int fill) {
    byte[] bytes = new byte[32];
    java.util.Arrays.fill(bytes, (byte) fill);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
