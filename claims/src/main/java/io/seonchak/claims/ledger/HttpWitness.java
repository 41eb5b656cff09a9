package io.seonchak.claims.ledger;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A witness on another machine, spoken to as {@code docs/ledger-format.md}, section 8, says. Nobody
 * waits for it: {@link #append} puts the header into a bounded queue that one thread sends on, and
 * {@link #last} tells from memory what the witness said when it was last asked and has acknowledged
 * since. What is lost while it is away is not kept here; {@link #turns} tells when to show it
 * again.
 */
public final class HttpWitness implements HeaderSink {

  /** Headers that wait to be sent at most; beyond, they are dropped and later shown again. */
  public static final int QUEUE_MAX = 20_000;

  /** Headers one request carries at most. */
  public static final int BATCH_MAX = 500;

  /** Pools one answer tells of at most. */
  public static final int PAGE_MAX = 1_000;

  /** Pools a witness may tell of; one that tells of more is not believed. */
  public static final int POOLS_MAX = 1_000_000;

  /** How long one request may take. */
  public static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);

  /** How long {@link #start} waits for the first reading at most. */
  public static final Duration START_WITHIN = Duration.ofSeconds(3);

  private static final Duration CONNECT_WITHIN = Duration.ofSeconds(1);
  private static final Duration STOP_WITHIN = Duration.ofSeconds(1);
  private static final long ANSWER_BYTES_MAX = (long) PAGE_MAX * FileSink.LINE;
  private static final long RETRY_FIRST_MILLIS = 250;
  private static final long RETRY_MAX_MILLIS = 10_000;
  private static final Logger log = LoggerFactory.getLogger(HttpWitness.class);

  /** A header on its way. */
  private record Shown(UUID pool, byte[] header, byte[] signature) {}

  private final URI headers;
  private final @Nullable String token;
  private final HttpClient http = HttpClient.newBuilder().connectTimeout(CONNECT_WITHIN).build();
  private final BlockingQueue<Shown> queue;
  private final AtomicLong turns = new AtomicLong();
  private final Thread sender = Thread.ofPlatform().name("witness").daemon().unstarted(this::run);
  private volatile Map<UUID, BlockHeader> known = new ConcurrentHashMap<>();
  private volatile boolean answered;
  private volatile boolean away = true;
  private volatile boolean lost;
  private volatile boolean closed;
  private List<Shown> sending = List.of();
  private boolean said;

  /**
   * A witness.
   *
   * @param address its address, http or https, without {@code /headers}
   * @param token the bearer token it asks for; null for none
   * @throws IllegalArgumentException when {@code address} is none
   */
  public HttpWitness(URI address, @Nullable String token) {
    this(address, token, QUEUE_MAX);
  }

  /** The same with another bound on what waits. */
  public HttpWitness(URI address, @Nullable String token, int queueMax) {
    boolean usable =
        address.getHost() != null
            && ("http".equals(address.getScheme()) || "https".equals(address.getScheme()))
            && address.getQuery() == null;
    if (!usable) {
      throw new IllegalArgumentException(
          "witness: '%s' (expected: an address such as https://witness.example)"
              .formatted(address));
    }
    this.headers = URI.create(address.toString().replaceAll("/+$", "") + "/headers");
    this.token = token;
    this.queue = new ArrayBlockingQueue<>(queueMax);
  }

  /** Reads what the witness has, for a bounded time, and begins to send. */
  public void start() {
    sender.start();
    long end = System.nanoTime() + START_WITHIN.toNanos();
    try {
      synchronized (this) {
        while (!answered && !said && System.nanoTime() < end) {
          wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Never waits; a header that comes while the witness is away or overrun is shown again later. */
  @Override
  public void append(UUID pool, byte[] header, byte[] signature) {
    if (!away && !lost && !queue.offer(new Shown(pool, header, signature))) {
      lost = true;
    }
  }

  @Override
  public Optional<BlockHeader> last(UUID pool) {
    return Optional.ofNullable(known.get(pool));
  }

  @Override
  public boolean answers() {
    return answered;
  }

  @Override
  public long turns() {
    return turns.get();
  }

  /** Whether the last request failed: what is committed now is not yet witnessed. */
  public boolean away() {
    return away;
  }

  /** Headers on their way. */
  public int waiting() {
    return queue.size();
  }

  /** Sends what waits, for a bounded time, and stops. */
  @Override
  public void close() {
    closed = true;
    try {
      if (sender.isAlive()) {
        sender.join(STOP_WITHIN);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    sender.interrupt();
    http.shutdownNow();
  }

  private void run() {
    long delay = RETRY_FIRST_MILLIS;
    while (!closed || !(away || (sending.isEmpty() && queue.isEmpty()))) {
      try {
        if (away) {
          read();
        }
        send();
        delay = RETRY_FIRST_MILLIS;
      } catch (IOException | IllegalArgumentException e) {
        failed(e);
        if (closed || !slept(delay)) {
          return;
        }
        delay = Math.min(2 * delay, RETRY_MAX_MILLIS);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  /** Reads what the witness has, page by page. */
  private void read() throws IOException, InterruptedException {
    Map<UUID, BlockHeader> read = new HashMap<>();
    UUID after = new UUID(0, 0);
    List<BlockHeader> page;
    do {
      page = page(after);
      page.forEach(header -> read.put(header.pool(), header));
      after = page.isEmpty() ? after : page.getLast().pool();
      if (read.size() > POOLS_MAX) {
        throw new IOException("more than " + POOLS_MAX + " pools");
      }
    } while (page.size() == PAGE_MAX);
    compare(read);
    if (said) {
      log.warn("the witness {} is back", headers);
    }
    queue.clear();
    sending = List.of();
    known = new ConcurrentHashMap<>(read);
    lost = false;
    reached(true, false);
    // Last: whatever was dropped until now is in the ledger, and is found there by who sees the
    // turn.
    turns.incrementAndGet();
  }

  private List<BlockHeader> page(UUID after) throws IOException, InterruptedException {
    URI address = URI.create("%s?after=%s&limit=%d".formatted(headers, after, PAGE_MAX));
    String text = answer(request(address).GET().build(), 200);
    List<BlockHeader> page = new ArrayList<>();
    for (String line : text.lines().toList()) {
      if (line.length() != FileSink.LINE - 1 || page.size() == PAGE_MAX) {
        throw new IOException("the witness speaks another language");
      }
      page.add(FileSink.header(line));
    }
    return page;
  }

  /**
   * A witness that has less than it acknowledged is one to look at; it is shown all of it again.
   */
  private void compare(Map<UUID, BlockHeader> read) {
    long less =
        known.values().stream()
            .filter(
                before -> {
                  BlockHeader now = read.get(before.pool());
                  return now == null || now.atMicros() < before.atMicros();
                })
            .count();
    if (less > 0) {
      log.error("the witness {} has lost headers of {} pools it had acknowledged", headers, less);
    }
  }

  private void send() throws IOException, InterruptedException {
    if (sending.isEmpty()) {
      sending = next();
    }
    if (sending.isEmpty()) {
      return;
    }
    var body = new StringBuilder(sending.size() * FileSink.LINE);
    sending.forEach(shown -> body.append(FileSink.line(shown.header(), shown.signature())));
    answer(request(headers).POST(BodyPublishers.ofString(body.toString(), US_ASCII)).build(), 204);
    for (Shown shown : sending) {
      known.merge(shown.pool(), BlockHeader.read(shown.header()), FileSink::newer);
    }
    sending = List.of();
    if (lost && queue.isEmpty()) {
      lost = false;
      turns.incrementAndGet();
    }
  }

  private List<Shown> next() throws InterruptedException {
    Shown first = queue.poll(RETRY_FIRST_MILLIS, TimeUnit.MILLISECONDS);
    if (first == null) {
      return List.of();
    }
    List<Shown> batch = new ArrayList<>();
    batch.add(first);
    queue.drainTo(batch, BATCH_MAX - 1);
    return batch;
  }

  private HttpRequest.Builder request(URI address) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address).timeout(ANSWER_WITHIN);
    return token == null ? request : request.header("Authorization", "Bearer " + token);
  }

  private String answer(HttpRequest request, int expected)
      throws IOException, InterruptedException {
    HttpResponse<String> answer = bounded(request);
    if (answer.statusCode() != expected) {
      throw new IOException(
          "the witness answered %d (expected: %d)".formatted(answer.statusCode(), expected));
    }
    return answer.body();
  }

  /** A request's own timeout ends with the answer's head; this one does not. */
  private HttpResponse<String> bounded(HttpRequest request)
      throws IOException, InterruptedException {
    var answer =
        http.sendAsync(
            request, BodyHandlers.limiting(BodyHandlers.ofString(US_ASCII), ANSWER_BYTES_MAX));
    try {
      return answer.get(ANSWER_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (TimeoutException e) {
      answer.cancel(true);
      throw new IOException("no answer within " + ANSWER_WITHIN, e);
    }
  }

  private void failed(Exception e) {
    if (!said) {
      log.error(
          "the witness {} is away; what is committed is shown to it later: {}",
          headers,
          e.toString());
    }
    reached(false, true);
  }

  private synchronized void reached(boolean here, boolean complained) {
    away = !here;
    answered |= here;
    said = complained;
    notifyAll();
  }

  private static boolean slept(long millis) {
    try {
      Thread.sleep(millis);
      return true;
    } catch (InterruptedException e) {
      return false;
    }
  }
}
