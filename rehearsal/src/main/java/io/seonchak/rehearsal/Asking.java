package io.seonchak.rehearsal;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * Asks as a patient person does: who gets no answer, or is told to come again, asks another
 * instance the same with the same key. May be used by many threads at once.
 */
final class Asking {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(20);
  private static final Duration PATIENCE = Duration.ofMinutes(3);
  private static final int AT_ONCE = 32;
  private static final long PAUSE_MILLIS = 300;
  private static final int PAUSE_DOUBLINGS = 3;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(5))
          .build();
  private final List<String> addresses;
  private final Semaphore places = new Semaphore(AT_ONCE);
  private final AtomicLong turn = new AtomicLong();

  /** Asks the instances with these addresses in turn. */
  Asking(List<String> addresses) {
    this.addresses = addresses;
  }

  /**
   * An answer that is one, be it a yes or a no.
   *
   * @param body missing where it is no JSON
   */
  record Answer(int status, JsonNode body) {

    boolean yes() {
      return status / 100 == 2;
    }

    /** The value of a field, as text; empty when there is none. */
    String text(String field) {
      return body.path(field).asString("");
    }
  }

  /** Nobody answered for as long as one waits. */
  static final class Unanswered extends Exception {
    private static final long serialVersionUID = 1;

    Unanswered(String what, String last) {
      super("%s was not answered within %s; at last: %s".formatted(what, PATIENCE, last));
    }
  }

  /**
   * Asks until there is an answer.
   *
   * @param bearer who asks; absent: nobody
   * @param key of what is to have its effect once
   */
  Answer ask(String method, String path, @Nullable String bearer, String key, @Nullable String body)
      throws Unanswered, InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    String last = "";
    for (int tries = 0; System.nanoTime() < end; tries++) {
      try {
        HttpResponse<String> answer = once(method, path, bearer, key, body);
        if (answer.statusCode() < 500 && answer.statusCode() != 429) {
          return new Answer(answer.statusCode(), read(answer.body()));
        }
        last = answer.statusCode() + " " + answer.body();
      } catch (IOException e) {
        last = e.toString();
      }
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS << Math.min(tries, PAUSE_DOUBLINGS));
    }
    throw new Unanswered(method + " " + path, last);
  }

  /**
   * Asks every instance once for the same.
   *
   * @return how many did it; one that was killed or is paused by a fault does not
   * @throws IllegalStateException when one refuses it
   */
  int tellAll(String method, String path, String authorization, String body)
      throws InterruptedException {
    int told = 0;
    for (String address : addresses) {
      HttpRequest request =
          to(address, method, path, body).header("Authorization", authorization).build();
      told += does(request) ? 1 : 0;
    }
    return told;
  }

  private boolean does(HttpRequest request) throws InterruptedException {
    HttpResponse<String> answer;
    try {
      answer = http.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      // It is not there now, so it was not told: the caller counts who was.
      return false;
    }
    if (answer.statusCode() / 100 == 4) {
      throw new IllegalStateException(
          "%s was answered %d %s".formatted(request, answer.statusCode(), answer.body()));
    }
    return answer.statusCode() / 100 == 2;
  }

  private HttpResponse<String> once(
      String method, String path, @Nullable String bearer, String key, @Nullable String body)
      throws IOException, InterruptedException {
    String address = addresses.get((int) (turn.getAndIncrement() % addresses.size()));
    HttpRequest.Builder request = to(address, method, path, body).header("Idempotency-Key", key);
    if (bearer != null) {
      request.header("Authorization", "Bearer " + bearer);
    }
    places.acquire();
    try {
      return http.send(request.build(), BodyHandlers.ofString());
    } finally {
      places.release();
    }
  }

  private static HttpRequest.Builder to(
      String address, String method, String path, @Nullable String body) {
    return HttpRequest.newBuilder(URI.create(address + path))
        .timeout(ANSWER_WITHIN)
        .header("Content-Type", "application/json")
        .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
  }

  private static JsonNode read(String body) {
    try {
      return body.isEmpty() ? MissingNode.getInstance() : JSON.readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
