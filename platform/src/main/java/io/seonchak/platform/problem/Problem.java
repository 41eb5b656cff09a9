package io.seonchak.platform.problem;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * A refusal with the facts a person needs. Thrown from where a request is read and turned into an
 * answer at the edge; carries no stack trace, for it is no fault.
 */
public final class Problem extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** What every refusal says by itself. */
  private static final Set<String> TAKEN = Set.of("type", "title", "status", "detail", "code");

  private final transient ProblemCode code;
  private final transient Map<String, Object> facts;

  private Problem(ProblemCode code, Map<String, Object> facts) {
    super(code.name(), null, false, false);
    this.code = code;
    this.facts = facts;
  }

  /** A refusal of that kind. */
  public static Problem of(ProblemCode code) {
    return new Problem(code, Map.of());
  }

  /** {@link CommonProblem#INVALID} for one field: what it was, what was expected. */
  public static Problem invalid(String field, String message) {
    return of(CommonProblem.INVALID).with("fields", Map.of(field, message));
  }

  /**
   * The same with one more fact.
   *
   * @throws IllegalArgumentException when it would stand in the place of what every refusal says
   */
  public Problem with(String name, Object fact) {
    if (TAKEN.contains(name)) {
      throw new IllegalArgumentException(
          "fact %s of %s (expected: another name than %s)".formatted(name, code.name(), TAKEN));
    }
    Map<String, Object> more = new LinkedHashMap<>(facts);
    more.put(name, fact);
    return new Problem(code, more);
  }

  /** Which kind. */
  public ProblemCode code() {
    return code;
  }

  /** The facts, in order. */
  public Map<String, Object> facts() {
    return facts;
  }
}
