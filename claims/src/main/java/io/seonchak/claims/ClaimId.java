package io.seonchak.claims;

import java.util.UUID;

/** A claim: units of a pool granted to one person. Lines of one all-or-nothing claim share it. */
public record ClaimId(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
