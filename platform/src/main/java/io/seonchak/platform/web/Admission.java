package io.seonchak.platform.web;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.LongAdder;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;
import org.springframework.web.filter.OncePerRequestFilter;

/**
 * So many requests are inside at once, and who comes beyond them is told at once to come again in a
 * second: by the {@link UsheredProtocol} where it can tell, else here, which is the first thing a
 * request meets in the container. Each request inside holds memory until it is answered; without
 * this bound, as many as there are connections would, and a crowd could fill the heap. Calls from
 * our own processes and the probes of who watches over this one have as much room of their own: the
 * crowd does not shut them out.
 */
@Component
@Order(Ordered.HIGHEST_PRECEDENCE)
class Admission extends OncePerRequestFilter {

  private static final String SETTING = "seonchak.web.requests-max";

  private final Room room;
  private final Room apart;
  private final Room claims;
  private final LongAdder turnedAway = new LongAdder();

  /**
   * A bound for this process.
   *
   * @param max requests inside at once, at least 1; each is some 80 KB
   * @param claims the part of it that claims may take
   */
  Admission(@Value("${" + SETTING + ":1024}") int max, Room claims) {
    this.room = new Room(SETTING, max);
    this.apart = new Room(SETTING, max);
    this.claims = claims;
  }

  /** By the path alone, for nobody has looked yet who asks. */
  private Room roomFor(HttpServletRequest request) {
    String path = request.getRequestURI();
    return path.startsWith("/internal/") || path.startsWith("/actuator/") ? apart : room;
  }

  @Override
  protected void doFilterInternal(
      HttpServletRequest request, HttpServletResponse response, FilterChain chain)
      throws ServletException, IOException {
    Room wanted = roomFor(request);
    if (!wanted.enter()) {
      turnedAway.increment();
      ProblemAdvice.write(Problem.of(CommonProblem.BUSY), request, response);
      return;
    }
    try {
      chain.doFilter(request, response);
    } finally {
      wanted.leave();
    }
  }

  /** Whether one who came now would be turned away. */
  boolean full() {
    return room.full();
  }

  /** Whether a claim that came now would be, by its counter if not here. */
  boolean fullOfClaims() {
    return claims.full() || full();
  }

  /** Somebody was, ahead of the container. */
  void turnedAwayEarly() {
    turnedAway.increment();
  }

  /** Requests inside now. */
  int inside() {
    return room.inside();
  }

  /** Those turned away so far. */
  long turnedAway() {
    return turnedAway.sum();
  }
}
