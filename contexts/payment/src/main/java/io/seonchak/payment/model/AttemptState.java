package io.seonchak.payment.model;

/** Where an attempt to pay stands. The names stand in the table. */
public enum AttemptState {
  /** Begun; the gateway may have been asked. */
  STARTED,
  /** The gateway was asked and nobody knows what it did. */
  UNKNOWN,
  /** An account was given out, or what was paid in is not certain yet. */
  WAITING,
  /** The money is there, whatever was paid back since. */
  DONE,
  /** Nothing was taken. */
  FAILED
}
