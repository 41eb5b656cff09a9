package io.seonchak.tosssimulator;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.node.ObjectNode;

/**
 * Tells the shop, and tells it again when it does not answer 200 in time: seven times, at the
 * gateway's intervals. Only to this machine.
 */
@Component
class Webhooks {

  /** After each failure, in the gateway's minutes. */
  static final List<Integer> RETRY_MINUTES = List.of(1, 4, 16, 64, 256, 1024, 4096);

  private static final Logger log = LoggerFactory.getLogger(Webhooks.class);
  private static final Set<String> HERE = Set.of("127.0.0.1", "localhost", "[::1]");
  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(10);
  private static final Duration LEASE = Duration.ofSeconds(30);
  private static final int SENT_AT_ONCE = 100;
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSSSS");

  private final JdbcClient jdbc;
  private final SimulatorSettings settings;
  private final Chaos chaos;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .followRedirects(HttpClient.Redirect.NEVER)
          .connectTimeout(Duration.ofSeconds(2))
          .build();
  private volatile @Nullable URI target;

  Webhooks(JdbcClient jdbc, SimulatorSettings settings, Chaos chaos, Clock clock) {
    this.jdbc = jdbc;
    this.settings = settings;
    this.chaos = chaos;
    this.clock = clock;
    this.target = settings.webhookUrl().isEmpty() ? null : local(settings.webhookUrl());
  }

  private record Due(long no, String transmission, String body, int tries) {}

  /** Where the shop listens; in memory, as the developer centre's field would be empty again. */
  void register(String url) {
    target = url.isEmpty() ? null : local(url);
  }

  /** Notes what is to be told, in the transaction that made it true. */
  void add(List<ObjectNode> hooks, Instant now) {
    if (target == null) {
      return;
    }
    Chaos.Hooks how = chaos.plan().hooks();
    for (ObjectNode hook : hooks) {
      hook.put("createdAt", MICROS.format(LocalDateTime.ofInstant(now, Json.SEOUL)));
      String transmission = UUID.randomUUID().toString();
      for (int copy = 0; copy < how.copies(); copy++) {
        jdbc.sql("INSERT INTO toss_simulator.webhook (transmission, body, due_at) VALUES (?, ?, ?)")
            .params(
                transmission,
                hook.toString(),
                now.plusMillis(how.delayMillis()).atOffset(ZoneOffset.UTC))
            .update();
      }
    }
  }

  /** Sends what is due; how many were sent. */
  int sendDue() {
    URI to = target;
    if (to == null) {
      return 0;
    }
    Instant now = clock.instant();
    List<Due> due =
        jdbc.sql(
                "UPDATE toss_simulator.webhook SET due_at = ? WHERE no IN (SELECT no FROM"
                    + " toss_simulator.webhook WHERE due_at <= ? ORDER BY due_at, no LIMIT ? FOR"
                    + " UPDATE SKIP LOCKED) RETURNING no, transmission, body, tries")
            .params(
                now.plus(LEASE).atOffset(ZoneOffset.UTC),
                now.atOffset(ZoneOffset.UTC),
                SENT_AT_ONCE)
            .query(
                (row, n) ->
                    new Due(row.getLong(1), row.getString(2), row.getString(3), row.getInt(4)))
            .list();
    due.stream()
        .sorted(java.util.Comparator.comparingLong(Due::no))
        .forEach(each -> note(each, send(to, each, now), now));
    return due.size();
  }

  private boolean send(URI to, Due hook, Instant now) {
    try {
      HttpResponse<InputStream> answer =
          http.send(
              HttpRequest.newBuilder(to)
                  .timeout(ANSWER_WITHIN)
                  .header("Content-Type", "application/json")
                  .header("tosspayments-webhook-transmission-id", hook.transmission())
                  .header("tosspayments-webhook-transmission-time", Json.seoul(now))
                  .header(
                      "tosspayments-webhook-transmission-retried-count",
                      String.valueOf(hook.tries()))
                  .POST(HttpRequest.BodyPublishers.ofString(hook.body()))
                  .build(),
              HttpResponse.BodyHandlers.ofInputStream());
      // Only the status counts; a body that never ends must not hold the others up.
      answer.body().close();
      return answer.statusCode() == 200;
    } catch (IOException e) {
      log.debug("a webhook was not taken: {}", e.getMessage());
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void note(Due hook, boolean taken, Instant now) {
    boolean again = !taken && hook.tries() < RETRY_MINUTES.size();
    Instant due =
        again
            ? now.plus(settings.webhookMinute().multipliedBy(RETRY_MINUTES.get(hook.tries())))
            : null;
    jdbc.sql(
            "UPDATE toss_simulator.webhook SET tries = ?, due_at = ?, delivered_at = ? WHERE no ="
                + " ?")
        .param(1, hook.tries() + 1)
        .param(2, due == null ? null : due.atOffset(ZoneOffset.UTC))
        .param(3, taken ? now.atOffset(ZoneOffset.UTC) : null)
        .param(4, hook.no())
        .update();
  }

  private static URI local(String url) {
    try {
      URI uri = URI.create(url);
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && HERE.contains(uri.getHost())) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Said below, for both.
    }
    throw Refusal.invalid("a webhook's url is http on this machine");
  }
}
