package io.seonchak.bench.compare;

import io.seonchak.bench.reference.Reference;
import io.seonchak.bench.reference.Reference.Kept;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Who takes part.
 *
 * @param id as arguments name it
 * @param title as the table names it
 * @param kept where a unit is before its member is told
 * @param reference null for the product
 * @param settings of the product's process, as environment variables
 */
record Contender(
    String id,
    String title,
    Kept kept,
    Optional<Reference> reference,
    Map<String, String> settings) {

  /** As the references are: nothing happens after the claim. */
  static final Contender OURS =
      new Contender(
          "ours",
          "**Seonchak**",
          Kept.POSTGRES,
          Optional.empty(),
          Map.of("SEONCHAK_ROLES", "member,catalog,stock"));

  /** The same with all that follows a claim, on the same cores. */
  static final Contender OURS_WHOLE =
      new Contender(
          "ours-whole",
          "**Seonchak**, each claim also becomes an order",
          Kept.POSTGRES,
          Optional.empty(),
          Map.of());

  static List<Contender> all() {
    return Stream.concat(
            Stream.of(OURS, OURS_WHOLE), Arrays.stream(Reference.values()).map(Contender::of))
        .toList();
  }

  private static Contender of(Reference reference) {
    return new Contender(
        reference.id(),
        reference.title(),
        reference.kept(),
        Optional.of(reference),
        Map.of("SEONCHAK_DESIGN", reference.id()));
  }

  boolean ours() {
    return reference.isEmpty();
  }

  /** Whether a unit is in PostgreSQL before its member is told. */
  boolean durable() {
    return kept == Kept.POSTGRES;
  }
}
