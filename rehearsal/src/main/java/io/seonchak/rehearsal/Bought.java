package io.seonchak.rehearsal;

import java.util.UUID;

/**
 * What a member who got a unit was told in the end.
 *
 * @param detail the code or status he saw last; empty where there is nothing more to say
 */
record Bought(int member, UUID claim, End end, String detail) {

  /** How it ended for him. */
  enum End {
    /** He was told that it is paid. */
    PAID,
    /** It was paid, and he was told that all goes back. */
    GIVEN_BACK,
    /** He was told that his card is refused, and left it at that. */
    REFUSED,
    /** He was told that it is cancelled, before he paid. */
    CANCELLED,
    /** He did not pay. */
    LEFT,
    /** It was over before he could pay. */
    OVER,
    /** He never got to know. */
    UNSURE
  }
}
