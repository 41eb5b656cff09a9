package io.seonchak.rehearsal;

import io.seonchak.engines.EmbeddedPostgres;
import io.seonchak.platform.security.Secrets;
import io.seonchak.platform.security.Tickets;
import io.seonchak.rehearsal.HistoryChecker.Recorded;
import io.seonchak.rehearsal.HistoryChecker.Row;
import io.seonchak.rehearsal.HistoryChecker.Verdict;
import io.seonchak.rehearsal.Line.Kind;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * A drop under a fault, and all that those who came to it were told: single members, who ask with
 * one key each, and a crowd of a process of its own. May be used by many threads at once.
 */
public final class Sale {

  private static final Duration ANSWER_WITHIN = Duration.ofSeconds(2);
  private static final long PAUSE_MILLIS = 50;
  private static final long REST_MILLIS = 500;
  private static final int RESTS_MAX = 40;

  private final SealedInstance sealed;
  private final Plan plan;
  private final SealedInstance.Drop drop;
  private final Crowd crowd;
  private final Tickets tickets;
  private final List<Line> lines = new ArrayList<>();
  private final List<Reply> replies = new ArrayList<>();
  private final HttpClient http =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(ANSWER_WITHIN)
          .build();

  Sale(SealedInstance sealed, Plan plan, SealedInstance.Drop drop) {
    this.sealed = sealed;
    this.plan = plan;
    this.drop = drop;
    this.crowd = new Crowd(plan);
    this.tickets = new Tickets(new Secrets(sealed.home()).text(Tickets.SECRET));
  }

  /** What goes on beside a crowd. */
  @FunctionalInterface
  public interface Deed {
    /** Does it. */
    void run() throws Exception;
  }

  /**
   * How it stands when all is over.
   *
   * @param granted units, as recorded
   * @param lost what was answered with yes and is not recorded
   * @param doubled what somebody has beyond his one, or two have as one
   * @param broken what the history checker found
   */
  public record Standing(long granted, long lost, long doubled, List<String> broken) {}

  /** Waits for the opening. */
  public void awaitOpening() throws InterruptedException {
    TimeUnit.NANOSECONDS.sleep(Math.max(0, drop.openingNanos() - System.nanoTime()));
  }

  /**
   * Sends a crowd of its first members, and does something meanwhile.
   *
   * @param rate arrivals a second at the opening
   */
  public void crowd(int size, int rate, Deed deed) throws IOException, InterruptedException {
    var properties = plan.properties();
    properties.setProperty("members", Integer.toString(size));
    properties.setProperty("rate", Integer.toString(rate));
    try (var people = new CrowdProcess(sealed);
        var beside = new Background("the fault", deed::run)) {
      List<Line> told = people.send(Plan.of(properties), drop).lines();
      beside.await();
      synchronized (lines) {
        lines.addAll(told);
      }
    }
  }

  /** Asks an instance once; the same member always asks with the same key. */
  public Reply claim(int member, int instance) throws InterruptedException {
    return claim(member, instance, sealed.ports().get(instance));
  }

  /** The same by another way to that instance. */
  public Reply claim(int member, int instance, int port) throws InterruptedException {
    HttpRequest request = request(member, port);
    long sent = System.nanoTime();
    Reply reply;
    JsonNode body = MissingNode.getInstance();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      body = read(answer.body());
      String claim = body.path("claimId").asString("");
      reply =
          new Reply(
              member,
              instance,
              sent,
              since(sent),
              answer.statusCode(),
              body.path("code").asString(""),
              answer.headers().firstValue("Retry-After").isPresent(),
              claim.isEmpty() ? null : UUID.fromString(claim),
              answer.body());
    } catch (IOException e) {
      reply =
          new Reply(member, instance, sent, since(sent), 0, "NO_ANSWER", false, null, e.toString());
    }
    note(reply, body.path("sequence").asLong(0));
    return reply;
  }

  /** Asks one instance after the other with the same key until there is a yes or a no. */
  public Reply claimPatiently(int member, int first, Duration patience)
      throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    int count = sealed.instances().size();
    Reply reply = claim(member, first % count);
    for (int next = first + 1; !reply.settled() && System.nanoTime() < end; next++) {
      TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
      reply = claim(member, next % count);
    }
    return reply;
  }

  /** Every answer to a single member so far, in the order of their arrival. */
  public List<Reply> replies() {
    synchronized (lines) {
      return List.copyOf(replies);
    }
  }

  /** Those to what was asked since a moment of {@link System#nanoTime()}. */
  public List<Reply> repliesSince(long nanos) {
    return replies().stream().filter(reply -> reply.sentNanos() >= nanos).toList();
  }

  /** How many of a crowd got no answer from an instance. */
  public long unanswered(int instance) {
    synchronized (lines) {
      return lines.stream().filter(line -> line.instance() == instance && !line.answered()).count();
    }
  }

  /** Whether Kafka has of each recorded claim what happened to it, in order. */
  public boolean toldOnce() throws IOException, InterruptedException, SQLException {
    try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE)) {
      var told = new ToldHistory(new Hearing(connection, sealed.kafka().servers()).read());
      return told.onceAndInOrder(new Recording(connection, drop.id()).rows()).isEmpty();
    }
  }

  /** Holds all that was told against all that is recorded. */
  public Standing check() throws IOException, InterruptedException, SQLException {
    List<Line> told;
    synchronized (lines) {
      told = List.copyOf(lines);
    }
    awaitRest();
    Proof proof = Proof.of(sealed, plan, drop, told);
    List<String> broken =
        proof.verdicts().stream().filter(verdict -> !verdict.holds()).map(Sale::sentence).toList();
    Recorded recorded = proof.recorded();
    return new Standing(recorded.rows().size(), lost(recorded, told), doubled(recorded), broken);
  }

  /** Who gave up may have left a command behind that is decided a little later. */
  private void awaitRest() throws InterruptedException, SQLException {
    long before = -1;
    long now = entries();
    for (int i = 0; i < RESTS_MAX && now != before; i++) {
      TimeUnit.MILLISECONDS.sleep(REST_MILLIS);
      before = now;
      now = entries();
    }
  }

  private long entries() throws SQLException {
    try (Connection connection = sealed.postgres().connect(EmbeddedPostgres.DATABASE);
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("SELECT sum(entry_no) FROM stock.pool")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static String sentence(Verdict verdict) {
    return verdict.invariant().english() + ": " + verdict.counterexample();
  }

  private static long lost(Recorded recorded, List<Line> told) {
    Set<UUID> there = new HashSet<>();
    recorded.rows().forEach(row -> there.add(row.claim()));
    return told.stream()
        .filter(Line::granted)
        .map(Line::claim)
        .distinct()
        .filter(claim -> !there.contains(claim))
        .count();
  }

  private static long doubled(Recorded recorded) {
    Map<UUID, Integer> held = new HashMap<>();
    Set<Long> numbers = new HashSet<>();
    long doubled = 0;
    long live = 0;
    for (Row row : recorded.rows()) {
      int holds = row.live() ? held.merge(row.person(), row.quantity(), Integer::sum) : 0;
      doubled += holds > recorded.perMember() || !numbers.add(row.sequence()) ? 1 : 0;
      live += row.live() ? row.quantity() : 0;
    }
    return doubled + Math.max(0, live - recorded.capacity());
  }

  private void note(Reply reply, long sequence) {
    long sent = reply.sentNanos() - drop.openingNanos();
    long received = reply.status() == 0 ? -1 : sent + reply.took().toNanos();
    var line =
        new Line(
            Kind.CLAIM,
            reply.member(),
            reply.instance(),
            sent,
            sent,
            received,
            reply.status(),
            reply.code(),
            reply.granted() ? sequence : 0,
            reply.claim());
    synchronized (lines) {
      lines.add(line);
      replies.add(reply);
    }
  }

  private HttpRequest request(int member, int port) {
    String ticket =
        tickets.issue(
            new Tickets.Ticket(crowd.id(member), drop.id(), 1, Instant.now().plusSeconds(60)));
    return HttpRequest.newBuilder(
            URI.create("http://127.0.0.1:%d/api/drops/%s/claims".formatted(port, drop.id())))
        .timeout(ANSWER_WITHIN)
        .header("Drop-Ticket", ticket)
        .header("Idempotency-Key", "member-" + member)
        .header("Content-Type", "application/json")
        .POST(HttpRequest.BodyPublishers.ofString("{\"quantity\":1}"))
        .build();
  }

  private static Duration since(long nanos) {
    return Duration.ofNanos(System.nanoTime() - nanos);
  }

  private static JsonNode read(String body) {
    try {
      return body.isEmpty() ? MissingNode.getInstance() : JsonMapper.shared().readTree(body);
    } catch (JacksonException e) {
      return MissingNode.getInstance();
    }
  }
}
