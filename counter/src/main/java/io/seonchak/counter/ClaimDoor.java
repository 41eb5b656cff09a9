package io.seonchak.counter;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.seonchak.claims.ClaimId;
import io.seonchak.claims.Claims;
import io.seonchak.claims.ClaimsUnavailable;
import io.seonchak.claims.Command;
import io.seonchak.claims.Grant;
import io.seonchak.claims.Outcome;
import io.seonchak.claims.Outcome.No;
import io.seonchak.claims.Person;
import io.seonchak.claims.PoolId;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.problem.ProblemCode;
import io.seonchak.platform.problem.ProblemJson;
import io.seonchak.platform.web.Keys;
import io.seonchak.platform.web.ProblemAdvice;
import io.seonchak.platform.web.Room;
import io.seonchak.platform.web.TraceIds;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.core.Ordered;
import org.springframework.dao.DataAccessException;

/**
 * {@code POST <prefix>{pool}/claims}, ahead of the framework: who asks is checked in microseconds;
 * what cannot be granted is answered from memory, with bytes made once, before the body is read;
 * only what must be decided reaches the kernel. Whoever surely gets no place in the line is
 * answered here too. Everything else passes on.
 */
public final class ClaimDoor implements Filter {

  private static final Logger log = LoggerFactory.getLogger(ClaimDoor.class);
  private static final String CLAIMS = "/claims";
  private static final String WAITING_LIST = "/waiting-list";
  private static final int ID_LENGTH = 36;
  private static final int PREPARED_MAX = 10_000;
  private static final Duration NOWHERE_KEPT = Duration.ofSeconds(1);
  private static final Duration COME_AGAIN = Duration.ofSeconds(1);
  private static final String JSON = "application/json";

  /** Where a prepared body has its trace id. */
  private static final String NO_TRACE = "0123456789abcdef";

  /** A refusal whose bytes are the same for everybody. */
  private record Prepared(No no, boolean english) {}

  private final String prefix;
  private final Offer offer;
  private final Claims claims;
  private final Claimants claimants;
  private final Ids ids;
  private final ClaimMeter meter;
  private final Room room;
  private final Cache<Prepared, byte[]> prepared =
      Caffeine.newBuilder().maximumSize(PREPARED_MAX).build();

  /** Pools that are none: whoever makes them up must not reach the database each time. */
  private final Cache<PoolId, Boolean> nowhere =
      Caffeine.newBuilder().maximumSize(PREPARED_MAX).expireAfterWrite(NOWHERE_KEPT).build();

  private ClaimDoor(String prefix, Offer offer, Counter counter, Ids ids) {
    this.prefix = prefix;
    this.offer = offer;
    this.claims = counter.claims();
    this.claimants = counter.claimants();
    this.ids = ids;
    this.meter = counter.meter();
    this.room = counter.room();
  }

  /**
   * The door of a counter, ahead of everything but the bound on what is inside, so that a refusal
   * costs no more than reading the request's head.
   *
   * @param prefix what the paths of its pools begin with, for example {@code /api/drops/}
   */
  public static FilterRegistrationBean<ClaimDoor> first(
      String prefix, Offer offer, Counter counter, Ids ids) {
    var registration = new FilterRegistrationBean<>(new ClaimDoor(prefix, offer, counter, ids));
    registration.setName(counter.context() + "-claim-door");
    registration.addUrlPatterns(prefix + "*");
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
    registration.setAsyncSupported(true);
    return registration;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    UUID pool = poolOf(http, CLAIMS);
    UUID line = pool == null ? poolOf(http, WAITING_LIST) : null;
    if (pool != null) {
      claim(pool, http, (HttpServletResponse) response);
    } else if (line == null || !noPlace(line, http, (HttpServletResponse) response)) {
      chain.doFilter(request, response);
    }
  }

  /** Whether a place in the line was refused from memory, with the bytes made once. */
  private boolean noPlace(UUID pool, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String key = request.getHeader(Keys.HEADER);
    if (key != null && !Keys.valid(key)) {
      return false;
    }
    Optional<No> refused =
        claimants.of(request, pool).flatMap(person -> claims.refusePlace(new PoolId(pool), person));
    if (refused.isPresent()) {
      write(refused.get(), request, response);
    }
    return refused.isPresent();
  }

  private void claim(UUID pool, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      decide(pool, request, response);
    } catch (Problem problem) {
      refuse(problem, request, response);
    } catch (ClaimsUnavailable | DataAccessException e) {
      refuse(Problem.of(CommonProblem.UNAVAILABLE), request, response);
    } catch (RuntimeException e) {
      log.error("a claim of pool {} failed", pool, e);
      refuse(Problem.of(CommonProblem.INTERNAL), request, response);
    }
  }

  private void decide(UUID id, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    Optional<Person> person = claimants.of(request, id);
    if (person.isEmpty()) {
      throw Problem.of(CommonProblem.UNAUTHENTICATED);
    }
    String key = Keys.require(request.getHeader(Keys.HEADER));
    var pool = new PoolId(id);
    Optional<No> refused = claims.refuse(pool, person.get());
    if (refused.isPresent()) {
      refuse(id, refused.get(), request, response);
      return;
    }
    if (nowhere.getIfPresent(pool) != null || !offer.offers(id)) {
      refuse(id, new Outcome.NoSuchPool(), request, response);
      return;
    }
    byte[] body = ClaimBody.of(request);
    var claim = new ClaimId(ids.next());
    switch (decided(offer.command(pool, claim, person.get(), key, body))) {
      case Outcome.Granted yes -> {
        meter.of(id).granted(System.nanoTime() - start);
        meter.count(ClaimMeter.GRANTED);
        write(201, yes.grant(), response);
      }
      case Outcome.Replayed yes -> {
        meter.count(ClaimMeter.REPLAYED);
        write(200, yes.grant(), response);
      }
      case No no -> refuse(id, no, request, response);
      case Outcome other -> throw new IllegalStateException("a claim was answered with " + other);
    }
  }

  /** At once if too many wait already: coming again is sooner than waiting behind them. */
  private Outcome decided(Command.Claim command) {
    if (!room.enter()) {
      return new Outcome.Busy(COME_AGAIN);
    }
    try {
      return claims.execute(command);
    } finally {
      room.leave();
    }
  }

  private void refuse(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    meter.count(problem.code().name());
    ProblemAdvice.write(problem, request, response);
  }

  private void refuse(UUID pool, No no, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (no instanceof Outcome.NoSuchPool) {
      nowhere.put(new PoolId(pool), true);
    } else {
      meter.of(pool).refused();
    }
    meter.count(Refusals.code(no).name());
    write(no, request, response);
  }

  private void write(No no, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    ProblemCode code = Refusals.code(no);
    byte[] body = body(no, ProblemJson.english(request.getHeader("Accept-Language")));
    response.setStatus(code.status());
    response.setContentType(ProblemJson.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    if (no instanceof Outcome.Busy busy) {
      response.setHeader("Retry-After", Long.toString(Math.max(1, busy.retryAfter().toSeconds())));
    } else if (no instanceof Outcome.Unsafe) {
      response.setHeader("Retry-After", "5");
    }
    response.setContentLength(body.length);
    response.getOutputStream().write(body);
  }

  /** The body, all but its trace id made once for everybody. */
  private byte[] body(No no, boolean english) {
    byte[] made = prepared.get(new Prepared(no, english), ClaimDoor::prepare).clone();
    // The trace id is the last field: sixteen digits before the quote and the brace.
    String trace = TraceIds.next();
    int at = made.length - NO_TRACE.length() - 2;
    for (int i = 0; i < NO_TRACE.length(); i++) {
      made[at + i] = (byte) trace.charAt(i);
    }
    return made;
  }

  private static byte[] prepare(Prepared refusal) {
    Problem problem = Refusals.of(refusal.no()).with("traceId", NO_TRACE);
    return ProblemJson.bytes(problem.code(), problem.facts(), refusal.english(), null);
  }

  private void write(int status, Grant grant, HttpServletResponse response) throws IOException {
    byte[] bytes = offer.yes(grant).getBytes(StandardCharsets.US_ASCII);
    response.setStatus(status);
    response.setContentType(JSON);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** The pool whose {@code what} is posted to; by hand, because every request passes here. */
  private @Nullable UUID poolOf(HttpServletRequest request, String what) {
    String path = request.getRequestURI();
    boolean meant =
        path.length() == prefix.length() + ID_LENGTH + what.length()
            && path.startsWith(prefix)
            && path.endsWith(what)
            && request.getMethod().equals("POST");
    if (!meant) {
      return null;
    }
    try {
      return UUID.fromString(path.substring(prefix.length(), prefix.length() + ID_LENGTH));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
