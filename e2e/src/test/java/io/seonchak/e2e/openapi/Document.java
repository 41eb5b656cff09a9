package io.seonchak.e2e.openapi;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The document, read to hold requests and answers against it. Of an answer no field may be there
 * that the document does not name, though its readers must bear more. May be used by many threads.
 */
public final class Document {

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();
  private static final String PROBLEM = "application/problem+json";
  private static final String EVENTS = "text/event-stream";
  private static final Set<Integer> AGAIN = Set.of(429, 503);

  /** Breaches that no reading of a value, such as trimming a text, makes good. */
  private static final Set<String> PLAIN =
      Set.of("type", "required", "additionalProperties", "enum", "minimum", "maximum");

  /** Where a value that may be null is none, which by itself is no breach. */
  private static final String NO_NULL = "/anyOf/1/type";

  private final ObjectNode root;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Schema> compiled = new ConcurrentHashMap<>();
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          builder ->
              builder.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  /** One method of one path. */
  public record Operation(String method, String path, ObjectNode node) {

    /** As in {@code GET /api/time}. */
    public String key() {
      return method + " " + path;
    }

    /** Whether somebody must show who he is. */
    public boolean guarded() {
      JsonNode security = node.path("security");
      return !security.isEmpty() && security.valueStream().noneMatch(JsonNode::isEmpty);
    }

    /** Who may; empty when no role is needed. */
    public List<String> roles() {
      return node.path("x-roles").valueStream().map(JsonNode::asString).toList();
    }

    /** Whether the caller's log-in may end by it. */
    public boolean endsCaller() {
      return node.path("x-ends-caller").asBoolean(false);
    }

    /** Whether its body may be anything, whatever the document says. */
    public boolean takesAnything() {
      return node.path("x-takes-anything").asBoolean(false);
    }

    /** Its parameters of a kind: path, query or header. */
    public List<JsonNode> parameters(String in) {
      return node.path("parameters")
          .valueStream()
          .filter(each -> each.path("in").asString().equals(in))
          .toList();
    }

    /** The only content of its body; missing when it takes none. */
    public JsonNode body() {
      return node.path("requestBody").path("content").valueStream().findFirst().orElse(MISSING);
    }

    /** The type of that content. */
    public String bodyType() {
      return node.path("requestBody").path("content").propertyNames().stream()
          .findFirst()
          .orElse("application/json");
    }

    /** Whether its answer goes on and on. */
    public boolean streams() {
      return node.path("responses").path("200").path("content").has(EVENTS);
    }

    private static final JsonNode MISSING = MissingNode.getInstance();
  }

  /** What was answered. */
  public record Seen(int status, String type, String body, Map<String, List<String>> headers) {}

  /** Reads it. */
  public Document(JsonNode document) {
    this.root = (ObjectNode) document.deepCopy();
    for (Map.Entry<String, JsonNode> path : root.path("paths").properties()) {
      for (Map.Entry<String, JsonNode> method : path.getValue().properties()) {
        operations.add(
            new Operation(
                method.getKey().toUpperCase(Locale.ROOT),
                path.getKey(),
                (ObjectNode) method.getValue()));
      }
    }
    closeAnswers();
  }

  private void closeAnswers() {
    for (Map.Entry<String, JsonNode> each : root.path("components").path("schemas").properties()) {
      if (each.getValue() instanceof ObjectNode schema
          && schema.has("properties")
          && !schema.has("additionalProperties")) {
        schema.put("additionalProperties", false);
      }
    }
  }

  /** All of them, in the document's order. */
  public List<Operation> operations() {
    return operations;
  }

  /** The one of that name, as in {@code GET /api/time}. */
  public Operation operation(String key) {
    return operations.stream()
        .filter(each -> each.key().equals(key))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(key + " is not in the document"));
  }

  /** A schema itself, or what it refers to; of one that may be null, what it is otherwise. */
  public JsonNode resolved(JsonNode schema) {
    JsonNode given = schema.has("anyOf") ? schema.path("anyOf").path(0) : schema;
    return given.has("$ref") ? root.at(given.path("$ref").asString().substring(1)) : given;
  }

  /** What is wrong with an answer; nothing when it is as the document says. */
  public List<String> faults(Operation operation, Seen seen) {
    JsonNode response =
        resolved(operation.node().path("responses").path(String.valueOf(seen.status())));
    if (response.isMissingNode()) {
      return List.of(
          "status %d is not in the document (expected: one of %s)"
              .formatted(seen.status(), operation.node().path("responses").propertyNames()));
    }
    if (AGAIN.contains(seen.status()) && !seen.headers().containsKey("retry-after")) {
      return List.of("no Retry-After");
    }
    return contentFaults(operation, seen, response.path("content"));
  }

  private List<String> contentFaults(Operation operation, Seen seen, JsonNode content) {
    String type = seen.type().replaceFirst("\\s*;.*", "");
    if (content.isMissingNode()) {
      return seen.body().isEmpty() ? List.of() : List.of("a body (expected: none)");
    }
    if (!content.has(type)) {
      return List.of("type '%s' (expected: %s)".formatted(type, content.propertyNames()));
    }
    boolean events = type.equals(EVENTS);
    JsonNode schema = content.path(type).path(events ? "x-event-data" : "schema");
    return checked(
        operation.key() + " " + seen.status() + " " + type,
        schema,
        events ? eventOf(seen.body()) : seen.body());
  }

  /** What is wrong with a refusal of no operation's: nothing when it has the form of all others. */
  public List<String> strayFaults(Seen seen) {
    if (seen.status() < 400 || seen.status() >= 500) {
      return List.of("status %d (expected: 4xx)".formatted(seen.status()));
    }
    if (!seen.type().startsWith(PROBLEM)) {
      return List.of("type '%s' (expected: %s)".formatted(seen.type(), PROBLEM));
    }
    return checked(
        "Problem",
        JSON.createObjectNode().put("$ref", "#/components/schemas/Problem"),
        seen.body());
  }

  /** What is wrong with a body beyond all doubt, so that it must not be taken. */
  public List<String> requestFaults(Operation operation, String body) {
    try {
      return errors(operation.key() + " body", operation.body().path("schema"), JSON.readTree(body))
          .stream()
          .filter(error -> PLAIN.contains(error.getKeyword()))
          .filter(error -> !error.getEvaluationPath().toString().endsWith(NO_NULL))
          .map(Error::toString)
          .toList();
    } catch (JacksonException e) {
      return List.of("not JSON: " + e.getOriginalMessage());
    }
  }

  /** What is wrong with a value of a schema. */
  public List<String> valueFaults(String name, JsonNode schema, JsonNode value) {
    return errors(name, schema, value).stream().map(Error::toString).toList();
  }

  private List<String> checked(String name, JsonNode schema, String json) {
    try {
      return valueFaults(name, schema, JSON.readTree(json));
    } catch (JacksonException e) {
      return List.of("no JSON: " + e.getOriginalMessage());
    }
  }

  private List<Error> errors(String name, JsonNode schema, JsonNode value) {
    return compiled.computeIfAbsent(name, missing -> compile(schema)).validate(value);
  }

  private Schema compile(JsonNode schema) {
    ObjectNode whole = JSON.createObjectNode();
    whole.set("components", root.path("components"));
    whole.putArray("allOf").add(schema);
    return registry.getSchema(whole);
  }

  /** The data of the first event. */
  private static String eventOf(String stream) {
    return stream
        .lines()
        .filter(line -> line.startsWith("data:"))
        .findFirst()
        .map(line -> line.substring("data:".length()))
        .orElse("");
  }
}
