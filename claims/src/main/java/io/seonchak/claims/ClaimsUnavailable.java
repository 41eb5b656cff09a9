package io.seonchak.claims;

/** The database does not answer; nothing was decided or read. Trying again later is safe. */
public final class ClaimsUnavailable extends RuntimeException {

  private static final long serialVersionUID = 1;

  ClaimsUnavailable(Throwable cause) {
    super("the claims cannot be read now", cause);
  }
}
