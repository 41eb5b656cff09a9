package io.seonchak.claims.verify;

/**
 * The first place at which a record is false.
 *
 * @param where the pool, block and entry
 * @param what what is wrong there, with the found and the expected value
 */
public record Finding(String where, String what) {

  @Override
  public String toString() {
    return where + ": " + what;
  }
}
