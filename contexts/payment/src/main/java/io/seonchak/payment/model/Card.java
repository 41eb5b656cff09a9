package io.seonchak.payment.model;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * A card registered for paying by one tap.
 *
 * @param sealed the gateway's key for it, sealed; none until it is issued
 * @param company the card company, as the gateway says it
 * @param tail the last digits
 */
public record Card(
    UUID id,
    UUID memberId,
    State state,
    byte @Nullable [] sealed,
    @Nullable String company,
    @Nullable String tail,
    int looks) {

  /** How far it is. The names stand in the table. */
  public enum State {
    /** The gateway was asked for a key. */
    ISSUING,
    /** It may be paid with. */
    ACTIVE,
    /** Its owner gave it up; the gateway has not said that it forgot it. */
    LEAVING,
    /** Gone. */
    GONE
  }

  @Override
  public String toString() {
    return "Card[%s, %s]".formatted(id, state);
  }
}
