package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.seonchak.e2e.Shop.Answer;
import io.seonchak.e2e.openapi.Document;
import io.seonchak.e2e.openapi.DocumentWriter;
import io.seonchak.e2e.openapi.Notes;
import io.seonchak.platform.problem.ProblemCode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code docs/openapi.json} is what the code and the notes say; no public endpoint is missing in it
 * and none is invented.
 */
class OpenApiPageTest {

  private static final Path PAGE = Path.of("../docs/openapi.json");
  private static final List<String> PUBLIC = List.of("/api/", "/.well-known/");
  private static final List<String> CLOSED = List.of("/internal/", "/error", "/toss-simulator/");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static Shop shop;
  private static Notes notes;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
    notes = Notes.read();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @Test
  void everyPublicEndpointHasANoteAndEveryNoteAnEndpoint() {
    SortedMap<String, HandlerMethod> handlers = handlers();
    List<String> missing = new ArrayList<>(handlers.keySet());
    missing.removeAll(notes.operations().keySet());
    List<String> leftOver =
        notes.operations().entrySet().stream()
            .filter(note -> !note.getValue().has("byHand"))
            .map(Map.Entry::getKey)
            .filter(key -> !handlers.containsKey(key))
            .toList();

    assertThat(missing)
        .as(
            "public endpoints without a note; add them under 'operations' of their context's file in"
                + " e2e/src/test/resources/openapi (docs/api.md says how), then copy"
                + " e2e/target/openapi.json to docs")
        .isEmpty();
    assertThat(leftOver)
        .as(
            "notes without an endpoint; remove them, or say 'byHand: <who answers>' where a filter"
                + " answers ahead of the framework")
        .isEmpty();
  }

  /** What a filter answers has no handler, so somebody must have thought of it. */
  @Test
  void aFilterThatMayAnswerIsNotedByHand() {
    Document document = read();
    for (FilterRegistrationBean<?> filter : shop.beans(FilterRegistrationBean.class)) {
      for (String pattern : filter.getUrlPatterns()) {
        String begins = pattern.replace("*", "");
        assertThat(
                !pattern.startsWith("/api/")
                    || notes.operations().entrySet().stream()
                        .filter(note -> note.getValue().has("byHand"))
                        .map(note -> document.operation(note.getKey()).path())
                        .anyMatch(path -> path.startsWith(begins)))
            .as(
                "a filter stands before %s; note what it answers with 'byHand' (docs/api.md)",
                pattern)
            .isTrue();
      }
    }
  }

  @Test
  void theDocumentIsWhatTheCodeAndTheNotesSay() throws Exception {
    Map<String, ProblemCode> codes =
        ProblemCodes.all().stream()
            .collect(Collectors.toMap(ProblemCode::name, Function.identity()));
    ObjectNode document = new DocumentWriter(notes, codes).write(handlers());
    String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(document) + "\n";
    Files.writeString(Path.of("target/openapi.json"), json);

    assertThat(notes.codesWithFacts()).as("problems.yaml").allMatch(codes::containsKey);
    assertThat(Files.readString(PAGE))
        .as("docs/openapi.json is e2e/target/openapi.json; copy it, and look at what has changed")
        .isEqualTo(json);
  }

  @Test
  void whatGoesOverTheWireHasAnExampleAndTheExampleIsRight() {
    Document document = read();
    for (Document.Operation operation : document.operations()) {
      exampled(document, operation.key() + " body", operation.body());
      JsonNode responses = operation.node().path("responses");
      responses.propertyNames().stream()
          .filter(status -> status.startsWith("2"))
          .flatMap(status -> responses.path(status).path("content").valueStream())
          .forEach(content -> exampled(document, operation.key() + " answer", content));
    }
  }

  private static void exampled(Document document, String what, JsonNode content) {
    JsonNode event = content.path("x-event-data");
    JsonNode schema = event.isMissingNode() ? content.path("schema") : event;
    if (!schema.has("$ref")) {
      return;
    }
    JsonNode examples = document.resolved(schema).path("examples");
    assertThat(examples.isEmpty())
        .as("%s: %s has no examples in its notes (expected: one)", what, schema)
        .isFalse();
    for (JsonNode example : examples) {
      assertThat(document.valueFaults(schema.toString(), schema, example)).as(what).isEmpty();
    }
  }

  @Test
  void everyRefusalsExampleIsAProblem() {
    JsonNode root = json();
    Document document = new Document(root);
    JsonNode problem = JSON.createObjectNode().put("$ref", "#/components/schemas/Problem");
    for (Map.Entry<String, JsonNode> each : root.path("components").path("examples").properties()) {
      assertThat(document.valueFaults("problem", problem, each.getValue().path("value")))
          .as(each.getKey())
          .isEmpty();
    }
  }

  @Test
  void itIsServedToEverybodyAndKept() throws Exception {
    Answer answer = shop.get("/api/openapi.json");
    String tag = answer.headers().get("etag").getFirst();
    Answer again = shop.get("/api/openapi.json", "If-None-Match", tag);

    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body()).isEqualTo(read(PAGE));
    assertThat(answer.headers().get("content-type").getFirst()).startsWith("application/json");
    assertThat(answer.headers().get("cache-control").getFirst()).contains("public", "max-age=300");
    assertThat(again.status()).isEqualTo(304);
    assertThat(again.body()).isEmpty();
  }

  private static SortedMap<String, HandlerMethod> handlers() {
    SortedMap<String, HandlerMethod> handlers = new TreeMap<>();
    for (RequestMappingHandlerMapping mapping : shop.beans(RequestMappingHandlerMapping.class)) {
      mapping
          .getHandlerMethods()
          .forEach(
              (info, handler) -> {
                for (String path : info.getPatternValues()) {
                  if (open(path)) {
                    info.getMethodsCondition()
                        .getMethods()
                        .forEach(method -> handlers.put(method + " " + path, handler));
                  }
                }
              });
    }
    return handlers;
  }

  private static boolean open(String path) {
    boolean open = PUBLIC.stream().anyMatch(path::startsWith);
    assertThat(open || CLOSED.stream().anyMatch(path::startsWith))
        .as("%s is open or closed (expected: it begins with one of %s or %s)", path, PUBLIC, CLOSED)
        .isTrue();
    return open;
  }

  private static Document read() {
    return new Document(json());
  }

  private static JsonNode json() {
    return JSON.readTree(read(PAGE));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
