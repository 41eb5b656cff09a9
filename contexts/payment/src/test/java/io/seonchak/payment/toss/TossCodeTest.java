package io.seonchak.payment.toss;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TossCodeTest {

  @Test
  void everyCodeOfTheGatewaysPageIsClassified() throws Exception {
    var lines = Recorded.text("codes-of-the-page.txt").lines().toList();

    assertThat(lines).hasSizeGreaterThan(80);
    assertThat(lines)
        .allSatisfy(line -> assertThat(TossCode.of(line.split(" ", 2)[1])).as(line).isPresent());
  }

  @Test
  void nobodyElsesWordIsACode() {
    for (String name : new String[] {"", "done", "NOT_SENT", "ALREADY_PROCESSED_PAYMENT "}) {
      assertThat(TossCode.of(name)).as(name).isEmpty();
    }
  }

  @Test
  void onlyRetriesWait() {
    for (TossCode code : TossCode.values()) {
      assertThat(code.pause().isPositive())
          .as(code.name())
          .isEqualTo(code.meaning() == TossCode.Meaning.RETRY);
    }
  }

  @Test
  void thePageSaysWhatTheCodeSays() throws Exception {
    String table =
        Arrays.stream(TossCode.values())
            .map(
                code ->
                    "| `%s` | %s |"
                        .formatted(
                            code,
                            switch (code.meaning()) {
                              case FINAL -> "final";
                              case UNKNOWN -> "unknown: read the payment";
                              case RETRY ->
                                  "retry after %d s, %s key"
                                      .formatted(
                                          code.pause().toSeconds(),
                                          code.sameKey() ? "same" : "new");
                            }))
            .collect(Collectors.joining("\n", "| code | meaning |\n|---|---|\n", "\n"));
    Files.writeString(Path.of("target/toss-codes.md"), table);

    assertThat(Files.readString(Path.of("../../docs/payments.md")))
        .as("docs/payments.md holds target/toss-codes.md")
        .contains(table);
  }
}
