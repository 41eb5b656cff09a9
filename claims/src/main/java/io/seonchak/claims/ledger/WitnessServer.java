package io.seonchak.claims.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * {@code seonchak witness}: the receiving end of {@link HttpWitness}, for a second machine. Keeps
 * every header it is shown in a folder and forgets none; it answers after they are on the disk. It
 * checks their form and not their signatures, for it has no keys: who holds its folder against the
 * published ledger does.
 */
public final class WitnessServer implements AutoCloseable {

  private static final int USAGE = 2;
  private static final int WAITING_MAX = 64;
  private static final int BODY_MAX = HttpWitness.BATCH_MAX * FileSink.LINE;
  private static final String PATH = "/headers";
  private static final String HELP =
      """
      seonchak witness --folder FOLDER [--port N] [--address A]   keeps the headers instances show it
      SEONCHAK_WITNESS_TOKEN is the bearer token they must send; without it, only loopback is served.
      """;

  private final FileSink sink;
  private final byte @Nullable [] token;
  private final HttpServer server;
  private final ExecutorService workers = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Starts to serve.
   *
   * @param token what a request must carry; null for nothing, on loopback addresses only
   * @throws IOException when the folder or the port cannot be used
   */
  public WitnessServer(Path folder, InetSocketAddress address, @Nullable String token)
      throws IOException {
    if (token == null && !address.getAddress().isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "address: %s without SEONCHAK_WITNESS_TOKEN (expected: a token, or a loopback address)"
              .formatted(address.getHostString()));
    }
    this.sink = new FileSink(folder);
    this.token = token == null ? null : ("Bearer " + token).getBytes(UTF_8);
    this.server = HttpServer.create(address, WAITING_MAX);
    server.createContext("/", this::serve);
    server.setExecutor(workers);
    server.start();
  }

  /** Serves until the process is stopped. */
  public static void main(String[] args) {
    PrintStream out = System.out;
    try {
      Map<String, String> given = options(List.of(args));
      var address =
          new InetSocketAddress(
              InetAddress.getByName(given.getOrDefault("--address", "127.0.0.1")),
              Integer.parseInt(given.getOrDefault("--port", "8090")));
      String folder = given.get("--folder");
      if (folder == null) {
        throw new IllegalArgumentException("--folder is missing");
      }
      var witness =
          new WitnessServer(Path.of(folder), address, System.getenv("SEONCHAK_WITNESS_TOKEN"));
      Runtime.getRuntime().addShutdownHook(new Thread(witness::close, "stop"));
      out.printf("ready: http://%s:%d keeps %s%n", address.getHostString(), witness.port(), folder);
    } catch (IllegalArgumentException | IOException e) {
      out.println("seonchak: " + e.getMessage());
      out.print(HELP);
      System.exit(USAGE);
    }
  }

  /** The port it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(1);
    workers.close();
    try {
      sink.close();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static Map<String, String> options(List<String> words) {
    Map<String, String> given = new HashMap<>();
    for (int i = 0; i < words.size(); i += 2) {
      boolean known = List.of("--folder", "--port", "--address").contains(words.get(i));
      if (!known || i + 1 == words.size()) {
        throw new IllegalArgumentException(
            "'%s' (expected: --folder, --port or --address, and its value)"
                .formatted(words.get(i)));
      }
      given.put(words.get(i), words.get(i + 1));
    }
    return given;
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!allowed(exchange)) {
        answer(exchange, 401, "");
      } else if (!exchange.getRequestURI().getPath().equals(PATH)) {
        answer(exchange, 404, "");
      } else if (exchange.getRequestMethod().equals("POST")) {
        keep(exchange);
      } else if (exchange.getRequestMethod().equals("GET")) {
        tell(exchange);
      } else {
        answer(exchange, 405, "");
      }
    }
  }

  private boolean allowed(HttpExchange exchange) {
    String given = exchange.getRequestHeaders().getFirst("Authorization");
    return token == null || (given != null && MessageDigest.isEqual(token, given.getBytes(UTF_8)));
  }

  private void keep(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readNBytes(BODY_MAX + 1);
    if (body.length > BODY_MAX) {
      answer(exchange, 413, "");
      return;
    }
    try {
      List<String> lines = new String(body, US_ASCII).lines().toList();
      List<BlockHeader> headers = lines.stream().map(FileSink::header).toList();
      append(lines, headers);
      answer(exchange, 204, "");
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      answer(exchange, 400, "not lines of header and signature\n");
    }
  }

  /** All are understood before the first is kept. */
  private void append(List<String> lines, List<BlockHeader> headers) throws IOException {
    List<byte[]> signatures = lines.stream().map(FileSink::signature).toList();
    SortedSet<UUID> pools = new TreeSet<>();
    for (int i = 0; i < headers.size(); i++) {
      BlockHeader header = headers.get(i);
      sink.append(header.pool(), header.bytes(), signatures.get(i));
      pools.add(header.pool());
    }
    for (UUID pool : pools) {
      sink.force(pool);
    }
  }

  private void tell(HttpExchange exchange) throws IOException {
    try {
      Map<String, String> query = query(exchange.getRequestURI());
      UUID after = UUID.fromString(query.getOrDefault("after", new UUID(0, 0).toString()));
      int limit = Integer.parseInt(query.getOrDefault("limit", "" + HttpWitness.PAGE_MAX));
      answer(exchange, 200, page(after, Math.clamp(limit, 1, HttpWitness.PAGE_MAX)));
    } catch (IllegalArgumentException e) {
      answer(exchange, 400, "after: a pool's id, limit: a number\n");
    }
  }

  private String page(UUID after, int limit) throws IOException {
    var page = new StringBuilder();
    List<UUID> pools =
        sink.pools().stream()
            .filter(pool -> pool.toString().compareTo(after.toString()) > 0)
            .limit(limit)
            .toList();
    for (UUID pool : pools) {
      sink.newestLine(pool).ifPresent(line -> page.append(line).append('\n'));
    }
    return page.toString();
  }

  private static Map<String, String> query(URI address) {
    Map<String, String> query = new HashMap<>();
    String text = address.getQuery();
    for (String pair : text == null ? List.<String>of() : List.of(text.split("&", -1))) {
      int at = pair.indexOf('=');
      if (at > 0) {
        query.put(pair.substring(0, at), pair.substring(at + 1));
      }
    }
    return query;
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(US_ASCII);
    exchange.getResponseHeaders().set("Content-Type", "text/plain");
    exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
    if (body.length > 0) {
      exchange.getResponseBody().write(body);
    }
  }
}
