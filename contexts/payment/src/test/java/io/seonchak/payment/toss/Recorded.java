package io.seonchak.payment.toss;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.seonchak.platform.remote.Remotes;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/** A gateway that gives the answers it was told, in order, and remembers what it was asked. */
final class Recorded implements AutoCloseable {

  static final String KEY = "test_sk_zXLkKEypNArWmo50nX3lmeaxYG5R";

  /** How long its clients wait for a whole answer. */
  static final Duration PATIENCE = Duration.ofMillis(400);

  private static final int MISSING_BYTES = 1_000;
  private static final Duration BETWEEN_DRIPS = Duration.ofMillis(20);

  private static final Remotes REMOTES =
      new AnnotationConfigApplicationContext(Remotes.class).getBean(Remotes.class);
  private static final AtomicInteger CLIENTS = new AtomicInteger();

  final List<Asked> asked = new CopyOnWriteArrayList<>();
  private final Deque<Answer> answers = new ConcurrentLinkedDeque<>();
  private final HttpServer server;

  record Asked(String method, String path, Map<String, List<String>> headers, String body) {
    String header(String name) {
      return String.join(",", headers.getOrDefault(name, List.of()));
    }
  }

  /** What comes after an answer's body. */
  private enum Then {
    END,
    BREAK,
    SILENCE,
    /** One byte now and then, which no patience with a single read would ever end. */
    DRIP
  }

  private record Answer(int status, byte[] body, Then then, Map<String, String> headers) {}

  Recorded() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
    server.createContext("/", this::answer);
    server.setExecutor(Thread::startVirtualThread);
    server.start();
  }

  /** A new client, with a breaker of its own. */
  TossClient client() {
    return client(address(), KEY, PATIENCE);
  }

  static TossClient client(URI address, String key, Duration patience) {
    return new TossClient(
        new TossSettings(address, key, Duration.ofSeconds(2), patience),
        REMOTES.of("toss-" + CLIENTS.incrementAndGet()));
  }

  URI address() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }

  Recorded file(String name) throws IOException {
    return body(200, text(name));
  }

  Recorded code(int status, String code) {
    return body(status, "{\"code\":\"%s\",\"message\":\"말씀\"}".formatted(code));
  }

  Recorded body(int status, String body, String... headers) {
    return answer(
        status, body, Then.END, headers.length == 0 ? Map.of() : Map.of(headers[0], headers[1]));
  }

  /** An answer that breaks off. */
  Recorded cutOff(String body) {
    return answer(200, body, Then.BREAK, Map.of());
  }

  /** An answer that stops, while the connection stays. */
  Recorded stalling(String body) {
    return answer(200, body, Then.SILENCE, Map.of());
  }

  /** An answer that comes slower than anybody's patience, but comes. */
  Recorded dripping(String body) {
    return answer(200, body, Then.DRIP, Map.of());
  }

  /** No answer within anybody's patience. */
  Recorded silence() {
    return answer(0, "", Then.SILENCE, Map.of());
  }

  private Recorded answer(int status, String body, Then then, Map<String, String> headers) {
    answers.add(new Answer(status, body.getBytes(StandardCharsets.UTF_8), then, headers));
    return this;
  }

  /** Takes back the answers nobody has had. */
  void forget() {
    answers.clear();
  }

  static String text(String name) throws IOException {
    try (InputStream in =
        Objects.requireNonNull(Recorded.class.getResourceAsStream("/toss/" + name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private void answer(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    asked.add(
        new Asked(
            exchange.getRequestMethod(),
            exchange.getRequestURI().toString(),
            Map.copyOf(exchange.getRequestHeaders()),
            body));
    Answer answer = answers.remove();
    if (answer.status() > 0) {
      send(exchange, answer);
    }
    switch (answer.then()) {
      case END -> exchange.close();
      case BREAK -> throw new IOException("cut off");
      case SILENCE -> {
        // Closed with the server.
      }
      case DRIP -> drip(exchange.getResponseBody());
    }
  }

  private static void send(HttpExchange exchange, Answer answer) throws IOException {
    answer.headers().forEach(exchange.getResponseHeaders()::set);
    int promised = answer.body().length + (answer.then() == Then.END ? 0 : MISSING_BYTES);
    exchange.sendResponseHeaders(answer.status(), promised == 0 ? -1 : promised);
    if (answer.body().length > 0) {
      exchange.getResponseBody().write(answer.body());
      exchange.getResponseBody().flush();
    }
  }

  /** Until the other side hangs up, or all is sent. */
  private static void drip(OutputStream out) throws IOException {
    for (int i = 0; i < MISSING_BYTES; i++) {
      LockSupport.parkNanos(BETWEEN_DRIPS.toNanos());
      out.write(' ');
      out.flush();
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
