package io.seonchak.claims;

/** A person in the waiting list while a batch is decided. */
final class WaitRow {

  enum State {
    WAITING(1),
    OFFERED(2),
    LEFT(3);

    final int code;

    State(int code) {
      this.code = code;
    }
  }

  final PoolId pool;
  final long place;
  final Person person;
  final ClaimId claim;
  final RequestKey key;
  State state = State.WAITING;

  WaitRow(PoolId pool, long place, Person person, ClaimId claim, RequestKey key) {
    this.pool = pool;
    this.place = place;
    this.person = person;
    this.claim = claim;
    this.key = key;
  }
}
