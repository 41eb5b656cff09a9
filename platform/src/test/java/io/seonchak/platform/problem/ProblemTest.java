package io.seonchak.platform.problem;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ProblemTest {

  /** RFC 9457 says what stands there, and readers go by it. */
  @ParameterizedTest
  @ValueSource(strings = {"type", "title", "status", "detail", "code"})
  void noFactStandsInThePlaceOfWhatEveryRefusalSays(String name) {
    Problem plain = Problem.of(CommonProblem.CONFLICT);

    assertThatThrownBy(() -> plain.with(name, "PAYING"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(name);
    assertThat(plain.with("orderStatus", "PAYING").facts()).containsKey("orderStatus");
  }
}
