package io.seonchak.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--members 0",
        "--members many",
        "--members",
        "--early 5",
        "--early 101%",
        "--instances 9",
        "--unknown 1",
        "members 5"
      })
  void wrongArgumentsAreRefusedInOneLine(String line) {
    assertThatThrownBy(() -> Plan.parse(line.split(" ")))
        .isInstanceOf(Plan.Unusable.class)
        .hasMessageContaining("expected")
        .hasMessageNotContaining("\n");
  }

  @Test
  void theSameSeedIsTheSameCrowd() {
    String[] args = {"--members", "500", "--seed", "7"};
    Crowd one = new Crowd(Plan.parse(args));
    Crowd other = new Crowd(Plan.parse(args));

    for (int i = 0; i < 500; i++) {
      assertThat(one.id(i)).isEqualTo(other.id(i));
      assertThat(one.arrival(i)).isEqualTo(other.arrival(i));
      assertThat(one.impatient(i)).isEqualTo(other.impatient(i));
    }
  }
}
