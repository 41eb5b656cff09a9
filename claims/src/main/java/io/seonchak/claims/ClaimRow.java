package io.seonchak.claims;

/** A claim while a batch is decided; instants are microseconds since the epoch, 0 for none. */
final class ClaimRow {

  final PoolId pool;
  final ClaimId id;
  final Person person;
  final RequestKey key;
  final int quantity;
  final long grantNo;
  final long blockNo;
  final int leaf;
  final long grantedAt;
  long nth;
  ClaimState state;
  long deadline;

  ClaimRow(
      PoolId pool,
      ClaimId id,
      Person person,
      RequestKey key,
      long nth,
      int quantity,
      long grantNo,
      long blockNo,
      int leaf,
      long grantedAt,
      ClaimState state,
      long deadline) {
    this.pool = pool;
    this.id = id;
    this.person = person;
    this.key = key;
    this.nth = nth;
    this.quantity = quantity;
    this.grantNo = grantNo;
    this.blockNo = blockNo;
    this.leaf = leaf;
    this.grantedAt = grantedAt;
    this.state = state;
    this.deadline = deadline;
  }
}
