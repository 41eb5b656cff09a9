package io.seonchak.e2e;

import static org.awaitility.Awaitility.await;

import io.seonchak.e2e.openapi.Document;
import io.seonchak.e2e.openapi.Document.Operation;
import io.seonchak.e2e.openapi.Document.Seen;
import io.seonchak.e2e.openapi.Draft;
import io.seonchak.platform.security.AccessTokens;
import io.seonchak.platform.security.Identity;
import io.seonchak.platform.security.MemberRole;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A shop with something of everything, and right requests to it: the document's own examples, with
 * living ids in place of theirs. Ids are learned from answers, so whatever an operation makes,
 * another can be asked for. Whoever is ended by what he asks for is somebody else each time. May be
 * used by many threads.
 */
final class ApiWorld {

  /** Of all, because it is that of the examples. */
  static final String PASSWORD = "우산을 두고 온 날의 비";

  /** The address of the examples is a member's. */
  private static final String ADDRESS = "hong@example.kr";

  private static final int LEARNED_MAX = 100;
  private static final int PARKED = 40;
  private static final int FULL_DROPS = 4;

  /** Ids of people and log-ins are not learned: some that are seen must live on. */
  private static final Set<String> NOT_LEARNED = Set.of("memberId", "sellerId", "sessionId");

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Shop shop;
  private final Document document;
  private final AccessTokens tokens;
  private final JdbcClient jdbc;
  private final Map<String, List<String>> given = new ConcurrentHashMap<>();
  private final Map<String, List<String>> learned = new ConcurrentHashMap<>();
  private final Map<UUID, String> bearers = new ConcurrentHashMap<>();
  private final List<Caller> members = new ArrayList<>();
  private final Caller seller;
  private final Queue<Caller> leaving = new ConcurrentLinkedQueue<>();
  private final Queue<String> refreshTokens = new ConcurrentLinkedQueue<>();
  private final Queue<Place> held = new ConcurrentLinkedQueue<>();
  private final Queue<Place> waiting = new ConcurrentLinkedQueue<>();

  private final ApiPurchases purchases;

  /** What only some requests need to be right, by operation. */
  private final Map<String, BiConsumer<Draft, Random>> also = new HashMap<>();

  /** Somebody who asks. */
  record Caller(UUID member, UUID session, Set<MemberRole> roles) {}

  /** Where somebody has a claim, or waits for one. */
  private record Place(String authorization, String drop, String claim) {}

  /**
   * Fills the shop.
   *
   * @param leaving how many there are whose log-in or account may end
   */
  ApiWorld(Shop shop, Document document, int leaving) throws Exception {
    this.shop = shop;
    this.document = document;
    this.tokens = shop.beans(AccessTokens.class).iterator().next();
    this.jdbc = shop.beans(JdbcClient.class).iterator().next();
    String hash = String.valueOf(new Argon2PasswordEncoder(16, 32, 1, 19_456, 2).encode(PASSWORD));
    members.add(member(ADDRESS, hash, MemberRole.MEMBER));
    members.add(member("second@example.kr", hash, MemberRole.MEMBER));
    members.add(member("third@example.kr", hash, MemberRole.MEMBER));
    this.seller = member("seller@example.kr", hash, MemberRole.SELLER);
    for (int i = 0; i < leaving; i++) {
      Caller caller = member("leaving-%d@example.kr".formatted(i), hash, MemberRole.MEMBER);
      this.leaving.add(caller);
      give("memberId", caller.member().toString());
    }
    Caller wisher = member("wisher@example.kr", hash, MemberRole.MEMBER);
    this.purchases = new ApiPurchases(shop, bearer(wisher));
    also.putAll(also());
    also.putAll(purchases.also());
    fill();
  }

  private Map<String, BiConsumer<Draft, Random>> also() {
    return Map.of(
        "DELETE /api/drops/{id}/claims/{claim}", (draft, random) -> at(held.poll(), draft),
        "GET /api/drops/{id}/waiting-list", (draft, random) -> at(waiting.peek(), draft),
        "DELETE /api/drops/{id}/waiting-list", (draft, random) -> at(waiting.poll(), draft),
        "POST /api/sessions/refresh", (draft, random) -> refresh(draft),
        "POST /api/members", (draft, random) -> newAddress(draft, random));
  }

  private void fill() throws Exception {
    for (int i = 0; i < 3; i++) {
      String product = shop.product();
      give("productId", product);
      give("variantId", product);
    }
    UUID open = shop.drop(1_000_000, 1_000);
    give("dropId", open.toString());
    give("dropId", open.toString());
    give("dropId", shop.drop(10, 1, Instant.now().plus(Duration.ofHours(1))).toString());
    for (int i = 0; i < FULL_DROPS; i++) {
      UUID full = shop.drop(1, 1);
      shop.claim(full, UUID.randomUUID());
      give("dropId", full.toString());
    }
    give("campaignId", purchases.campaign(1_000_000, 1_000, Instant.now().minusSeconds(60)));
    give("campaignId", purchases.campaign(10, 1, Instant.now().plus(Duration.ofHours(1))));
    give("campaignId", purchases.campaign(1, 1, Instant.now().minusSeconds(60)));
    for (Caller each : members) {
      purchases.seed(each.member(), bearer(each));
    }
    park();
    repair();
    for (String variant : given.get("variantId")) {
      await()
          .atMost(Duration.ofSeconds(15))
          .until(() -> shop.get("/api/stock/" + variant).status() == 200);
    }
  }

  private Caller member(String email, String hash, MemberRole role) {
    var caller = new Caller(UUID.randomUUID(), UUID.randomUUID(), Set.of(role));
    jdbc.sql(
            "INSERT INTO member.member (member_id, email, name, password_hash, verified_at, created_at)"
                + " VALUES (?, ?, '홍길동', ?, now(), now())")
        .params(caller.member(), email, hash)
        .update();
    jdbc.sql("INSERT INTO member.member_role (member_id, role, granted_at) VALUES (?, ?, now())")
        .params(caller.member(), role.name())
        .update();
    jdbc.sql(
            "INSERT INTO member.session (session_id, member_id, user_agent, created_at, last_used_at)"
                + " VALUES (?, ?, '', now(), now())")
        .params(caller.session(), caller.member())
        .update();
    return caller;
  }

  /** Events that could not have their effect, with keys of their own. */
  private void park() {
    String topic = shop.namespace + ".catalog";
    for (int i = 0; i < PARKED; i++) {
      UUID product = UUID.randomUUID();
      String body =
          "{\"productId\":\"%s\",\"sellerId\":\"%s\",\"name\":\"양말\",\"variants\":[]}"
              .formatted(product, product);
      Long number =
          jdbc.sql(
                  "INSERT INTO stock.dead_letter (listener, topic, event_id, event_key, event_type,"
                      + " made_at, trace, body, reason) VALUES (?, ?, ?, ?,"
                      + " 'catalog.product-added.v1', now(), '', convert_to(?, 'UTF8'), 'a test')"
                      + " RETURNING dead_letter_id")
              .params("stock." + topic, topic, UUID.randomUUID(), product, body)
              .query(Long.class)
              .single();
      give("deadLetter", String.valueOf(number));
    }
  }

  /** Payments that people have to look at. */
  private void repair() {
    for (int i = 0; i < PARKED; i++) {
      UUID id = UUID.randomUUID();
      jdbc.sql(
              "INSERT INTO payment.repair (repair_id, kind, order_id, subject_id, note, made_at)"
                  + " VALUES (?, 'CANCEL_REFUSED', ?, ?, 'a test', now())")
          .params(id, UUID.randomUUID(), UUID.randomUUID())
          .update();
      give("repairId", id.toString());
    }
  }

  private void give(String kind, String id) {
    given.computeIfAbsent(kind, none -> new CopyOnWriteArrayList<>()).add(id);
  }

  /** A request that should be granted, as far as one can know. */
  Draft right(Operation operation, Random random) {
    var draft = new Draft(operation);
    for (JsonNode each : operation.parameters("path")) {
      draft.path.put(each.path("name").asString(), Draft.encoded(valueOf(each, random)));
    }
    for (JsonNode each : operation.parameters("query")) {
      boolean needed = each.path("required").asBoolean();
      if (needed || (each.has("example") && random.nextInt(3) == 0)) {
        draft.query.add(
            Map.entry(each.path("name").asString(), Draft.encoded(valueOf(each, random))));
      }
    }
    for (JsonNode each : operation.parameters("header")) {
      if (each.path("name").asString().equals("Idempotency-Key")) {
        draft.headers.put(
            "Idempotency-Key", new UUID(random.nextLong(), random.nextLong()).toString());
      }
    }
    body(draft, random);
    draft.headers.put("X-Forwarded-For", network(random));
    draft.headers.putAll(allowed(operation, draft, random));
    also.getOrDefault(operation.key(), (same, rest) -> {}).accept(draft, random);
    return draft;
  }

  /** The same without showing who asks. */
  Draft byNobody(Operation operation, Random random) {
    Draft draft = right(operation, random);
    draft.headers.keySet().removeAll(Set.of("Authorization", "Drop-Ticket", "Feed-Key"));
    return draft;
  }

  /** The same by a member without a role. */
  Draft byAMember(Operation operation, Random random) {
    Draft draft = byNobody(operation, random);
    draft.headers.put("Authorization", bearer(members.get(0)));
    return draft;
  }

  /** The same by anybody at all, as long as nobody ends who must live on. */
  Draft byAnybody(Operation operation, Random random) {
    Draft draft = right(operation, random);
    if (operation.endsCaller() || random.nextInt(4) > 0) {
      return draft;
    }
    draft.headers.remove("Drop-Ticket");
    switch (random.nextInt(4)) {
      case 0 -> draft.headers.remove("Authorization");
      case 1 ->
          draft.headers.put("Authorization", bearer(members.get(random.nextInt(members.size()))));
      case 2 -> draft.headers.put("Authorization", bearer(seller));
      default -> draft.headers.put("Authorization", "Bearer " + shop.operator);
    }
    return draft;
  }

  /** What can be learned from an answer. */
  void learn(Draft draft, Seen seen) {
    if (seen.status() == 401 && draft.headers.containsKey("Authorization")) {
      bearers.values().remove(draft.headers.get("Authorization"));
    }
    if (seen.status() >= 300 || !seen.type().startsWith("application/json")) {
      return;
    }
    JsonNode answer = JSON.readTree(seen.body());
    switch (draft.operation.key()) {
      case "POST /api/drops/{id}/claims" -> keep(held, draft, answer);
      case "POST /api/drops/{id}/waiting-list" -> keep(waiting, draft, answer);
      default -> purchases.learn(draft, answer);
    }
    if (answer.has("refreshToken")) {
      refreshTokens.add(answer.path("refreshToken").asString());
    }
    if (!draft.operation.path().endsWith("openapi.json")) {
      learn(answer);
    }
  }

  private static void keep(Queue<Place> places, Draft draft, JsonNode answer) {
    String authorization = draft.headers.getOrDefault("Authorization", "");
    if (!authorization.isEmpty() && !draft.headers.containsKey("Drop-Ticket")) {
      places.add(
          new Place(authorization, draft.path.get("id"), answer.path("claimId").asString("")));
    }
  }

  private void learn(JsonNode answer) {
    for (Map.Entry<String, JsonNode> each : answer.properties()) {
      if (each.getValue().isString()
          && each.getKey().endsWith("Id")
          && !NOT_LEARNED.contains(each.getKey())) {
        List<String> known =
            learned.computeIfAbsent(each.getKey(), none -> new CopyOnWriteArrayList<>());
        if (known.size() < LEARNED_MAX && !known.contains(each.getValue().asString())) {
          known.add(each.getValue().asString());
        }
      }
      each.getValue().forEach(this::learn);
      if (each.getValue().isObject()) {
        learn(each.getValue());
      }
    }
  }

  private String valueOf(JsonNode parameter, Random random) {
    String kind = parameter.path("x-id-of").asString("");
    String known = kind.isEmpty() ? "" : id(kind, random);
    if (!known.isEmpty()) {
      return known;
    }
    JsonNode example = parameter.path("example");
    return example.isMissingNode() ? UUID.randomUUID().toString() : example.asString();
  }

  /** A living id of that kind; empty when none is known. */
  private String id(String kind, Random random) {
    List<String> seeded = given.getOrDefault(kind, List.of());
    List<String> seen = learned.getOrDefault(kind, List.of());
    List<String> from =
        seen.isEmpty() || (!seeded.isEmpty() && random.nextBoolean()) ? seeded : seen;
    return from.isEmpty() ? "" : from.get(random.nextInt(from.size()));
  }

  private void body(Draft draft, Random random) {
    JsonNode content = draft.operation.body();
    if (content.isMissingNode()) {
      return;
    }
    draft.headers.put("Content-Type", draft.operation.bodyType());
    JsonNode example = content.path("example");
    if (example.isString()) {
      draft.text = example.asString();
      return;
    }
    JsonNode schema = document.resolved(content.path("schema"));
    JsonNode body = schema.path("examples").path(0).deepCopy();
    living(body, random);
    draft.tree = body;
  }

  private void living(JsonNode body, Random random) {
    for (Map.Entry<String, JsonNode> each : body.properties()) {
      String known = each.getKey().endsWith("Id") ? id(each.getKey(), random) : "";
      if (!known.isEmpty()) {
        ((ObjectNode) body).put(each.getKey(), known);
      }
      living(each.getValue(), random);
    }
    if (body.isArray()) {
      body.forEach(each -> living(each, random));
    }
  }

  private Map<String, String> allowed(Operation operation, Draft draft, Random random) {
    if (!operation.guarded()) {
      return Map.of();
    }
    if (!operation.roles().isEmpty()) {
      return Map.of("Authorization", "Bearer " + shop.operator);
    }
    if (operation.endsCaller()) {
      Caller caller = leaving.poll();
      Caller somebody = caller == null ? nobody() : caller;
      draft.path.computeIfPresent("id", (name, id) -> somebody.session().toString());
      return Map.of("Authorization", bearer(somebody));
    }
    Caller caller = members.get(random.nextInt(members.size()));
    boolean ticket = operation.node().path("security").toString().contains("ticket");
    return ticket && random.nextInt(3) == 0
        ? Map.of("Drop-Ticket", shop.ticket(caller.member(), UUID.fromString(draft.path.get("id"))))
        : Map.of("Authorization", bearer(caller));
  }

  private static Caller nobody() {
    return new Caller(UUID.randomUUID(), UUID.randomUUID(), Set.of(MemberRole.MEMBER));
  }

  private String bearer(Caller caller) {
    return bearers.computeIfAbsent(
        caller.member(),
        member -> {
          int version =
              jdbc.sql("SELECT token_version FROM member.member WHERE member_id = ?")
                  .param(member)
                  .query(Integer.class)
                  .optional()
                  .orElse(1);
          var identity = new Identity(member, caller.session(), null, caller.roles(), version);
          return "Bearer " + tokens.issue(identity).token();
        });
  }

  private static String network(Random random) {
    return "10.%d.%d.%d"
        .formatted(random.nextInt(256), random.nextInt(256), random.nextInt(1, 255));
  }

  private static void at(@Nullable Place place, Draft draft) {
    if (place != null) {
      draft.headers.remove("Drop-Ticket");
      draft.headers.put("Authorization", place.authorization());
      draft.path.put("id", place.drop());
      draft.path.computeIfPresent("claim", (name, claim) -> place.claim());
    }
  }

  private void refresh(Draft draft) {
    String token = refreshTokens.poll();
    if (token != null && draft.tree instanceof ObjectNode body) {
      body.put("refreshToken", token);
    }
  }

  private static void newAddress(Draft draft, Random random) {
    if (draft.tree instanceof ObjectNode body) {
      body.put("email", "new-%d@example.kr".formatted(random.nextLong() >>> 1));
    }
  }
}
