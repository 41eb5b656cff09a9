package io.seonchak.counter;

import io.seonchak.claims.Claims;
import io.seonchak.claims.Person;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.Revocations;
import io.seonchak.platform.security.Tickets;
import io.seonchak.platform.security.Tickets.Ticket;
import io.seonchak.platform.time.Seoul;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * Who claims: the holder of a ticket for this pool, or of a token. A few microseconds, no look-up.
 */
public final class Claimants {

  /** The header that carries a ticket; the API's name for it, whatever the pool is. */
  public static final String TICKET = "Drop-Ticket";

  private final Tickets tickets;
  private final AccessTokens tokens;
  private final Revocations revocations;
  private final Claims claims;

  Claimants(Tickets tickets, AccessTokens tokens, Revocations revocations, Claims claims) {
    this.tickets = tickets;
    this.tokens = tokens;
    this.revocations = revocations;
    this.claims = claims;
  }

  /** The person, if what he shows counts for this pool now. */
  Optional<Person> of(HttpServletRequest request, UUID pool) {
    String text = request.getHeader(TICKET);
    if (text == null) {
      return tokens
          .fromAuthorization(request.getHeader("Authorization"))
          .map(Identity::member)
          .map(Person::new);
    }
    return tickets
        .check(text, claims.now())
        .filter(ticket -> ticket.scope().equals(pool))
        .filter(ticket -> revocations.stands(ticket.member(), ticket.tokenVersion()))
        .map(Ticket::member)
        .map(Person::new);
  }

  /**
   * The same for those who must show something.
   *
   * @throws Problem {@link CommonProblem#UNAUTHENTICATED} when it does not count
   */
  public Person require(HttpServletRequest request, UUID pool) {
    return of(request, pool).orElseThrow(() -> Problem.of(CommonProblem.UNAUTHENTICATED));
  }

  /**
   * A ticket as its holder gets it.
   *
   * @param expiresAt ISO 8601
   */
  public record Issued(String ticket, String expiresAt) {}

  /** A ticket for this pool. */
  Issued issue(Identity to, UUID pool) {
    Instant expiresAt = Instant.ofEpochSecond(claims.now().plus(Tickets.LIFE_MAX).getEpochSecond());
    String ticket = tickets.issue(new Ticket(to.member(), pool, to.tokenVersion(), expiresAt));
    return new Issued(ticket, Seoul.text(expiresAt));
  }
}
