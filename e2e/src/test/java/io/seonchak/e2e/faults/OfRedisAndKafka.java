package io.seonchak.e2e.faults;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.engines.EmbeddedRedis;
import io.seonchak.engines.Home;
import io.seonchak.rehearsal.FaultGround;
import io.seonchak.rehearsal.Reply;
import io.seonchak.rehearsal.Sale;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** Faults of what may be away: Redis and Kafka. */
final class OfRedisAndKafka {

  private static final int MEMBERS = 20_000;
  private static final int PER_SECOND = 40;
  private static final Duration ANSWERED_WITHIN = Duration.ofSeconds(1);
  private static final Duration DRAINED_WITHIN = Duration.ofSeconds(60);
  private static final Duration GIVEN_UP = Duration.ofMinutes(2);
  private static final String UNSENT =
      "SELECT EXISTS (SELECT 1 FROM stock.outbox WHERE sent_at IS NULL)";

  /** Claims of which no order knows, though each has one. */
  private static final String UNORDERED =
      "SELECT EXISTS (SELECT 1 FROM stock.claim c WHERE NOT EXISTS"
          + " (SELECT 1 FROM ordering.orders o WHERE o.order_id = c.claim_id))";

  private OfRedisAndKafka() {}

  /** The rows. */
  static List<FaultRow> rows(Stage stage, boolean shortForm) {
    return List.of(
        new StagedRow(
            "redis",
            "Redis flushed, killed, hung for 5 s",
            "claims go on, each answered within 1 s (there is no waiting room yet)",
            true,
            stage,
            (ground, seed) -> redis(ground, seed, Duration.ofMillis(shortForm ? 1_500 : 5_000))),
        new StagedRow(
            "kafka-away",
            "Kafka away for 60 s",
            "claims unaffected; the outbox drains ≤ 60 s after its return, order per key kept",
            false,
            stage,
            (ground, seed) -> kafkaAway(ground, seed, Duration.ofSeconds(shortForm ? 10 : 60))),
        new StagedRow(
            "kafka-lost-tail",
            "Kafka's last records are lost: killed, its data set back to before them, started",
            "what is missing is sent again ≤ 60 s after its return, order per key kept; each claim"
                + " has its order",
            false,
            stage,
            OfRedisAndKafka::lostTail));
  }

  private static Outcome redis(FaultGround ground, long seed, Duration hung) throws Exception {
    var findings = new Findings();
    var random = new Random(seed);
    Sale sale = ground.sale(MEMBERS, MEMBERS, seed, Duration.ZERO);
    sale.awaitOpening();
    try (var steady = new Steady(sale, PER_SECOND, 0)) {
      Until.passes(Duration.ofMillis(300 + random.nextInt(300)));
      long from = System.nanoTime();
      flush(ground.redis());
      Until.passes(Duration.ofMillis(500));
      ground.redis().kill();
      Until.passes(hung);
      ground.redis().restart();
      ground.redis().suspend();
      try {
        Until.passes(hung);
      } finally {
        ground.redis().resume();
      }
      Until.passes(Duration.ofMillis(500));
      steady.finish();
      findings.goesOn(sale.repliesSince(from), ANSWERED_WITHIN, "Redis is away");
    }
    return findings.of(sale);
  }

  private static Outcome kafkaAway(FaultGround ground, long seed, Duration away) throws Exception {
    var findings = new Findings();
    Sale sale = ground.sale(MEMBERS, MEMBERS, seed, Duration.ZERO);
    sale.awaitOpening();
    try (var steady = new Steady(sale, PER_SECOND, 0)) {
      Until.passes(Duration.ofMillis(300 + new Random(seed).nextInt(300)));
      long from = System.nanoTime();
      ground.kafka().kill();
      Until.passes(away);
      List<Reply> meanwhile = sale.repliesSince(from);
      findings.expect(isTrue(ground, UNSENT), "nothing waits for Kafka, so it was not away");
      ground.kafka().restart();
      steady.finish();
      findings.goesOn(meanwhile, ANSWERED_WITHIN, "Kafka is away");
    }
    drained(ground, findings);
    return findings.of(sale);
  }

  private static void drained(FaultGround ground, Findings findings) throws Exception {
    Duration took =
        Until.reached(GIVEN_UP, () -> !isTrue(ground, UNSENT) && !isTrue(ground, UNORDERED));
    findings.recovered(took, DRAINED_WITHIN, "all is told and ordered");
  }

  private static Outcome lostTail(FaultGround ground, long seed) throws Exception {
    var findings = new Findings();
    var random = new Random(seed);
    Sale sale = ground.sale(MEMBERS, MEMBERS, seed, Duration.ZERO);
    sale.awaitOpening();
    int kept = 20 + random.nextInt(20);
    int all = kept + 20 + random.nextInt(60);
    claimed(sale, 0, kept, findings);
    drained(ground, findings);
    Path data = data(ground);
    Path before = data.resolveSibling("kafka-before");
    ground.kafka().kill();
    copy(data, before);
    ground.kafka().restart();
    claimed(sale, kept, all, findings);
    drained(ground, findings);
    ground.kafka().kill();
    Home.delete(data);
    Files.move(before, data);
    ground.kafka().restart();
    // What comes after must not hide that something is missing.
    claimed(sale, all, all + 5, findings);
    lostIsTold(sale, findings);
    return findings.of(sale);
  }

  private static void claimed(Sale sale, int from, int to, Findings findings) throws Exception {
    for (int member = from; member < to; member++) {
      Reply reply = sale.claimPatiently(member, member, GIVEN_UP);
      findings.expect(reply.granted(), "a claim was answered: %s".formatted(reply));
    }
  }

  private static void lostIsTold(Sale sale, Findings findings) throws Exception {
    Duration took = Until.reached(GIVEN_UP, sale::toldOnce);
    findings.recovered(took, DRAINED_WITHIN, "what was lost is told again");
  }

  private static Path data(FaultGround ground) {
    return ground.home().resolve("kafka");
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each)), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
  }

  private static boolean isTrue(FaultGround ground, String sql) throws Exception {
    try (Connection connection = ground.postgres().connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getBoolean(1);
    }
  }

  /** In its own words, as the engine asks it, too. */
  private static void flush(EmbeddedRedis redis) throws IOException {
    var at = URI.create(redis.url());
    try (var socket = new Socket(at.getHost(), at.getPort())) {
      socket
          .getOutputStream()
          .write(
              "AUTH %s\r\nFLUSHALL\r\n"
                  .formatted(redis.password())
                  .getBytes(StandardCharsets.US_ASCII));
      var answers =
          new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
      String login = answers.readLine();
      String flushed = answers.readLine();
      if (!"+OK".equals(login) || !"+OK".equals(flushed)) {
        throw new IOException("Redis was not flushed: " + flushed);
      }
    }
  }
}
