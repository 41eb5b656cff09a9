package io.seonchak.platform.security;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Short-lived signed rights: this member, for this thing, until then. HMAC-SHA256 over the fields,
 * base64url, checked in about two microseconds without any look-up. Plain Java; may be used by many
 * threads at once.
 */
public final class Tickets {

  /** The name of the secret that signs them. */
  public static final String SECRET = "ticket-key";

  /** The longest life of a ticket. */
  public static final Duration LIFE_MAX = Duration.ofMinutes(10);

  private static final int FIELDS = 16 + 16 + 4 + 8;
  private static final int MAC = KeyedHash.BYTES;

  /** The length of a ticket's text. */
  public static final int TEXT_LENGTH = (FIELDS + MAC) * 8 / 6 + 1;

  private final KeyedHash hash;

  /**
   * What a ticket says.
   *
   * @param scope what it is for, for example a drop
   */
  public record Ticket(UUID member, UUID scope, int tokenVersion, Instant expiresAt) {}

  /** Tickets signed with {@code secret}. */
  public Tickets(String secret) {
    this.hash = new KeyedHash(secret);
  }

  /** The text of a ticket; its expiry is cut to whole seconds. */
  public String issue(Ticket ticket) {
    ByteBuffer out = ByteBuffer.allocate(FIELDS + MAC);
    put(out, ticket.member());
    put(out, ticket.scope());
    out.putInt(ticket.tokenVersion()).putLong(ticket.expiresAt().getEpochSecond());
    out.put(hash.of(out.array(), FIELDS));
    return Base64.getUrlEncoder().withoutPadding().encodeToString(out.array());
  }

  /** What {@code text} says, if it is one of ours and has not expired by {@code now}. */
  public Optional<Ticket> check(String text, Instant now) {
    if (text.length() != TEXT_LENGTH) {
      return Optional.empty();
    }
    byte[] bytes;
    try {
      bytes = Base64.getUrlDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
    byte[] signed = new byte[MAC];
    System.arraycopy(bytes, FIELDS, signed, 0, MAC);
    if (!MessageDigest.isEqual(signed, hash.of(bytes, FIELDS))) {
      return Optional.empty();
    }
    ByteBuffer in = ByteBuffer.wrap(bytes);
    var ticket =
        new Ticket(
            new UUID(in.getLong(), in.getLong()),
            new UUID(in.getLong(), in.getLong()),
            in.getInt(),
            Instant.ofEpochSecond(in.getLong()));
    return now.isBefore(ticket.expiresAt()) ? Optional.of(ticket) : Optional.empty();
  }

  private static void put(ByteBuffer out, UUID id) {
    out.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
  }
}
