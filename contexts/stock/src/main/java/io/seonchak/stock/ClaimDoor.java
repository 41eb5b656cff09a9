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
import io.seonchak.platform.problem.ProblemCode;
import io.seonchak.platform.problem.ProblemJson;
import io.seonchak.platform.web.Keys;
import io.seonchak.platform.web.ProblemAdvice;
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
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;
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
  private static final Duration NOWHERE_KEPT = Duration.ofSeconds(1);
  private static final String JSON = "application/json";
  private static final Pattern JSON_UTF_8 =
      Pattern.compile("application/json(\\s*;\\s*charset=\"?utf-8\"?)?", Pattern.CASE_INSENSITIVE);

  /** Where a prepared body has its trace id. */
  private static final String NO_TRACE = "0123456789abcdef";

  /** A refusal whose bytes are the same for everybody. */
  private record Prepared(No no, boolean english) {}

  private final Claims claims;
  private final Claimants claimants;
  private final Ids ids;
  private final ClaimMeter meter;
  private final Cache<Prepared, byte[]> prepared =
      Caffeine.newBuilder().maximumSize(PREPARED_MAX).build();

  /** Drops that are none: whoever makes them up must not reach the database each time. */
  private final Cache<PoolId, Boolean> nowhere =
      Caffeine.newBuilder().maximumSize(PREPARED_MAX).expireAfterWrite(NOWHERE_KEPT).build();

  ClaimDoor(Claims claims, Claimants claimants, Ids ids, ClaimMeter meter) {
    this.claims = claims;
    this.claimants = claimants;
    this.ids = ids;
    this.meter = meter;
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
      refuse(problem, http, (HttpServletResponse) response);
    } catch (ClaimsUnavailable e) {
      refuse(Problem.of(CommonProblem.UNAVAILABLE), http, (HttpServletResponse) response);
    } catch (RuntimeException e) {
      log.error("a claim of drop {} failed", drop, e);
      refuse(Problem.of(CommonProblem.INTERNAL), http, (HttpServletResponse) response);
    }
  }

  private void claim(UUID drop, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    long start = System.nanoTime();
    Optional<Person> person = claimants.of(request, drop);
    if (person.isEmpty()) {
      throw Problem.of(CommonProblem.UNAUTHENTICATED);
    }
    String key = Keys.require(request.getHeader(Keys.HEADER));
    var pool = new PoolId(drop);
    Optional<No> refused = claims.refuse(pool, person.get());
    if (refused.isPresent()) {
      refuse(drop, refused.get(), request, response);
      return;
    }
    if (nowhere.getIfPresent(pool) != null) {
      refuse(drop, new Outcome.NoSuchPool(), request, response);
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
      case Outcome.Granted yes -> {
        meter.of(drop).granted(System.nanoTime() - start);
        meter.count(ClaimMeter.GRANTED);
        write(201, yes.grant(), response);
      }
      case Outcome.Replayed yes -> {
        meter.count(ClaimMeter.REPLAYED);
        write(200, yes.grant(), response);
      }
      case No no -> refuse(drop, no, request, response);
      case Outcome other -> throw new IllegalStateException("a claim was answered with " + other);
    }
  }

  private static int quantity(HttpServletRequest request) throws IOException {
    String type = request.getContentType();
    boolean json =
        type != null
            && (type.equals(JSON) || JSON_UTF_8.matcher(type).matches())
            && request.getHeader("Content-Encoding") == null;
    if (!json) {
      throw Problem.of(CommonProblem.UNSUPPORTED_MEDIA_TYPE);
    }
    int quantity = body(request);
    return switch (quantity) {
      case QuantityBody.TOO_LARGE -> throw Problem.of(CommonProblem.TOO_LARGE);
      case QuantityBody.INVALID ->
          throw Problem.invalid(
              "quantity", "expected: {\"quantity\": 1 to %d}".formatted(Command.QUANTITY_MAX));
      default -> quantity;
    };
  }

  /** Whoever does not finish his sentence is told so; it is no fault of ours. */
  private static int body(HttpServletRequest request) {
    try {
      return QuantityBody.read(request.getInputStream());
    } catch (IOException e) {
      throw Problem.invalid("body", "cut off, not sent in time, or not readable");
    }
  }

  private void refuse(Problem problem, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    meter.count(problem.code().name());
    ProblemAdvice.write(problem, request, response);
  }

  private void refuse(UUID drop, No no, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    if (no instanceof Outcome.NoSuchPool) {
      nowhere.put(new PoolId(drop), true);
    } else {
      meter.of(drop).refused();
    }
    ProblemCode code = Refusals.code(no);
    meter.count(code.name());
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
