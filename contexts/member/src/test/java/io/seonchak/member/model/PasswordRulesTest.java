package io.seonchak.member.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordRulesTest {

  private static final CommonPasswords COMMON = CommonPasswords.shipped();
  private static final PasswordRules RULES = new PasswordRules(COMMON);
  private static final String EMAIL = "gildong@example.kr";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "1234567",
        "password",
        "PassWord",
        "password1!",
        "12345678",
        "qwertyuiop",
        "1q2w3e4r5t",
        "qwer1234!",
        "11111111",
        "abababab",
        "tkfkdgo1234",
        "사랑해1234",
        "비밀번호123",
        "dkssudgktpdy",
        "eoGksalsrnr!!",
        "ㅁㄴㅇㄹㅎ123",
        "my name is Gildong",
        "Seonchak rules",
        "선착순으로 산다",
        "half of one \ud83d is none",
      })
  void aPasswordThatIsEasyToGuessIsRefused(String password) {
    assertThat(RULES.refusal(password, EMAIL)).as(password).isPresent();
  }

  @Test
  void aRefusalDoesNotRepeatThePassword() {
    assertThat(RULES.refusal("password1!", EMAIL).toString()).doesNotContain("password1!");
  }

  @Test
  void twoHundredCharactersAreTakenAndOneMoreIsNot() {
    String eight = "긴암호x3!Q";

    assertThat(RULES.refusal(eight.repeat(28).substring(0, 196) + "끝끝끝끝", EMAIL)).isEmpty();
    assertThat(RULES.refusal(eight.repeat(29).substring(0, 201), EMAIL)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"correct horse", "비밀번호가 아주 깁니다", "🦊🐢🐙🐝🦉🐳🐌🦔", "        x Y z"})
  void noRuleAsksForKindsOfCharacters(String password) {
    assertThat(RULES.refusal(password, EMAIL)).isEmpty();
  }

  @Test
  void decomposedHangulIsTheSamePassword() {
    String decomposed = Normalizer.normalize("비밀번호123", Normalizer.Form.NFD);

    assertThat(PasswordRules.composed(decomposed)).isEqualTo("비밀번호123");
    assertThat(RULES.refusal(decomposed, EMAIL)).isPresent();
  }

  @Test
  void theListIsAsLongAsTheStandardAsks() {
    assertThat(COMMON.size()).isGreaterThan(20_000);
  }

  @Test
  void hangulIsTheKeysThatAreHitForIt() {
    assertThat(Dubeolsik.keys("사랑해 값진 뷁 ㅋㅋ ㅢa1!")).isEqualTo("tkfkdgo rkqtwls qnpfr zz mla1!");
  }
}
