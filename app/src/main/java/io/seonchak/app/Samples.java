package io.seonchak.app;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.UUID;

/** Something to look at on an empty home: made through the public API, as any seller would. */
final class Samples {

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final HttpClient http = HttpClient.newHttpClient();
  private final String address;

  Samples(int port) {
    this.address = "http://127.0.0.1:" + port;
  }

  /** Makes them; what there is to see, in a line. */
  String make(String email, String password) throws IOException, InterruptedException {
    String token =
        field(
            post(
                "/api/sessions",
                "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, password),
                ""),
            "accessToken");
    String shoes = product(token, "한정 운동화", 129_000);
    String mug = product(token, "기념 머그컵", 18_000);
    ZonedDateTime now = ZonedDateTime.now(ZoneId.of("Asia/Seoul"));
    String open = drop(token, shoes, 99_000, 500, now.minusMinutes(1));
    drop(token, mug, 9_900, 200, now.plusDays(1).truncatedTo(ChronoUnit.DAYS).plusHours(12));
    return "sample: GET %s/api/drops/%s".formatted(address, open);
  }

  private String product(String token, String name, long price)
      throws IOException, InterruptedException {
    String body = "{\"name\":\"%s\",\"price\":%d,\"stock\":1000}".formatted(name, price);
    return field(post("/api/products", body, token), "productId");
  }

  private String drop(String token, String product, long price, int quantity, ZonedDateTime opensAt)
      throws IOException, InterruptedException {
    String body =
        """
        {"productId":"%s","price":%d,"quantity":%d,"perMember":1,"opensAt":"%s","closesAt":"%s",\
        "payWithinSeconds":600,"waitingRoom":false}"""
            .formatted(
                product,
                price,
                quantity,
                opensAt.toOffsetDateTime(),
                opensAt.plusDays(30).toOffsetDateTime());
    return field(post("/api/drops", body, token), "dropId");
  }

  private String post(String path, String body, String token)
      throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(address + path))
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", UUID.randomUUID().toString())
            .POST(HttpRequest.BodyPublishers.ofString(body));
    if (!token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    HttpResponse<String> answer = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() >= 300) {
      throw new IOException(path + " answered " + answer.statusCode());
    }
    return answer.body();
  }

  private static String field(String json, String name) {
    String before = "\"" + name + "\":\"";
    int from = json.indexOf(before) + before.length();
    return json.substring(from, json.indexOf('"', from));
  }
}
