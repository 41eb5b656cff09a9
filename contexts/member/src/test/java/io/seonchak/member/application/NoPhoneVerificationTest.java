package io.seonchak.member.application;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.seonchak.member.model.Ci;
import io.seonchak.platform.problem.Problem;
import org.junit.jupiter.api.Test;

class NoPhoneVerificationTest {

  private final PhoneVerification agency = new NoPhoneVerification();

  @Test
  void whoeverAsksIsTold() {
    assertThat(agency.offered()).isFalse();
    assertThatThrownBy(() -> agency.start("01012345678"))
        .isInstanceOf(Problem.class)
        .hasMessage("PHONE_VERIFICATION_OFF");
    assertThatThrownBy(() -> agency.complete("reference", "123456"))
        .isInstanceOf(Problem.class)
        .hasMessage("PHONE_VERIFICATION_OFF");
  }

  @Test
  void aCiIsNotPrintedAndHasItsForm() {
    assertThat(new Ci("A".repeat(86) + "==").toString()).doesNotContain("AAA");
    assertThatThrownBy(() -> new Ci("short")).hasMessageContaining("5 characters (expected: 88");
  }
}
