package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * Members imported over HTTP by an application with a heap of 256 MiB that is killed in the middle:
 * the upload is sent again with its key, and then everybody is there once.
 */
public final class ImportBench {

  private static final int MEMBERS = 1_000_000;
  private static final int MEMBERS_MAX = 10_000_000;
  private static final int BAD_EVERY = 10_000;
  private static final String HEAP = "256m";
  private static final String KEY = "bench";
  private static final Duration WITHIN = Duration.ofMinutes(30);

  private final SealedInstance sealed;
  private final int lines;
  private final HttpClient http = HttpClient.newHttpClient();

  private ImportBench(SealedInstance sealed, int lines) {
    this.sealed = sealed;
    this.lines = lines;
  }

  /**
   * Runs the bench; ends with 1 when somebody is missing or there twice.
   *
   * @param args the number of lines, 1,000,000 if absent; every ten-thousandth is bad
   */
  public static void main(String[] args) throws Exception {
    int lines = lines(args);
    if (lines < BAD_EVERY || lines > MEMBERS_MAX) {
      System.err.printf(
          "seonchak: members: '%s' (expected: %d to %d)%n", args[0], BAD_EVERY, MEMBERS_MAX);
      System.exit(2);
    }
    try (var sealed = SealedInstance.start(1, HEAP)) {
      new ImportBench(sealed, lines).run();
    }
  }

  private static int lines(String[] args) {
    try {
      return args.length == 0 ? MEMBERS : Integer.parseInt(args[0]);
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  private void run() throws IOException, InterruptedException, SQLException {
    long began = System.nanoTime();
    uploadAndKill();
    say(began, "killed; taken so far", "SELECT lines FROM member.import");
    Instance instance = sealed.instances().getFirst();
    instance.start();
    instance.awaitReady();
    HttpResponse<String> taken = upload(new Rows(lines, lines, () -> {}));
    require("status", taken.statusCode(), 202);
    say(began, "all lines taken", "SELECT lines FROM member.import");
    awaitDone();
    long nanos = System.nanoTime() - began;
    int bad = lines / BAD_EVERY;
    require("imported", one("SELECT sum(imported) FROM member.import_chunk"), lines - bad);
    require(
        "members", one("SELECT count(*) FROM member.member WHERE email LIKE 'm-%'"), lines - bad);
    require("bad lines", one("SELECT bad FROM member.import"), bad);
    require(
        "bad lines of another number",
        one("SELECT count(*) FROM member.import_bad_line WHERE line % " + BAD_EVERY + " <> 0"),
        0);
    System.out.printf(
        Locale.ROOT,
        "%,d members, %,d bad lines named, none lost or twice; %,.0f rows/s with the kill and the"
            + " restart, heap %s%n",
        lines - bad,
        bad,
        lines * 1e9 / nanos,
        HEAP);
  }

  private void uploadAndKill() throws InterruptedException {
    try {
      upload(new Rows(lines, lines / 2, sealed.instances().getFirst()::kill));
    } catch (IOException e) {
      return;
    }
    throw new IllegalStateException("the upload did not notice the kill");
  }

  private HttpResponse<String> upload(Rows rows) throws IOException, InterruptedException {
    var request =
        HttpRequest.newBuilder(URI.create(sealed.addresses().getFirst() + "/api/members/import"))
            .header("Content-Type", "application/x-ndjson")
            .header("Idempotency-Key", KEY)
            .header("Authorization", "Bearer " + sealed.token())
            .POST(BodyPublishers.ofInputStream(() -> rows))
            .build();
    return http.send(request, BodyHandlers.ofString());
  }

  private void awaitDone() throws InterruptedException, SQLException {
    long end = System.nanoTime() + WITHIN.toNanos();
    while (one("SELECT count(*) FROM member.import_chunk WHERE done_at IS NULL") > 0) {
      if (System.nanoTime() > end) {
        throw new IllegalStateException("not done within " + WITHIN);
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
  }

  private void say(long began, String what, String sql) throws SQLException {
    System.out.printf(
        Locale.ROOT, "%6.1f s  %s: %,d%n", (System.nanoTime() - began) / 1e9, what, one(sql));
  }

  private static void require(String what, long found, long expected) {
    if (found != expected) {
      throw new IllegalStateException("%s: %d (expected: %d)".formatted(what, found, expected));
    }
  }

  private long one(String sql) throws SQLException {
    try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** What is done at a line. */
  @FunctionalInterface
  private interface Deed {
    void run() throws InterruptedException;
  }

  /** The lines, made as they are read; at one of them something happens. */
  private static final class Rows extends InputStream {

    private final int lines;
    private final int dueAt;
    private final Deed deed;
    private byte[] line = new byte[0];
    private int at;
    private int number;

    Rows(int lines, int dueAt, Deed deed) {
      this.lines = lines;
      this.dueAt = dueAt;
      this.deed = deed;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      if (at == line.length && !next()) {
        return -1;
      }
      int some = Math.min(length, line.length - at);
      System.arraycopy(line, at, into, offset, some);
      at += some;
      return some;
    }

    private boolean next() throws IOException {
      if (number == lines) {
        return false;
      }
      number++;
      if (number == dueAt) {
        act();
      }
      String text =
          number % BAD_EVERY == 0
              ? "{\"email\":\"nobody\"}\n"
              : "{\"email\":\"m-%d@example.com\",\"name\":\"김하나\"}\n".formatted(number);
      line = text.getBytes(StandardCharsets.UTF_8);
      at = 0;
      return true;
    }

    private void act() throws IOException {
      try {
        deed.run();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException(e);
      }
    }
  }
}
