package io.seonchak.payment.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An account that is given out to pay into. Prints neither its number nor its secret.
 *
 * @param bank the bank's code
 * @param secret by which webhooks about it prove themselves
 * @param dueAt until when money may come
 */
public record Deposit(
    @Nullable String bank, @Nullable String number, @Nullable String secret, Instant dueAt) {

  @Override
  public String toString() {
    return "Deposit[bank=%s, dueAt=%s]".formatted(bank, dueAt);
  }
}
