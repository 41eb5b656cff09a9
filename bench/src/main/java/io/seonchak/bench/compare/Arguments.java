package io.seonchak.bench.compare;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is compared.
 *
 * @param page the page whose marked part is replaced; null for none
 */
record Arguments(int rounds, List<Contender> contenders, Trial.Size size, @Nullable Path page) {

  private static final int ROUNDS = 5;
  private static final int ROUNDS_MAX = 50;

  /**
   * Reads them.
   *
   * @throws IllegalArgumentException when they are not understood
   */
  static Arguments parse(String[] args) {
    int rounds = ROUNDS;
    List<Contender> contenders = Contender.all();
    Trial.Size size = Trial.Size.WHOLE;
    Path page = null;
    for (int i = 0; i < args.length; i++) {
      switch (args[i]) {
        case "--short" -> {
          size = Trial.Size.SHORT;
          rounds = 1;
        }
        case "--designs" -> contenders = contenders(value(args, ++i));
        case "--write" -> page = Path.of(value(args, ++i));
        case "--rounds" -> rounds = rounds(value(args, ++i));
        default -> rounds = rounds(args[i]);
      }
    }
    return new Arguments(rounds, contenders, size, page);
  }

  /** What has to be said again to measure the same, each behind a space. */
  String repeated() {
    StringBuilder said = new StringBuilder();
    if (size.equals(Trial.Size.SHORT)) {
      said.append(" --short");
    }
    if (!contenders.equals(Contender.all())) {
      said.append(" --designs ");
      said.append(contenders.stream().map(Contender::id).collect(Collectors.joining(",")));
    }
    return said.append(" --rounds ").append(rounds).toString();
  }

  private static String value(String[] args, int at) {
    if (at >= args.length) {
      throw new IllegalArgumentException("%s has no value".formatted(args[at - 1]));
    }
    return args[at];
  }

  private static int rounds(String text) {
    try {
      int rounds = Integer.parseInt(text);
      if (rounds >= 1 && rounds <= ROUNDS_MAX) {
        return rounds;
      }
    } catch (NumberFormatException e) {
      // Said below, for both.
    }
    throw new IllegalArgumentException(
        "'%s' (expected: 1 to %d rounds, --designs A,B, --short, or --write PAGE)"
            .formatted(text, ROUNDS_MAX));
  }

  private static List<Contender> contenders(String text) {
    return Arrays.stream(text.split(",", -1)).map(Arguments::contender).toList();
  }

  private static Contender contender(String id) {
    return Contender.all().stream()
        .filter(contender -> contender.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "no design '%s' (expected: some of %s)"
                        .formatted(
                            id,
                            Contender.all().stream()
                                .map(Contender::id)
                                .collect(Collectors.joining(", ")))));
  }
}
