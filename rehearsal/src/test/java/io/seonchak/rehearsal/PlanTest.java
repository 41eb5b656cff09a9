package io.seonchak.rehearsal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

  @ParameterizedTest
  @CsvSource({
    "--members 0, members: '0' (expected: 1 to 2000000)",
    "--members many, members: 'many' (expected: 1 to 2000000)",
    "--stock 1.5, stock: '1.5' (expected: 1 to 10000000)",
    "--instances 9, instances: '9' (expected: 1 to 4)",
    "--early 5, early: '5' (expected: 0% to 100%)",
    "--returns 101%, returns: '101%' (expected: 0% to 100%)",
    "--seed x, seed: 'x' (expected: a whole number)"
  })
  void aValueOutOfBoundsIsNamedWithWhatWasExpected(String line, String message) {
    assertThatThrownBy(() -> Plan.parse(line.split(" ", -1)))
        .isInstanceOf(Plan.Unusable.class)
        .hasMessage(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"--memers 5", "members 5", "--members"})
  void anUnknownArgumentIsRefused(String line) {
    assertThatThrownBy(() -> Plan.parse(line.split(" ", -1)))
        .isInstanceOf(Plan.Unusable.class)
        .hasMessageStartingWith("unknown argument '" + line.split(" ", -1)[0] + "'");
  }

  @Test
  void whatIsNotSaidHasADefault() {
    Plan plan = Plan.parse(new String[] {"--members", "200", "--faults"});
    assertThat(plan.members()).isEqualTo(200);
    assertThat(plan.stock()).isEqualTo(500);
    assertThat(plan.early()).isEqualTo(0.05);
    assertThat(plan.faults()).isTrue();
  }

  @Test
  void theSameSeedBringsTheSameCrowd() {
    var one = new Crowd(Plan.parse(new String[] {"--members", "500", "--seed", "3"}));
    var same = new Crowd(Plan.parse(new String[] {"--members", "500", "--seed", "3"}));
    var other = new Crowd(Plan.parse(new String[] {"--members", "500", "--seed", "4"}));
    assertThat(arrivals(one)).isEqualTo(arrivals(same)).isNotEqualTo(arrivals(other));
    assertThat(one.id(7)).isEqualTo(same.id(7)).isNotEqualTo(other.id(7));
    assertThat(IntStream.range(0, 500))
        .allMatch(member -> one.impatient(member) == same.impatient(member));
  }

  @Test
  void sharesOfTheCrowdAreWhatWasAskedFor() {
    var crowd =
        new Crowd(
            Plan.parse(new String[] {"--members", "20000", "--early", "10%", "--returns", "30%"}));
    assertThat(IntStream.range(0, crowd.size()).filter(i -> crowd.arrival(i) < 0).count())
        .isBetween(1_800L, 2_200L);
    assertThat(IntStream.range(0, crowd.size()).filter(crowd::givesBack).count())
        .isBetween(5_700L, 6_300L);
  }

  private static long[] arrivals(Crowd crowd) {
    return IntStream.range(0, crowd.size()).mapToLong(crowd::arrival).toArray();
  }
}
