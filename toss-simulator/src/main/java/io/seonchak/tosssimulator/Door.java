package io.seonchak.tosssimulator;

import io.seonchak.platform.problem.ProblemJson;
import io.seonchak.platform.security.Hashes;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Objects;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.TransientDataAccessException;
import org.springframework.http.HttpHeaders;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.JsonNode;

/**
 * What every request to the gateway passes: who asks, how often, whether it was answered before,
 * and what goes wrong with it. An answer leaves only after its effects are committed.
 */
@Component
class Door {

  private static final Logger log = LoggerFactory.getLogger(Door.class);
  private static final String KEY = "Idempotency-Key";
  private static final String TEST_CODE = "TossPayments-Test-Code";
  private static final byte[] BAD_GATEWAY =
      "<html><h1>502 Bad Gateway</h1></html>".getBytes(StandardCharsets.UTF_8);

  private final SimulatorSettings settings;
  private final Replays replays;
  private final Chaos chaos;
  private final RateLimit limit;
  private final Webhooks webhooks;
  private final Clock clock;
  private final TransactionTemplate transaction;

  Door(
      SimulatorSettings settings,
      Replays replays,
      Chaos chaos,
      RateLimit limit,
      Webhooks webhooks,
      Clock clock,
      PlatformTransactionManager transactions) {
    this.settings = settings;
    this.replays = replays;
    this.chaos = chaos;
    this.limit = limit;
    this.webhooks = webhooks;
    this.clock = clock;
    this.transaction = new TransactionTemplate(transactions);
  }

  /** What a request does; a refusal may end it, and keeps what was written before. */
  @FunctionalInterface
  interface Work {
    JsonNode at(Instant now);
  }

  /** A request of one of the gateway's own paths. */
  void enter(HttpServletRequest request, HttpServletResponse response, String api, Work work)
      throws IOException {
    boolean changes = !request.getMethod().equals("GET");
    Chaos.Strike strike = Chaos.Strike.NONE;
    Reply reply;
    try {
      shows(request.getHeader(HttpHeaders.AUTHORIZATION));
      testCode(request.getHeader(TEST_CODE));
      strike = chaos.strike(changes);
      before(strike, api);
      reply = changes ? once(request, work) : within(request, work);
    } catch (Refusal refusal) {
      reply = refused(refusal, request);
    }
    if (strike != Chaos.Strike.LOSE_REQUEST && changes && chaos.plan().hooks().first()) {
      webhooks.sendDue();
    }
    answer(strike, reply, response);
  }

  /** A request of whoever runs the rehearsal; he shows the shop's key, and nothing goes wrong. */
  void beside(HttpServletRequest request, HttpServletResponse response, Work work)
      throws IOException {
    Reply reply;
    try {
      shows(request.getHeader(HttpHeaders.AUTHORIZATION));
      reply = Reply.of(work.at(clock.instant()));
    } catch (Refusal refusal) {
      reply = refused(refusal, request);
    }
    write(response, reply.status(), reply.body(), reply.body().length);
  }

  /** In a transaction; a refusal commits what was written before it. */
  private Reply within(HttpServletRequest request, Work work) {
    Instant now = clock.instant();
    return Objects.requireNonNull(transaction.execute(status -> done(request, work, now)));
  }

  private Reply once(HttpServletRequest request, Work work) {
    String key = request.getHeader(KEY);
    if (key == null || !request.getMethod().equals("POST")) {
      return within(request, work);
    }
    if (key.length() > Replays.KEY_MAX) {
      throw Refusal.of(Code.INVALID_IDEMPOTENCY_KEY);
    }
    byte[] scope =
        Hashes.sha256(
            String.join(
                "\n", settings.secretKey(), request.getMethod(), request.getRequestURI(), key));
    Instant now = clock.instant();
    try {
      return Objects.requireNonNull(
          transaction.execute(status -> remembered(scope, request, work, now)));
    } catch (TransientDataAccessException e) {
      log.warn("a request could not be carried out: {}", e.getMessage());
      throw Refusal.of(Code.FAILED_INTERNAL_SYSTEM_PROCESSING);
    }
  }

  private Reply remembered(byte[] scope, HttpServletRequest request, Work work, Instant now) {
    Replays.Known known = replays.take(scope, now);
    if (known.reply().isPresent()) {
      return known.reply().get();
    }
    if (!known.mine()) {
      throw Refusal.of(Code.IDEMPOTENT_REQUEST_PROCESSING);
    }
    Reply reply = done(request, work, now);
    if (reply.status() < 500) {
      replays.keep(scope, reply, now);
    }
    return reply;
  }

  private static Reply done(HttpServletRequest request, Work work, Instant now) {
    try {
      JsonNode json = work.at(now);
      return json.isMissingNode() ? new Reply(200, new byte[0]) : Reply.of(json);
    } catch (Refusal refusal) {
      return refused(refusal, request);
    }
  }

  private static Reply refused(Refusal refusal, HttpServletRequest request) {
    return Reply.of(refusal, ProblemJson.english(request.getHeader(HttpHeaders.ACCEPT_LANGUAGE)));
  }

  private void shows(@Nullable String authorization) {
    if (authorization == null || !authorization.startsWith("Basic ")) {
      throw Refusal.of(Code.INCORRECT_BASIC_AUTH_FORMAT);
    }
    String shown;
    try {
      byte[] decoded = Base64.getDecoder().decode(authorization.substring(6).strip());
      shown = new String(decoded, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.of(Code.INCORRECT_BASIC_AUTH_FORMAT);
    }
    if (!shown.endsWith(":")) {
      throw Refusal.of(Code.INCORRECT_BASIC_AUTH_FORMAT);
    }
    if (shown.contains("ck_")) {
      throw Refusal.of(Code.INVALID_API_KEY);
    }
    if (!MessageDigest.isEqual(bytes(shown), bytes(settings.secretKey() + ":"))) {
      throw Refusal.of(Code.UNAUTHORIZED_KEY);
    }
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void testCode(@Nullable String name) {
    if (name == null) {
      return;
    }
    for (Code code : Code.values()) {
      if (code.name().equals(name)) {
        throw Refusal.of(code);
      }
    }
    throw Refusal.invalid(TEST_CODE);
  }

  private void before(Chaos.Strike strike, String api) {
    if (chaos.plan().rateLimited() && !limit.allows(api)) {
      throw Refusal.of(Code.TOO_MANY_REQUESTS);
    }
    switch (strike) {
      case LOSE_REQUEST, FAIL_BEFORE -> throw Refusal.of(Code.FAILED_INTERNAL_SYSTEM_PROCESSING);
      case BUSY -> throw Refusal.of(Code.IDEMPOTENT_REQUEST_PROCESSING);
      case SLOW_REQUEST -> pause();
      case NONE, LOSE_ANSWER, FAIL_AFTER, BAD_GATEWAY, SLOW_ANSWER -> {}
    }
  }

  private void answer(Chaos.Strike strike, Reply reply, HttpServletResponse response)
      throws IOException {
    switch (strike) {
      case LOSE_REQUEST, LOSE_ANSWER -> lose(response);
      case FAIL_AFTER -> {
        Reply failed = Reply.of(Refusal.of(Code.FAILED_INTERNAL_SYSTEM_PROCESSING), false);
        write(response, failed.status(), failed.body(), failed.body().length);
      }
      case BAD_GATEWAY -> {
        response.setContentType("text/html");
        write(response, 502, BAD_GATEWAY, BAD_GATEWAY.length);
      }
      case SLOW_ANSWER -> {
        pause();
        write(response, reply.status(), reply.body(), reply.body().length);
      }
      case NONE, FAIL_BEFORE, BUSY, SLOW_REQUEST ->
          write(response, reply.status(), reply.body(), reply.body().length);
    }
  }

  private void pause() {
    LockSupport.parkNanos(Duration.ofMillis(chaos.plan().slowMillis()).toNanos());
  }

  /** Promises more than it sends, so that the container breaks the connection. */
  private static void lose(HttpServletResponse response) throws IOException {
    response.setHeader(HttpHeaders.CONNECTION, "close");
    write(response, 200, new byte[] {'{'}, 2_000);
    response.flushBuffer();
  }

  private static void write(HttpServletResponse response, int status, byte[] body, int length)
      throws IOException {
    response.setStatus(status);
    if (response.getContentType() == null) {
      response.setContentType("application/json;charset=UTF-8");
    }
    response.setContentLength(length);
    response.setHeader(HttpHeaders.CACHE_CONTROL, "no-store");
    response.getOutputStream().write(body);
  }
}
