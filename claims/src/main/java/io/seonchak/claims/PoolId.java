package io.seonchak.claims;

import java.util.UUID;

/** A pool: a limited quantity. Compared by its unsigned bits, as PostgreSQL compares uuids. */
public record PoolId(UUID value) implements Comparable<PoolId> {

  @Override
  public int compareTo(PoolId other) {
    int high =
        Long.compareUnsigned(value.getMostSignificantBits(), other.value.getMostSignificantBits());
    return high != 0
        ? high
        : Long.compareUnsigned(
            value.getLeastSignificantBits(), other.value.getLeastSignificantBits());
  }

  @Override
  public String toString() {
    return value.toString();
  }
}
