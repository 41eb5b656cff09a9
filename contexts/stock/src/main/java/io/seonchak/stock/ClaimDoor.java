package io.seonchak.stock;

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
import io.seonchak.claims.RequestKey;
import io.seonchak.platform.id.Ids;
import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.Problem;
import io.seonchak.platform.problem.ProblemJson;
import io.seonchak.platform.web.Keys;
import io.seonchak.platform.web.ProblemAdvice;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * {@code POST /api/drops/{id}/claims}, ahead of the framework: who asks is checked in microseconds;
 * what cannot be granted is answered from memory, with bytes made once, before the body is read;
 * only what must be decided reaches the kernel. Everything else passes on.
 */
@Component
class ClaimDoor implements Filter {

  private static final Logger log = LoggerFactory.getLogger(ClaimDoor.class);
  private static final String PREFIX = "/api/drops/";
  private static final String SUFFIX = "/claims";
  private static final int PATH_LENGTH = PREFIX.length() + 36 + SUFFIX.length();
  private static final int PREPARED_MAX = 10_000;
  private static final String JSON = "application/json";

  /** A refusal whose bytes are the same for everybody. */
  private record Prepared(No no, boolean english) {}

  private final Claims claims;
  private final Claimants claimants;
  private final Ids ids;
  private final Cache<Prepared, byte[]> prepared =
      Caffeine.newBuilder().maximumSize(PREPARED_MAX).build();

  ClaimDoor(Claims claims, Claimants claimants, Ids ids) {
    this.claims = claims;
    this.claimants = claimants;
    this.ids = ids;
  }

  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    var http = (HttpServletRequest) request;
    UUID drop = dropOf(http);
    if (drop == null) {
      chain.doFilter(request, response);
      return;
    }
    try {
      claim(drop, http, (HttpServletResponse) response);
    } catch (Problem problem) {
      ProblemAdvice.write(problem, http, (HttpServletResponse) response);
    } catch (ClaimsUnavailable e) {
      ProblemAdvice.write(
          Problem.of(CommonProblem.UNAVAILABLE), http, (HttpServletResponse) response);
    } catch (RuntimeException e) {
      log.error("a claim of drop {} failed", drop, e);
      ProblemAdvice.write(Problem.of(CommonProblem.INTERNAL), http, (HttpServletResponse) response);
    }
  }

  private void claim(UUID drop, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<Person> person = claimants.of(request, drop);
    if (person.isEmpty()) {
      throw Problem.of(CommonProblem.UNAUTHENTICATED);
    }
    String key = Keys.require(request.getHeader(Keys.HEADER));
    var pool = new PoolId(drop);
    Optional<No> refused = claims.refuse(pool, person.get());
    if (refused.isPresent()) {
      refuse(refused.get(), request, response);
      return;
    }
    int quantity = quantity(request);
    var command =
        new Command.Claim(
            pool,
            new ClaimId(ids.next()),
            person.get(),
            quantity,
            RequestKey.of(key, Integer.toString(quantity)));
    switch (claims.execute(command)) {
      case Outcome.Granted yes -> write(201, yes.grant(), response);
      case Outcome.Replayed yes -> write(200, yes.grant(), response);
      case No no -> refuse(no, request, response);
      case Outcome other -> throw new IllegalStateException("a claim was answered with " + other);
    }
  }

  private static int quantity(HttpServletRequest request) throws IOException {
    String type = request.getContentType();
    boolean json =
        type != null
            && type.toLowerCase(Locale.ROOT)
                .matches("application/json(\\s*;\\s*charset=\"?utf-8\"?)?")
            && request.getHeader("Content-Encoding") == null;
    if (!json) {
      throw Problem.of(CommonProblem.UNSUPPORTED_MEDIA_TYPE);
    }
    int quantity = QuantityBody.read(request.getInputStream());
    return switch (quantity) {
      case QuantityBody.TOO_LARGE -> throw Problem.of(CommonProblem.TOO_LARGE);
      case QuantityBody.INVALID ->
          throw Problem.invalid(
              "quantity", "expected: {\"quantity\": 1 to %d}".formatted(Command.QUANTITY_MAX));
      default -> quantity;
    };
  }

  private void refuse(No no, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    boolean english = ProblemJson.english(request.getHeader("Accept-Language"));
    byte[] body =
        prepared.get(
            new Prepared(no, english),
            key -> {
              Problem problem = Refusals.of(key.no());
              return ProblemJson.bytes(problem.code(), problem.facts(), key.english(), null);
            });
    response.setStatus(status(no));
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

  /** Without building the problem: this is the most frequent answer of all. */
  private static int status(No no) {
    return switch (no) {
      case Outcome.AlreadyHeld n -> 409;
      case Outcome.LimitReached n -> 409;
      case Outcome.NotEnough n -> 409;
      case Outcome.AllHeld n -> 409;
      case Outcome.SoldOut n -> 409;
      case Outcome.NotOpenYet n -> 409;
      case Outcome.Closed n -> 409;
      case Outcome.NoSuchPool n -> 404;
      case Outcome.KeyReused n -> 422;
      case Outcome.Busy n -> 503;
      case Outcome.Unsafe n -> 503;
    };
  }

  private static void write(int status, Grant grant, HttpServletResponse response)
      throws IOException {
    Instant deadline = grant.deadline();
    String claim = grant.claim().toString();
    String body =
        "{\"claimId\":\""
            + claim
            + "\",\"orderId\":\""
            + claim
            + "\",\"sequence\":"
            + grant.sequence()
            + ",\"quantity\":"
            + grant.quantity()
            + ",\"state\":\""
            + grant.state()
            + "\",\"payBy\":"
            + (deadline == null ? "null" : "\"" + Refusals.seoul(deadline) + "\"")
            + ",\"receipt\":\""
            + grant.receipt().text()
            + "\"}";
    byte[] bytes = body.getBytes(StandardCharsets.US_ASCII);
    response.setStatus(status);
    response.setContentType(JSON);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(bytes.length);
    response.getOutputStream().write(bytes);
  }

  /** The drop, if this is a claim; by hand, because every request passes here. */
  private static @Nullable UUID dropOf(HttpServletRequest request) {
    String path = request.getRequestURI();
    boolean claim =
        path.length() == PATH_LENGTH
            && path.startsWith(PREFIX)
            && path.endsWith(SUFFIX)
            && request.getMethod().equals("POST");
    if (!claim) {
      return null;
    }
    try {
      return UUID.fromString(path.substring(PREFIX.length(), PREFIX.length() + 36));
    } catch (IllegalArgumentException e) {
      return null;
    }
  }
}
