package io.seonchak.platform.problem;

/** A kind of refusal. Implemented by enums; the constant's name is the code, for good. */
public interface ProblemCode {

  /** The code, as in {@code docs/errors.md}. */
  String name();

  /** HTTP status. */
  int status();

  /** What it means, for people, in Korean. */
  String korean();

  /** The same in English. */
  String english();
}
