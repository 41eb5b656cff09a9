package io.seonchak.stock;

import io.seonchak.claims.Claims;
import io.seonchak.claims.Person;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.Revocations;
import io.seonchak.platform.security.Tickets;
import io.seonchak.platform.security.Tickets.Ticket;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Component;

/**
 * Who claims: the holder of a ticket for this drop, or of a token. A few microseconds, no look-up.
 */
@Component
class Claimants {

  /** The header that carries a ticket. */
  static final String TICKET = "Drop-Ticket";

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

  /** The person, if what he shows counts for this drop now. */
  Optional<Person> of(HttpServletRequest request, UUID drop) {
    String text = request.getHeader(TICKET);
    if (text == null) {
      return tokens
          .fromAuthorization(request.getHeader("Authorization"))
          .map(Identity::member)
          .map(Person::new);
    }
    return tickets
        .check(text, claims.now())
        .filter(ticket -> ticket.scope().equals(drop))
        .filter(ticket -> revocations.stands(ticket.member(), ticket.tokenVersion()))
        .map(Ticket::member)
        .map(Person::new);
  }

  /** The same for those who must show something. */
  Person require(HttpServletRequest request, UUID drop) {
    return of(request, drop).orElseThrow(() -> Problem.of(CommonProblem.UNAUTHENTICATED));
  }
}
