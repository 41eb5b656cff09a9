package io.seonchak.e2e;

import io.seonchak.e2e.openapi.Document.Seen;
import io.seonchak.e2e.openapi.Draft;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** Sends drafts over connections that stay open. May be used by many threads. */
final class ApiCalls {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final String address;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  ApiCalls(String address) {
    this.address = address;
  }

  /** What is answered; of what goes on and on, the first event. */
  Seen send(Draft draft) throws IOException, InterruptedException {
    var request = HttpRequest.newBuilder(URI.create(address + draft.target())).timeout(PATIENCE);
    draft.headers.forEach(request::header);
    String body = draft.body();
    request.method(
        draft.operation.method(),
        body.isEmpty()
            ? HttpRequest.BodyPublishers.noBody()
            : HttpRequest.BodyPublishers.ofString(body));
    HttpResponse<InputStream> answer =
        http.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
    try (InputStream in = answer.body()) {
      boolean goesOn = draft.operation.streams() && answer.statusCode() == 200;
      byte[] bytes = goesOn ? firstEvent(in) : in.readAllBytes();
      return new Seen(
          answer.statusCode(),
          answer.headers().firstValue("Content-Type").orElse(""),
          new String(bytes, StandardCharsets.UTF_8),
          answer.headers().map().entrySet().stream()
              .collect(
                  Collectors.toMap(
                      each -> each.getKey().toLowerCase(Locale.ROOT), each -> each.getValue())));
    }
  }

  private static byte[] firstEvent(InputStream in) throws IOException {
    var event = new ByteArrayOutputStream();
    for (int last = 0, next = in.read(); next >= 0; last = next, next = in.read()) {
      event.write(next);
      if (last == '\n' && next == '\n') {
        break;
      }
    }
    return event.toByteArray();
  }
}
