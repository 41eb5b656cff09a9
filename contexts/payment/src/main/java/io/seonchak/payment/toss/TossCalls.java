package io.seonchak.payment.toss;

import io.seonchak.payment.toss.TossAnswer.Done;
import io.seonchak.payment.toss.TossAnswer.Refused;
import io.seonchak.payment.toss.TossAnswer.Retry;
import io.seonchak.payment.toss.TossAnswer.Unknown;
import io.seonchak.platform.remote.Remote;
import io.seonchak.platform.remote.RemoteUnavailable;
import io.seonchak.platform.web.Keys;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/**
 * Sends one request and says what came of it. Does not repeat anything by itself. To the breaker a
 * fault is what nobody can read and what the gateway calls its own; a refusal is none. May be used
 * by many threads at once.
 */
final class TossCalls {

  /** The longest answer; a page of 5,000 settlements is below it. */
  static final int ANSWER_BYTES_MAX = 8 * 1024 * 1024;

  /** However long the gateway tells us to wait, not longer than this. */
  static final Duration RETRY_AFTER_MAX = Duration.ofSeconds(60);

  private static final Logger log = LoggerFactory.getLogger(TossCalls.class);
  private static final int MESSAGE_MAX = 510;

  private final RestClient http;
  private final Remote gateway;

  TossCalls(TossSettings settings, Remote gateway) {
    var factory =
        new JdkClientHttpRequestFactory(
            HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(settings.connectTimeout())
                .build());
    // From sending to the last byte: Spring closes a body that is still being read then, which the
    // JDK's own timeout of a request does not. RecordedAnswersTest holds it to that.
    factory.setReadTimeout(settings.answerTimeout());
    this.http =
        RestClient.builder()
            .baseUrl(settings.base().toString())
            .requestFactory(factory)
            .defaultHeaders(headers -> headers.setBasicAuth(settings.secretKey(), ""))
            .build();
    this.gateway = gateway;
  }

  /**
   * A request.
   *
   * @param path a template below the gateway's address; {@code what} names it in logs
   * @param body none for GET and DELETE
   * @param attemptKey the {@code Idempotency-Key}; none for GET and DELETE
   * @param read what an answer means; throws {@link JacksonException} or {@link
   *     IllegalArgumentException} when it is not what was asked for
   */
  record Call<T>(
      HttpMethod method,
      String what,
      String path,
      Object[] names,
      @Nullable Object body,
      @Nullable String attemptKey,
      Function<byte[], T> read) {}

  <T> TossAnswer<T> send(Call<T> call) {
    long begin = System.nanoTime();
    TossAnswer<T> answer;
    try {
      answer = gateway.once(() -> exchange(call));
    } catch (RemoteUnavailable e) {
      answer = away(e);
    }
    log(call, answer, System.nanoTime() - begin);
    return answer;
  }

  /** Whoever was never connected has sent nothing; all else may have arrived. */
  private static <T> TossAnswer<T> away(RemoteUnavailable e) {
    if (!e.mayHaveHappened()) {
      return new Retry<>(TossCode.NOT_SENT, TossCode.NOT_SENT.pause(), TossCode.NOT_SENT.sameKey());
    }
    return new Unknown<>(
        e.getCause() instanceof Fault fault ? fault.why : "no answer, or none that ends");
  }

  /** The gateway's own fault, as the breaker counts it. */
  private static final class Fault extends UncheckedIOException {

    private static final long serialVersionUID = 1;
    private final String why;

    Fault(String why) {
      super(new IOException(why));
      this.why = why;
    }
  }

  private <T> TossAnswer<T> exchange(Call<T> call) {
    RestClient.RequestBodySpec request = http.method(call.method()).uri(call.path(), call.names());
    if (call.attemptKey() != null) {
      request.header(Keys.HEADER, call.attemptKey());
    }
    if (call.body() != null) {
      request
          .contentType(MediaType.APPLICATION_JSON)
          .body(TossJson.MAPPER.writeValueAsBytes(call.body()));
    }
    return request.exchangeForRequiredValue((sent, answer) -> read(call, answer));
  }

  private static <T> TossAnswer<T> read(Call<T> call, ClientHttpResponse answer)
      throws IOException {
    int status = answer.getStatusCode().value();
    byte[] body = bounded(answer.getBody());
    if (status >= 200 && status < 300) {
      return done(call, body);
    }
    return refused(status, body, answer.getHeaders());
  }

  private static byte[] bounded(InputStream in) throws IOException {
    byte[] body = in.readNBytes(ANSWER_BYTES_MAX + 1);
    if (body.length > ANSWER_BYTES_MAX) {
      throw new IOException("more than %d bytes".formatted(ANSWER_BYTES_MAX));
    }
    return body;
  }

  private static <T> TossAnswer<T> done(Call<T> call, byte[] body) {
    try {
      return new Done<>(Objects.requireNonNull(call.read().apply(body)));
    } catch (JacksonException | IllegalArgumentException | NullPointerException e) {
      throw new Fault("an answer that cannot be read: " + e.getClass().getSimpleName());
    }
  }

  /** By code; without one we know, nothing is concluded, whatever the status. */
  private static <T> TossAnswer<T> refused(int status, byte[] body, HttpHeaders headers) {
    JsonNode json = parsed(body);
    String name = json.path("code").asString("");
    String message = json.path("message").asString("");
    Optional<TossCode> known =
        TossCode.of(name).filter(code -> code.meaning() != TossCode.Meaning.UNKNOWN);
    if (known.isEmpty()) {
      String why = "status %d, code %s".formatted(status, shortened(name));
      if (status >= 500) {
        throw new Fault(why);
      }
      return new Unknown<>(why);
    }
    TossCode code = known.get();
    return code.meaning() == TossCode.Meaning.RETRY
        ? new Retry<>(code, after(code, headers), code.sameKey())
        : new Refused<>(code, message.substring(0, Math.min(MESSAGE_MAX, message.length())));
  }

  private static JsonNode parsed(byte[] body) {
    try {
      return TossJson.MAPPER.readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }

  private static Duration after(TossCode code, HttpHeaders headers) {
    String said = headers.getFirst(HttpHeaders.RETRY_AFTER);
    if (said == null || !said.matches("[0-9]{1,6}")) {
      return code.pause();
    }
    Duration wait = Duration.ofSeconds(Long.parseLong(said));
    return wait.compareTo(RETRY_AFTER_MAX) < 0 ? wait : RETRY_AFTER_MAX;
  }

  private static void log(Call<?> call, TossAnswer<?> answer, long nanos) {
    long millis = TimeUnit.NANOSECONDS.toMillis(nanos);
    switch (answer) {
      case Done<?> done -> log.debug("{} done in {} ms", call.what(), millis);
      case Refused<?> no -> log.info("{} refused: {} in {} ms", call.what(), no.code(), millis);
      case Retry<?> later -> log.info("{} not now: {} in {} ms", call.what(), later.code(), millis);
      case Unknown<?> lost -> log.warn("{} unknown: {} in {} ms", call.what(), lost.why(), millis);
    }
  }

  /** A name from outside, fit for a log. */
  private static String shortened(String name) {
    String clean = name.replaceAll("[^A-Za-z0-9_]", "?");
    return clean.isEmpty() ? "none" : clean.substring(0, Math.min(60, clean.length()));
  }
}
