package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.e2e.openapi.Document;
import io.seonchak.e2e.openapi.Document.Operation;
import io.seonchak.e2e.openapi.Document.Seen;
import io.seonchak.e2e.openapi.Draft;
import io.seonchak.e2e.openapi.Mutations;
import io.seonchak.e2e.openapi.Notes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.json.JsonMapper;

/**
 * Real answers are what {@code docs/openapi.json} says: those to its own examples, and those to
 * requests made from it at random. More of them: {@code -Dseonchak.openapi.requests=20000}; the
 * same again: {@code -Dseonchak.openapi.seed=…}.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class OpenApiAnswersTest {

  private static final int REQUESTS = Integer.getInteger("seonchak.openapi.requests", 2_000);
  private static final long SEED = Long.getLong("seonchak.openapi.seed", 20_261_224L);
  private static final int MINUTES_MAX = 30;
  private static final int THREADS = 6;
  private static final int TRIES = 40;
  private static final int SHOWN = 10;
  private static final Path REPORT = Path.of("target/openapi-run.md");

  private static Shop shop;
  private static Document document;
  private static ApiWorld world;
  private static ApiCalls calls;

  /** An answer that should not have been given. */
  private record Finding(int number, Draft draft, Seen seen, List<String> faults) {

    @Override
    public String toString() {
      return "%nseed %d, request %d: %s%n%s%n→ %d %s%n%s%n"
          .formatted(SEED, number, faults, draft, seen.status(), seen.type(), seen.body());
    }
  }

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    document =
        new Document(
            JsonMapper.builder()
                .build()
                .readTree(Files.readString(Path.of("../docs/openapi.json"))));
    world = new ApiWorld(shop, document, 60 + REQUESTS / 8);
    calls = new ApiCalls(shop.address());
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void whoShowsNothingIsRefusedWhereTheDocumentSaysSo() throws Exception {
    for (Operation operation : document.operations()) {
      if (operation.guarded()) {
        refused(world.byNobody(operation, new Random(SEED)), 401);
      }
    }
  }

  @Test
  void aMemberWithoutTheRoleIsRefusedWhereTheDocumentSaysSo() throws Exception {
    for (Operation operation : document.operations()) {
      if (!operation.roles().isEmpty()) {
        refused(world.byAMember(operation, new Random(SEED)), 403);
      }
    }
  }

  private static void refused(Draft draft, int status) throws Exception {
    Seen seen = calls.send(draft);

    assertThat(seen.status()).as("%s: %s", draft, seen).isEqualTo(status);
    assertThat(document.faults(draft.operation, seen)).as("%s: %s", draft, seen).isEmpty();
  }

  @Test
  void everyOperationIsSeenToSucceedAsTheDocumentSays() throws Exception {
    Set<String> missing = new TreeSet<>();
    document.operations().forEach(operation -> missing.add(operation.key()));
    byMail(missing);
    rotate(missing);
    var random = new Random(SEED);
    for (int i = 0; i < TRIES; i++) {
      for (Operation operation : document.operations()) {
        if (missing.contains(operation.key()) && succeeds(operation, random)) {
          missing.remove(operation.key());
        }
      }
    }

    assertThat(missing)
        .as(
            "operations that never succeeded; let an example of theirs do so, help it in ApiWorld,"
                + " or say 'rare: <what it needs>' in the notes (docs/api.md)")
        .isEqualTo(rare());
  }

  private static boolean succeeds(Operation operation, Random random) throws Exception {
    Draft draft = world.right(operation, random);
    Seen seen = calls.send(draft);
    assertThat(document.faults(operation, seen)).as("%s: %s", draft, seen).isEmpty();
    world.learn(draft, seen);
    return seen.status() < 300;
  }

  private static Set<String> rare() throws IOException {
    Set<String> rare = new TreeSet<>();
    Notes.read()
        .operations()
        .forEach(
            (key, note) -> {
              if (note.has("rare")) {
                rare.add(key);
              }
            });
    return rare;
  }

  /** What needs a code that goes out by mail. */
  private static void byMail(Set<String> missing) throws Exception {
    var visitor = new Visitor(shop, "visitor@example.kr");
    seen(missing, "POST /api/members", visitor.signUp());
    seen(missing, "POST /api/members/verify", visitor.verify());
    visitor.logIn();
    String email = "moved@example.kr";
    seen(
        missing,
        "POST /api/members/me/email",
        visitor.post(
            "/api/members/me/email",
            "{\"email\":\"%s\",\"password\":\"%s\"}".formatted(email, visitor.password)));
    String code = visitor.code(email, "", 6);
    seen(
        missing,
        "PUT /api/members/me/email",
        visitor.send(
            "PUT",
            "/api/members/me/email",
            "{\"email\":\"%s\",\"code\":\"%s\"}".formatted(email, code)));
    String phone = "010-5555-0001";
    Answer begun =
        visitor.post("/api/members/me/phone-verification", "{\"phone\":\"%s\"}".formatted(phone));
    seen(missing, "POST /api/members/me/phone-verification", begun);
    seen(
        missing,
        "PUT /api/members/me/phone-verification",
        visitor.send(
            "PUT",
            "/api/members/me/phone-verification",
            "{\"phone\":\"%s\",\"reference\":\"%s\",\"code\":\"%s\"}"
                .formatted(
                    phone,
                    begun.text("reference"),
                    visitor.code("01055550001@sms.invalid", "SMS", 6))));
    seen(
        missing,
        "POST /api/members/password-reset",
        visitor.post("/api/members/password-reset", "{\"email\":\"%s\"}".formatted(email)));
    seen(
        missing,
        "PUT /api/members/password-reset",
        visitor.send(
            "PUT",
            "/api/members/password-reset",
            "{\"email\":\"%s\",\"code\":\"%s\",\"password\":\"%s\"}"
                .formatted(email, visitor.code(email, "", 8), visitor.password)));
  }

  /** The ledger's key is replaced by whoever knows which it is. */
  private static void rotate(Set<String> missing) throws Exception {
    String[] operator = {"Authorization", "Bearer " + shop.operator};
    String key = shop.get("/api/operations/ledger/stock", operator).text("keyId");
    seen(
        missing,
        "POST /api/operations/ledger/{context}/keys",
        shop.post(
            "/api/operations/ledger/stock/keys", "{\"replaces\":\"%s\"}".formatted(key), operator));
  }

  private static void seen(Set<String> missing, String key, Answer answer) {
    var seen =
        new Seen(
            answer.status(),
            answer.headers().getOrDefault("content-type", List.of("")).getFirst(),
            answer.body(),
            answer.headers());
    assertThat(answer.status()).as("%s: %s", key, answer).isLessThan(300);
    assertThat(document.faults(document.operation(key), seen)).as("%s: %s", key, seen).isEmpty();
    missing.remove(key);
  }

  /** The last, because it leaves no stone where it was. */
  @Test
  @Order(Integer.MAX_VALUE)
  void requestsMadeFromTheDocumentFindNoFaultAndNoOtherAnswer() throws Exception {
    Queue<Finding> findings = new ConcurrentLinkedQueue<>();
    Map<String, AtomicIntegerArray> tally = new ConcurrentHashMap<>();
    var mutations = new Mutations(document);
    var next = new AtomicInteger();
    try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
      for (int i = 0; i < THREADS; i++) {
        var _ =
            threads.submit(
                () -> {
                  for (int number = next.getAndIncrement();
                      number < REQUESTS;
                      number = next.getAndIncrement()) {
                    ask(number, mutations, tally, findings);
                  }
                });
      }
      threads.shutdown();
      assertThat(threads.awaitTermination(MINUTES_MAX, TimeUnit.MINUTES)).isTrue();
    }
    report(tally);

    assertThat(findings.stream().limit(SHOWN).toList())
        .as("%d findings, the first %d", findings.size(), SHOWN)
        .isEmpty();
    assertThat(tally.values().stream().mapToInt(each -> each.get(0)).sum()).isEqualTo(REQUESTS);
  }

  private static void ask(
      int number,
      Mutations mutations,
      Map<String, AtomicIntegerArray> tally,
      Queue<Finding> findings) {
    var random = new Random(SEED * 1_000_003 + number);
    Operation operation = document.operations().get(random.nextInt(document.operations().size()));
    var draft = new Draft(operation);
    var seen = new Seen(0, "", "", Map.of());
    try {
      draft = world.byAnybody(operation, random);
      for (int left = Math.max(0, random.nextInt(5) - 1); left > 0; left--) {
        mutations.apply(draft, random);
      }
      seen = calls.send(draft);
      List<String> faults = faults(draft, seen);
      if (faults.isEmpty()) {
        world.learn(draft, seen);
      } else {
        findings.add(new Finding(number, draft, seen, faults));
      }
    } catch (IOException | RuntimeException e) {
      findings.add(new Finding(number, draft, seen, List.of(e.toString())));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      count(tally, operation, seen.status());
    }
  }

  private static List<String> faults(Draft draft, Seen seen) {
    if (seen.status() >= 500) {
      return List.of("status " + seen.status());
    }
    List<String> faults = document.faults(draft.operation, seen);
    if (!faults.isEmpty() && draft.stray) {
      return document.strayFaults(seen);
    }
    if (!faults.isEmpty() || seen.status() >= 300 || draft.operation.body().isMissingNode()) {
      return faults;
    }
    boolean json =
        draft.operation.bodyType().equals("application/json") && !draft.operation.takesAnything();
    boolean optional = !draft.operation.node().path("requestBody").path("required").asBoolean();
    if (!json || (optional && draft.body().isBlank())) {
      return faults;
    }
    return document.requestFaults(draft.operation, draft.body()).stream()
        .map(fault -> "was taken: " + fault)
        .toList();
  }

  private static void count(
      Map<String, AtomicIntegerArray> tally, Operation operation, int status) {
    AtomicIntegerArray counts =
        tally.computeIfAbsent(operation.key(), none -> new AtomicIntegerArray(6));
    counts.incrementAndGet(0);
    counts.incrementAndGet(
        switch (status / 100) {
          case 2, 3 -> 1;
          case 4 -> status == 429 ? 3 : 2;
          case 5 -> 4;
          default -> 5;
        });
  }

  private static void report(Map<String, AtomicIntegerArray> tally) throws IOException {
    var page =
        new StringBuilder("Seed %d, %d requests.%n%n".formatted(SEED, REQUESTS))
            .append("| operation | requests | 2xx, 3xx | 4xx | 429 | 5xx | none |\n")
            .append("|---|---|---|---|---|---|---|\n");
    var all = new int[6];
    for (Operation operation : document.operations()) {
      AtomicIntegerArray counts = tally.getOrDefault(operation.key(), new AtomicIntegerArray(6));
      page.append("| ").append(operation.key());
      for (int i = 0; i < all.length; i++) {
        page.append(" | ").append(counts.get(i));
        all[i] += counts.get(i);
      }
      page.append(" |\n");
    }
    page.append("| all");
    for (int sum : all) {
      page.append(" | ").append(sum);
    }
    Files.writeString(REPORT, page.append(" |\n"));
  }
}
