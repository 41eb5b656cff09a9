package io.seonchak.claims;

import java.util.UUID;

/**
 * Who claims: a random id, never derived from a phone number or a name. The ledger shows only its
 * HMAC under the pool's secret.
 */
public record Person(UUID value) {

  @Override
  public String toString() {
    return value.toString();
  }
}
