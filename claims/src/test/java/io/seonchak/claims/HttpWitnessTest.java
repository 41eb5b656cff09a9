package io.seonchak.claims;

import static io.seonchak.claims.Kernel.somebody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.seonchak.claims.ledger.BlockHeader;
import io.seonchak.claims.ledger.FileSink;
import io.seonchak.claims.ledger.HttpWitness;
import io.seonchak.claims.ledger.WitnessServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness on another machine: near, slow, away, back, forgetful. */
class HttpWitnessTest {

  private static final Duration SOON = Duration.ofSeconds(15);
  private static final String TOKEN = "a token for the witness";

  @TempDir Path folder;
  private Kernel kernel;
  private PoolId pool;
  private int port;

  @BeforeEach
  void start() throws Exception {
    kernel = Kernel.start();
    pool = kernel.drop(1_000);
    kernel.claim(pool, somebody());
    try (var free = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      port = free.getLocalPort();
    }
  }

  @AfterEach
  void stop() {
    kernel.close();
  }

  @Test
  void anAddressThatIsNoneIsRefusedAtTheStart() {
    for (String none : List.of("witness.example", "file:///x", "http:/x", "http://x?y=z")) {
      assertThatThrownBy(() -> new HttpWitness(URI.create(none), null))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: an address");
    }
    assertThatThrownBy(
            () -> new WitnessServer(folder, new InetSocketAddress("0.0.0.0", 0), null).close())
        .hasMessageContaining("without SEONCHAK_WITNESS_TOKEN");
  }

  @Test
  void whatIsNoHeaderIsRefusedAndChangesNothing() throws Exception {
    try (WitnessServer _ = serve("w")) {
      String line = Files.readAllLines(new FileSink(kernel.sinkFolder).file(pool.value())).get(0);

      assertThat(send("POST", "/headers", line, "Bearer another")).isEqualTo(401);
      assertThat(send("POST", "/headers", "no header\n", bearer())).isEqualTo(400);
      assertThat(send("POST", "/headers", line + "\n" + line.substring(9), bearer()))
          .isEqualTo(400);
      assertThat(send("POST", "/headers", "A".repeat(200_000), bearer())).isEqualTo(413);
      assertThat(send("DELETE", "/headers", "", bearer())).isEqualTo(405);
      assertThat(send("GET", "/headers?after=../../x", "", bearer())).isEqualTo(400);
      assertThat(send("GET", "/headers/../secrets", "", bearer())).isEqualTo(404);
      assertThat(witnessed("w")).isZero();
      assertThat(send("POST", "/headers", line, bearer())).isEqualTo(204);
      assertThat(witnessed("w")).isEqualTo(FileSink.header(line).blockNo());
    }
  }

  @Test
  void aNewWitnessIsShownTheWholeLedgerAndWhatComes() throws Exception {
    try (WitnessServer _ = serve("w");
        HttpWitness witness = witness();
        Kernel other = kernel.beside(folder.resolve("file"), witness)) {
      other.claims.witnessOnce();
      until("w", 2);
      assertThat(numbers("w")).containsExactly(1L, 2L);

      other.claim(pool, somebody());
      until("w", 3);
    }
  }

  @Test
  void aSlowWitnessKeepsNobodyWaitingAndIsShownAllOfItLater() throws Exception {
    try (HttpWitness witness = small()) {
      Kernel other;
      try (var _ = new ServerSocket(port, 50, InetAddress.ofLiteral("127.0.0.1"))) {
        long before = System.nanoTime();
        witness.start();
        assertThat(Duration.ofNanos(System.nanoTime() - before))
            .isLessThan(HttpWitness.START_WITHIN.multipliedBy(4));
        other = kernel.beside(kernel.sinkFolder, witness);
        for (int i = 0; i < 8; i++) {
          long asked = System.nanoTime();
          assertThat(other.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
          assertThat(Duration.ofNanos(System.nanoTime() - asked))
              .isLessThan(HttpWitness.ANSWER_WITHIN);
        }
        assertThat(witness.away()).isTrue();
      }
      try (other;
          WitnessServer _ = serve("w")) {
        untilCaughtUp(other, "w", 10);
        assertThat(numbers("w")).contains(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
      }
    }
  }

  @Test
  void aDatabaseSetBackIsNoticedThoughTheFileIsLost() throws Exception {
    try (WitnessServer _ = serve("w");
        HttpWitness witness = witness();
        Kernel first = kernel.beside(folder.resolve("first"), witness)) {
      first.save();
      first.claim(pool, somebody());
      until("w", 3);
      first.setBack();
    }
    try (WitnessServer _ = serve("w");
        HttpWitness witness = witness();
        Kernel fresh = kernel.beside(folder.resolve("lost"), witness)) {
      assertThat(fresh.claim(pool, somebody()))
          .isEqualTo(new Outcome.Unsafe("the ledger ends at block 2, but block 3 was witnessed"));
      fresh.claims.execute(new Command.RecordBreak(pool, "restored from backup"));
      assertThat(fresh.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
      until("w", 4);
    }
    try (WitnessServer _ = serve("w");
        HttpWitness witness = witness();
        Kernel fresh = kernel.beside(folder.resolve("lost again"), witness)) {
      assertThat(fresh.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
    }
  }

  @Test
  void withoutTheFileNothingIsGrantedUntilTheWitnessHasAnswered() throws Exception {
    try (HttpWitness witness = witness();
        Kernel fresh = kernel.beside(folder.resolve("lost"), witness)) {
      assertThat(fresh.claim(pool, somebody()))
          .isEqualTo(
              new Outcome.Unsafe("the witness does not answer, and no other has seen this pool"));
      try (WitnessServer _ = serve("w")) {
        await().atMost(SOON).until(() -> fresh.claim(pool, somebody()) instanceof Outcome.Granted);
      }
    }
  }

  @Test
  void whatAWitnessKnowsCountsAlsoWhenItComesBackLate() throws Exception {
    Path file = folder.resolve("file");
    try (WitnessServer _ = serve("w");
        HttpWitness witness = witness();
        Kernel first = kernel.beside(file, witness)) {
      first.claims.witnessOnce();
      until("w", 2);
      first.save();
      first.claim(pool, somebody());
      until("w", 3);
      first.setBack();
    }
    try (HttpWitness witness = witness();
        Kernel restored = kernel.beside(kernel.sinkFolder, witness)) {
      assertThat(restored.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
      try (WitnessServer _ = serve("w")) {
        await()
            .atMost(SOON)
            .until(
                () -> restored.claim(pool, somebody()),
                new Outcome.Unsafe("block 3 is not the one that was witnessed")::equals);
      }
    }
  }

  @Test
  void aWitnessThatForgetsIsShownAllOfItAgain() throws Exception {
    try (HttpWitness witness = witness();
        Kernel other = kernel.beside(kernel.sinkFolder, witness)) {
      try (WitnessServer _ = serve("w")) {
        untilCaughtUp(other, "w", 2);
        other.claim(pool, somebody());
        until("w", 3);
      }
      other.claim(pool, somebody());
      await().atMost(SOON).until(witness::away);
      try (FileSink forgetful = new FileSink(folder.resolve("forgetful"))) {
        String first =
            Files.readAllLines(new FileSink(folder.resolve("w")).file(pool.value())).get(0);
        BlockHeader header = FileSink.header(first);
        forgetful.append(pool.value(), header.bytes(), new byte[64]);
      }
      try (WitnessServer _ = serve("forgetful")) {
        untilCaughtUp(other, "forgetful", 4);
        assertThat(numbers("forgetful")).contains(1L, 2L, 3L, 4L);
        assertThat(other.claim(pool, somebody())).isInstanceOf(Outcome.Granted.class);
      }
    }
  }

  private WitnessServer serve(String name) throws Exception {
    return new WitnessServer(
        folder.resolve(name), new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TOKEN);
  }

  private HttpWitness witness() {
    var witness = new HttpWitness(URI.create("http://127.0.0.1:" + port + "/"), TOKEN);
    witness.start();
    return witness;
  }

  /** One that can remember only two headers. */
  private HttpWitness small() {
    return new HttpWitness(URI.create("http://127.0.0.1:" + port), TOKEN, 2);
  }

  private static String bearer() {
    return "Bearer " + TOKEN;
  }

  private int send(String method, String path, String body, String authorization) throws Exception {
    try (HttpClient http = HttpClient.newHttpClient()) {
      return http.send(
              HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                  .header("Authorization", authorization)
                  .method(method, BodyPublishers.ofString(body))
                  .build(),
              BodyHandlers.discarding())
          .statusCode();
    }
  }

  private void untilCaughtUp(Kernel by, String name, long blockNo) {
    await()
        .atMost(SOON)
        .until(
            () -> {
              by.claims.witnessOnce();
              return witnessed(name) == blockNo;
            });
  }

  private void until(String name, long blockNo) {
    await().atMost(SOON).until(() -> witnessed(name) == blockNo);
  }

  /** The number of the newest block a witness has. */
  private long witnessed(String name) throws Exception {
    try (var sink = new FileSink(folder.resolve(name))) {
      return sink.last(pool.value()).map(BlockHeader::blockNo).orElse(0L);
    }
  }

  private List<Long> numbers(String name) throws Exception {
    try (var sink = new FileSink(folder.resolve(name))) {
      return Files.readAllLines(sink.file(pool.value())).stream()
          .map(line -> FileSink.header(line).blockNo())
          .toList();
    }
  }
}
