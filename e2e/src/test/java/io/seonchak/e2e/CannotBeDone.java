package io.seonchak.e2e;

/** This machine cannot do a fault, so nothing is known of it. */
public final class CannotBeDone extends RuntimeException {
  private static final long serialVersionUID = 1;

  CannotBeDone(String why) {
    super(why, null, false, false);
  }
}
