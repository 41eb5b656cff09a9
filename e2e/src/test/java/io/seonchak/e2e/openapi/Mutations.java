package io.seonchak.e2e.openapi;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.util.RawValue;

/**
 * Makes right requests wrong, one thing at a time: fields, limits, types, encodings, paths, keys.
 * All that it decides comes from the source of randomness it is given.
 */
public final class Mutations {

  /** As they stand in the JSON. */
  private static final List<String> NUMBERS =
      List.of(
          "0",
          "1",
          "-1",
          "1.5",
          "1e309",
          "1e2",
          "-0",
          "2147483647",
          "2147483648",
          "9007199254740993",
          "9223372036854775807",
          "9223372036854775808",
          "-9223372036854775809",
          "1" + "0".repeat(60),
          "\"1\"",
          "null",
          "[1]",
          "{}",
          "true",
          "01",
          "NaN");

  private static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "a",
          "x".repeat(60),
          "가".repeat(300),
          "나".repeat(5_000),
          "a".repeat(21_000),
          "\u0000",
          "a\u0000b",
          "\u202egnp.exe",
          "a\u200bb\ufeff",
          "\u1112\u1161\u11ab",
          "👨‍👩‍👧‍👦",
          "\ue000\uffff",
          "'; DROP TABLE member.member; --",
          "%' OR 1=1 --",
          "${jndi:ldap://127.0.0.1/a}",
          "<script>alert(1)</script>",
          "a\r\nSet-Cookie: x=1",
          "../../etc/passwd",
          "%00%2e%2e",
          "null",
          "NaN",
          "2026-13-45T99:99:99Z",
          "0000-01-01T00:00:00Z",
          "+999999999-12-31T23:59:59Z",
          "2026-12-24T12:00:00",
          "2026-12-24T12:00:00+18:00",
          "00000000-0000-0000-0000-000000000000",
          "01930000-0000-7000-8000-00000000000g",
          "a@b.kr",
          "한글@예시.한국",
          "👨@a.kr",
          "Ａ@ｂ．kr",
          "－１");

  private static final List<String> RAW_TEXTS =
      List.of(
          "7", "true", "null", "[]", "{}", "[\"a\"]", "\"\\ud800\"", "\"\\udc00a\"", "\"\\u0000\"");

  private static final List<String> BODIES =
      List.of(
          "",
          " ",
          "null",
          "[]",
          "{}",
          "\"x\"",
          "1",
          "{",
          "{\"a\":",
          "{}{}",
          "\ufeff{}",
          "{\"a\":1,\"a\":2}",
          "{\"a\":".repeat(10_000),
          "[".repeat(10_000),
          "{\"" + "k".repeat(60_000) + "\":1}",
          " ".repeat(70_000));

  /** Segments as they are sent. */
  private static final List<String> SEGMENTS =
      List.of(
          "1",
          "x",
          "-1",
          "null",
          "00000000-0000-0000-0000-000000000000",
          "01930000-0000-7000-8000-00000000000g",
          "1-1-1-1-1",
          "%20",
          "%00",
          "%2F",
          "%2e%2e",
          "..",
          ".",
          "%ff",
          "%c0%af",
          "%5c",
          ";a=b",
          "a;b",
          "%ed%95%9c%ea%b8%80",
          "%F0%9F%98%80",
          "a%0d%0ab",
          "%25",
          "9223372036854775808",
          "x".repeat(2_000),
          "'--",
          "*");

  private static final List<String> QUERIES =
      List.of(
          "",
          "0",
          "1",
          "-1",
          "1e9",
          "101",
          "2147483648",
          "9223372036854775808",
          "x",
          "null",
          "%00",
          "%ff",
          "%ed%95%9c",
          "'--",
          "a%0d%0ab",
          "00000000-0000-0000-0000-000000000000",
          "x".repeat(1_000),
          "2026-12-24T12:00:00%2B09:00",
          "a%40b.kr");

  private static final List<String> TYPES =
      List.of(
          "text/plain",
          "application/xml",
          "application/json;charset=utf-16",
          "application/json;charset=utf-8",
          "application/x-www-form-urlencoded",
          "multipart/form-data",
          "*/*",
          "application/*",
          "x",
          "json/",
          "application/merge-patch+json");

  private static final List<String> ACCEPTS =
      List.of(
          "application/json",
          "*/*",
          "text/html",
          "application/xml",
          "bad",
          "application/*;q=0.1",
          "text/event-stream");

  private final Document document;

  /** For requests of that document. */
  public Mutations(Document document) {
    this.document = document;
  }

  /** Makes one thing of it wrong, or at least strange. */
  public void apply(Draft draft, Random random) {
    int kind = random.nextInt(10);
    boolean hasBody = !draft.operation.body().isMissingNode();
    if (hasBody && kind < 6) {
      body(draft, random);
    } else if (kind < 8 && !draft.path.isEmpty()) {
      path(draft, random);
    } else if (kind < 9 && !draft.operation.parameters("query").isEmpty()) {
      query(draft, random);
    } else {
      header(draft, random);
    }
  }

  private void body(Draft draft, Random random) {
    if (draft.tree instanceof ObjectNode body && !body.isEmpty() && random.nextInt(8) > 0) {
      field(body, document.resolved(draft.operation.body().path("schema")), random);
      return;
    }
    draft.text =
        switch (random.nextInt(4)) {
          case 0 -> cut(draft.body(), random);
          case 1 -> twice(draft.body());
          default -> one(BODIES, random);
        };
    draft.tree = null;
  }

  private static String cut(String body, Random random) {
    return body.isEmpty() ? "{" : body.substring(0, random.nextInt(body.length()));
  }

  /** With a field that is there twice. */
  private static String twice(String body) {
    return body.startsWith("{\"")
        ? body.replaceFirst("\\{(\"[^\"]*\"):", "{$1:1,$1:")
        : body + body;
  }

  private void field(ObjectNode body, JsonNode schema, Random random) {
    List<String> names = new ArrayList<>(body.propertyNames());
    schema.path("properties").propertyNames().stream()
        .filter(name -> !names.contains(name))
        .forEach(names::add);
    String name = one(names, random);
    JsonNode inner = body.path(name);
    JsonNode its = document.resolved(schema.path("properties").path(name));
    switch (random.nextInt(8)) {
      case 0 -> body.remove(name);
      case 1 -> body.putNull(name);
      case 2 ->
          body.put(one(List.of("memberId", "role", "status", "x", "__proto__", ""), random), "x");
      default -> {
        if (inner instanceof ArrayNode list && !list.isEmpty() && random.nextBoolean()) {
          element(list, document.resolved(its.path("items")), random);
        } else if (inner instanceof ObjectNode object
            && !object.isEmpty()
            && random.nextBoolean()) {
          field(object, its, random);
        } else {
          put(body, name, its, random);
        }
      }
    }
  }

  private void element(ArrayNode list, JsonNode schema, Random random) {
    if (list.get(0) instanceof ObjectNode object && !object.isEmpty() && random.nextBoolean()) {
      field(object, schema, random);
    } else if (random.nextInt(4) == 0) {
      JsonNode first = list.get(0);
      for (int i = 0; i < 150; i++) {
        list.add(first.deepCopy());
      }
    } else if (random.nextBoolean()) {
      list.addRawValue(new RawValue(one(RAW_TEXTS, random)));
    } else {
      list.add(one(TEXTS, random));
    }
  }

  private static void put(ObjectNode body, String name, JsonNode schema, Random random) {
    String type = schema.path("type").toString();
    if (type.contains("integer") || type.contains("number")) {
      body.putRawValue(name, new RawValue(number(schema, random)));
    } else if (random.nextInt(4) == 0) {
      body.putRawValue(name, new RawValue(one(RAW_TEXTS, random)));
    } else if (random.nextInt(6) == 0 && schema.has("maxLength")) {
      body.put(name, "가".repeat(schema.path("maxLength").asInt() + random.nextInt(2)));
    } else {
      body.put(name, one(TEXTS, random));
    }
  }

  private static String number(JsonNode schema, Random random) {
    return switch (random.nextInt(6)) {
      case 0 -> schema.path("minimum").asString("0");
      case 1 -> schema.path("maximum").asString("1");
      case 2 -> String.valueOf(schema.path("minimum").asLong(0) - 1);
      case 3 -> String.valueOf(schema.path("maximum").asLong(1) + 1);
      default -> one(NUMBERS, random);
    };
  }

  private static void path(Draft draft, Random random) {
    String name = one(List.copyOf(draft.path.keySet()), random);
    boolean another = random.nextInt(4) == 0;
    draft.path.put(name, another ? uuid(random) : one(SEGMENTS, random));
    draft.stray |= !another;
  }

  private static String uuid(Random random) {
    return new UUID(random.nextLong(), random.nextLong()).toString();
  }

  private static void query(Draft draft, Random random) {
    List<String> names =
        draft.operation.parameters("query").stream()
            .map(each -> each.path("name").asString())
            .toList();
    String name = random.nextInt(10) == 0 ? "unknown" : one(names, random);
    draft.query.add(Map.entry(name, one(QUERIES, random)));
  }

  private static void header(Draft draft, Random random) {
    switch (random.nextInt(8)) {
      case 0 -> draft.headers.remove("Idempotency-Key");
      case 1 ->
          draft.headers.put(
              "Idempotency-Key",
              one(List.of("", "fixed", "a b", "k".repeat(300), "k".repeat(301)), random));
      case 2 -> draft.headers.put("Content-Type", one(TYPES, random));
      case 3 -> draft.headers.put("Accept", one(ACCEPTS, random));
      case 4 ->
          draft.headers.put(
              "Accept-Language", one(List.of("en", "ko", "x".repeat(500), "*"), random));
      case 5 ->
          draft.headers.put("Content-Encoding", one(List.of("gzip", "identity", "x"), random));
      case 6 -> {
        draft.headers.put(
            "If-Match",
            one(List.of("*", "\"1\"", "\"0-00000000\"", "x", "x".repeat(1_100)), random));
        draft.headers.put("If-None-Match", one(List.of("*", "\"1\"", "W/\"x\"", "x"), random));
      }
      default -> credentials(draft, random);
    }
  }

  private static void credentials(Draft draft, Random random) {
    draft.headers.remove("Drop-Ticket");
    draft.headers.put(
        "Authorization",
        one(
            List.of(
                "Bearer",
                "Bearer x",
                "Basic YTpi",
                "Bearer eyJhbGciOiJub25lIn0.e30.",
                "Bearer " + "x".repeat(4_500)),
            random));
    if (random.nextInt(3) == 0) {
      draft.headers.put("Drop-Ticket", one(List.of("", "x", "a.b", "x".repeat(2_000)), random));
    }
    if (random.nextInt(3) == 0) {
      draft.headers.put("Feed-Key", one(List.of("", "x", "a key that nobody has"), random));
    }
  }

  private static <T> T one(List<T> all, Random random) {
    return all.get(random.nextInt(all.size()));
  }
}
