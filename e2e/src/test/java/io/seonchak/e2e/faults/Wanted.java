package io.seonchak.e2e.faults;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is asked of the command.
 *
 * @param names of rows; none: all of them, in the short form the quick ones
 * @param runs of each row
 * @param seed of the first run; the next has the next
 * @param cycles of the long form
 * @param write the page that is made, or null
 */
record Wanted(
    List<String> names, int runs, long seed, int cycles, boolean shortForm, @Nullable Path write) {

  private static final int RUNS_MAX = 1_000;
  private static final int CYCLES_MAX = 10_000;
  private static final String EXPECTED =
      "expected: --row NAME, --runs 1 to %d, --seed NUMBER, --cycles 1 to %d, --short, --write PAGE"
          .formatted(RUNS_MAX, CYCLES_MAX);

  /** The arguments are not understood. */
  static final class Unusable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unusable(String message) {
      super(message, null, false, false);
    }
  }

  static Wanted parse(String... args) {
    List<String> names = new ArrayList<>();
    long runs = 1;
    long seed = System.nanoTime() & 0xFFFFFF;
    long cycles = 100;
    boolean shortForm = false;
    Path write = null;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--row" -> names.add(value(args, ++i));
        case "--runs" -> runs = number(args, ++i, 1, RUNS_MAX);
        case "--seed" -> seed = number(args, ++i, 0, Integer.MAX_VALUE);
        case "--cycles" -> cycles = number(args, ++i, 1, CYCLES_MAX);
        case "--short" -> shortForm = true;
        case "--write" ->
            write = Path.of(System.getProperty("seonchak.root", "")).resolve(value(args, ++i));
        default -> throw new Unusable("unknown argument '%s' (%s)".formatted(args[i], EXPECTED));
      }
    }
    return new Wanted(List.copyOf(names), (int) runs, seed, (int) cycles, shortForm, write);
  }

  /** Those of the rows that are asked for. */
  List<FaultRow> of(List<FaultRow> rows) {
    List<String> known = rows.stream().map(FaultRow::name).toList();
    for (String name : names) {
      if (!known.contains(name)) {
        throw new Unusable("no row '%s' (expected: %s)".formatted(name, String.join(", ", known)));
      }
    }
    return rows.stream().filter(this::asksFor).toList();
  }

  private boolean asksFor(FaultRow row) {
    return names.isEmpty() ? !shortForm || row.quick() : names.contains(row.name());
  }

  private static String value(String[] args, int at) {
    if (at >= args.length) {
      throw new Unusable("%s has no value (%s)".formatted(args[at - 1], EXPECTED));
    }
    return args[at];
  }

  private static long number(String[] args, int at, long min, long max) {
    String text = value(args, at);
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new Unusable("%s: '%s' (%s)".formatted(args[at - 1], text, EXPECTED));
  }
}
