package io.seonchak.member.application;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;

class PasswordsTest {

  private final Passwords passwords = new Passwords();

  @Test
  void nobodysPasswordCostsAsMuchAsSomebodys() {
    String hash = passwords.hash("a password somebody has");
    long before = passwords.computed();

    assertThat(passwords.match("a guess of a stranger", hash)).isFalse();
    assertThat(passwords.match("a guess of a stranger", null)).isFalse();
    assertThat(passwords.match("a password nobody has", null)).isFalse();
    assertThat(passwords.computed() - before).isEqualTo(3);
  }

  @Test
  void seventyThreeBytesAreNotCutAndFormsOfOneTextAreOne() {
    String long73 = "x".repeat(72) + "y";
    String hash = passwords.hash(long73);

    assertThat(passwords.match("x".repeat(72) + "z", hash)).isFalse();
    assertThat(passwords.match("x".repeat(72), hash)).isFalse();
    assertThat(passwords.match(long73, hash)).isTrue();
    assertThat(
            passwords.match(
                Normalizer.normalize("한글 암호", Normalizer.Form.NFD), passwords.hash("한글 암호")))
        .isTrue();
  }
}
