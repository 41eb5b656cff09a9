package io.seonchak.platform.security;

import io.seonchak.platform.security.Tickets.Ticket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How processes of ours know each other: a signed right to ask one service for a few minutes, made
 * anew for each call from a secret they share. Never a member's. Thread-safe.
 */
public final class ServiceTokens {

  /** The name of the secret that signs them. */
  public static final String SECRET = "service-key";

  /** How long one counts, so also how far the hosts' clocks may be apart. */
  public static final Duration LIFE = Duration.ofMinutes(5);

  private static final String SCHEME = "Service ";
  private static final UUID NO_MEMBER = new UUID(0, 0);

  private final Tickets tickets;
  private final Clock clock;

  /** Tokens signed with {@code secret}. */
  public ServiceTokens(String secret, Clock clock) {
    this.tickets = new Tickets(secret);
    this.clock = clock;
  }

  /** An {@code Authorization} header for asking {@code service}. */
  public String authorization(String service) {
    Instant expiresAt = clock.instant().plus(LIFE);
    return SCHEME + tickets.issue(new Ticket(NO_MEMBER, scope(service), 0, expiresAt));
  }

  /** Whether the value of an {@code Authorization} header allows to ask {@code service}. */
  public boolean allows(@Nullable String authorization, String service) {
    Instant now = clock.instant();
    return authorization != null
        && authorization.startsWith(SCHEME)
        && tickets
            .check(authorization.substring(SCHEME.length()), now)
            .filter(ticket -> ticket.member().equals(NO_MEMBER))
            .filter(ticket -> ticket.scope().equals(scope(service)))
            .filter(ticket -> !ticket.expiresAt().isAfter(now.plus(LIFE).plus(LIFE)))
            .isPresent();
  }

  private static UUID scope(String service) {
    return UUID.nameUUIDFromBytes(service.getBytes(StandardCharsets.UTF_8));
  }
}
