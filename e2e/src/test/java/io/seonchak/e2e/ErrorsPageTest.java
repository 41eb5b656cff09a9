package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.platform.problem.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** {@code docs/errors.md} is what the code says; every code has one meaning. */
class ErrorsPageTest {

  @Test
  void thePageHoldsEveryCodeOnce() throws Exception {
    List<ProblemCode> codes = ProblemCodes.all();
    Set<String> names = new HashSet<>();
    var page =
        new StringBuilder(
            """
            # Errors

            Written by `ErrorsPageTest` from the code; do not edit. Bodies are `application/problem+json` (RFC 9457) with
            these fields: `type`, `title`, `status`, `detail`, `code`, mostly `traceId`, and the facts named by the refusal.
            Codes with status 429 and 503 carry `Retry-After`: send the same request again, with the same key.

            | code | status | 한국어 | English | again? |
            |---|---|---|---|---|
            """);
    for (ProblemCode code : codes) {
      assertThat(names.add(code.name())).as(code.name() + " has one meaning").isTrue();
      page.append(
          "| `%s` | %d | %s | %s | %s |\n"
              .formatted(
                  code.name(),
                  code.status(),
                  code.korean(),
                  code.english(),
                  code.status() == 429 || code.status() == 503 ? "yes" : "no"));
    }
    Files.writeString(Path.of("target/errors.md"), page);

    assertThat(Path.of("../docs/errors.md"))
        .as("docs/errors.md is target/errors.md")
        .hasContent(page.toString());
  }
}
