package io.seonchak.bench.reference;

import java.util.UUID;

/** A unit that a member got: what stands in PostgreSQL, in Redis and in an event. */
public record Order(UUID claim, UUID drop, UUID member, String key, long sequence) {

  static Order of(UUID claim, Request request, long sequence) {
    return new Order(claim, request.drop(), request.member(), request.key(), sequence);
  }

  /** As text; the sequence is last, so that a script may add it. No key has a blank in it. */
  String text() {
    return head(claim, new Request(drop, member, key)) + sequence;
  }

  static String head(UUID claim, Request request) {
    return claim + " " + request.drop() + " " + request.member() + " " + request.key() + " ";
  }

  static Order parse(String text) {
    String[] parts = text.split(" ", -1);
    return new Order(
        UUID.fromString(parts[0]),
        UUID.fromString(parts[1]),
        UUID.fromString(parts[2]),
        parts[3],
        Long.parseLong(parts[4]));
  }
}
