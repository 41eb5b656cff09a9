package io.seonchak.platform.security;

/** What a member may do. The names stand in tokens and tables. */
public enum MemberRole {
  /** Everybody who has verified his address. */
  MEMBER,
  /** Sells: products, drops, campaigns of his own. */
  SELLER,
  /** Runs a clinic's line. */
  CLINIC_STAFF,
  /** Staff of the platform; may do what a seller may, for every seller. */
  OPERATOR
}
