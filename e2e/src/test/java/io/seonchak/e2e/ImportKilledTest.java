package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.testing.TestDatabase;
import io.seonchak.testing.TestKafka;
import io.seonchak.testing.TestRedis;
import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** An import during which the application is killed: nobody is lost and nobody is there twice. */
class ImportKilledTest {

  private static final int LINES = 20_000;

  /** Each of these is a bad line. */
  private static final int BAD_EVERY = 2_000;

  @TempDir Path folder;
  private final TestDatabase database = TestDatabase.fresh();
  private int port;
  private JarProcess running;

  @Test
  void aKillInTheMiddleCostsNothing() throws Exception {
    Map<String, String> settings = Shop.settings(database, TestRedis.url(), TestKafka.servers());
    port = freePort();
    start(settings);
    try {
      Shop shop = Shop.of(database, settings, folder, Map.of("/api", "http://127.0.0.1:" + port));
      uploadAndKill(shop.operator);
      start(settings);

      Answer taken =
          shop.post(
              "/api/members/import",
              lines(0, LINES),
              "Authorization",
              "Bearer " + shop.operator,
              "Idempotency-Key",
              "killed",
              "Content-Type",
              "application/x-ndjson");

      assertThat(taken.status()).as(taken.body()).isEqualTo(202);
      JsonNode report =
          await()
              .atMost(Duration.ofSeconds(30))
              .until(
                  () ->
                      shop.get(
                              "/api/members/imports/" + taken.text("importId"),
                              "Authorization",
                              "Bearer " + shop.operator)
                          .json(),
                  each -> each.path("state").asString("").equals("DONE"));
      int bad = LINES / BAD_EVERY;
      assertThat(report.path("imported").asLong()).isEqualTo(LINES - bad);
      assertThat(report.path("alreadyThere").asLong()).isZero();
      assertThat(report.path("bad").valueStream().mapToInt(each -> each.path("line").asInt()))
          .hasSize(bad)
          .allMatch(line -> line % BAD_EVERY == 0);
      assertThat(count("SELECT count(*) FROM member.member WHERE email LIKE 'killed-%'"))
          .isEqualTo(LINES - bad);
      assertThat(
              count(
                  "SELECT count(*) FROM member.member_role JOIN member.member USING (member_id)"
                      + " WHERE role = 'MEMBER' AND email LIKE 'killed-%'"))
          .isEqualTo(LINES - bad);
    } finally {
      running.stop();
    }
  }

  /** Half of the lines are sent and at least one chunk of them is stored: then the kill. */
  private void uploadAndKill(String token) throws Exception {
    byte[] half = lines(0, LINES / 2).getBytes(StandardCharsets.UTF_8);
    var body =
        new InputStream() {
          private int at;

          @Override
          public int read() throws IOException {
            if (at == half.length) {
              await()
                  .atMost(Duration.ofSeconds(20))
                  .until(() -> count("SELECT count(*) FROM member.import_chunk") > 0);
              running.process.destroyForcibly();
              throw new IOException("killed on purpose");
            }
            return half[at++];
          }

          @Override
          public int read(byte[] into, int offset, int length) throws IOException {
            if (at == half.length) {
              return read();
            }
            int count = Math.min(length, half.length - at);
            System.arraycopy(half, at, into, offset, count);
            at += count;
            return count;
          }
        };
    var request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/members/import"))
            .timeout(Duration.ofSeconds(30))
            .headers("Authorization", "Bearer " + token, "Idempotency-Key", "killed")
            .header("Content-Type", "application/x-ndjson")
            .POST(BodyPublishers.ofInputStream(() -> body))
            .build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      org.assertj.core.api.Assertions.assertThatThrownBy(
              () -> http.send(request, BodyHandlers.ofString()))
          .isInstanceOf(IOException.class);
    }
    running.process.waitFor();
    assertThat(count("SELECT count(*) FROM member.import WHERE received_at IS NULL")).isEqualTo(1);
  }

  private void start(Map<String, String> settings) throws IOException {
    Map<String, String> environment = new HashMap<>();
    settings.forEach(
        (name, value) -> environment.put(name.toUpperCase(Locale.ROOT).replace('.', '_'), value));
    running =
        new JarProcess(environment, "--port", Integer.toString(port), "--home", folder.toString());
    running.until("ready in");
  }

  private static String lines(int from, int to) {
    var lines = new StringBuilder();
    for (int i = from + 1; i <= to; i++) {
      lines.append(
          i % BAD_EVERY == 0
              ? "{\"email\":\"nobody\"}\n"
              : "{\"email\":\"killed-%d@example.com\",\"name\":\"김하나\"}\n".formatted(i));
    }
    return lines.toString();
  }

  private long count(String sql) throws SQLException {
    try (var connection = database.connect();
        var statement = connection.createStatement();
        var row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  private static int freePort() throws IOException {
    try (var socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }
}
