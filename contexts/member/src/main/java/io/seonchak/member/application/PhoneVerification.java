package io.seonchak.member.application;

import io.seonchak.member.model.Ci;
import java.time.Instant;
import java.util.Optional;

/**
 * An agency that says which human being holds a telephone (본인확인기관). The port; adapters speak to one
 * agency each and keep nothing.
 */
public interface PhoneVerification {

  /** A verification under way: the agency's name for it, and until when it can be completed. */
  record Started(String reference, Instant expiresAt) {}

  /** Whether an agency is connected. */
  boolean offered();

  /** Begins: the agency gets in touch with whoever holds the telephone. */
  Started start(String phone);

  /**
   * Completes with what the agency told him.
   *
   * @return who he is; empty when it is wrong, late or used
   */
  Optional<Ci> complete(String reference, String code);
}
