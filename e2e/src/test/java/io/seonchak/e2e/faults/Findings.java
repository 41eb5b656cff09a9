package io.seonchak.e2e.faults;

import io.seonchak.rehearsal.Reply;
import io.seonchak.rehearsal.Sale;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** What a run found broken, as it goes. */
final class Findings {

  private final List<String> broken = new ArrayList<>();
  private Duration recovered = Duration.ZERO;

  /** An expectation; told with its words when it does not hold. */
  void expect(boolean holds, String words) {
    if (!holds) {
      broken.add(words);
    }
  }

  /** All of these answers; the first that is not so is told. */
  void all(List<Reply> replies, Predicate<Reply> expected, String words) {
    replies.stream()
        .filter(expected.negate())
        .findFirst()
        .ifPresent(reply -> broken.add("%s: %s".formatted(words, reply)));
  }

  /** How long something took to be right again; the longest counts. */
  void recovered(Duration took, Duration within, String what) {
    recovered = took.compareTo(recovered) > 0 ? took : recovered;
    expect(took.compareTo(within) <= 0, "%s after %s (expected: %s)".formatted(what, took, within));
  }

  /** Those since a fault, of whom each got a yes soon. */
  void goesOn(List<Reply> replies, Duration within, String meanwhile) {
    expect(!replies.isEmpty(), "nobody asked while %s".formatted(meanwhile));
    all(replies, Reply::granted, "no yes while " + meanwhile);
    all(
        replies,
        reply -> reply.took().compareTo(within) <= 0,
        "no answer within %s while %s".formatted(within, meanwhile));
  }

  /** Holds the sale against what was recorded, and closes the account. */
  Outcome.Ran of(Sale sale) throws IOException, InterruptedException, SQLException {
    Sale.Standing standing = sale.check();
    broken.addAll(standing.broken());
    expect(standing.lost() == 0, "%d lost".formatted(standing.lost()));
    expect(standing.doubled() == 0, "%d doubled".formatted(standing.doubled()));
    return new Outcome.Ran(
        standing.granted(), standing.lost(), standing.doubled(), recovered, broken);
  }
}
