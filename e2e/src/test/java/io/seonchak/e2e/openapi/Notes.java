package io.seonchak.e2e.openapi;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the code cannot say of its endpoints: summaries, limits, examples, which refusals. One YAML
 * file for each context, so that contexts do not meet in one; {@code docs/api.md} says what is in
 * them.
 */
public final class Notes {

  /** Where they lie. */
  public static final Path FOLDER = Path.of("src/test/resources/openapi");

  private static final String FACTS = "problems.yaml";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final List<ObjectNode> tags = new ArrayList<>();
  private final SortedMap<String, ObjectNode> operations = new TreeMap<>();
  private final SortedMap<String, ObjectNode> schemas = new TreeMap<>();
  private final ObjectNode facts;

  private Notes(ObjectNode facts) {
    this.facts = facts;
  }

  /** All that there are. */
  public static Notes read() throws IOException {
    var notes = new Notes(object(load(FOLDER.resolve(FACTS))));
    try (Stream<Path> files = Files.list(FOLDER)) {
      for (Path file : files.sorted().toList()) {
        if (!file.endsWith(FACTS)) {
          notes.add(file.getFileName().toString(), load(file));
        }
      }
    }
    return notes;
  }

  /** With what an alias stands for in its place, which Jackson's reader does not put there. */
  private static JsonNode load(Path file) throws IOException {
    var yaml = new Yaml(new SafeConstructor(new LoaderOptions()));
    return JSON.valueToTree(yaml.<Object>load(Files.readString(file)));
  }

  private void add(String file, JsonNode notes) {
    ObjectNode tag = object(notes.path("tag"));
    tags.add(tag);
    for (Map.Entry<String, JsonNode> each : notes.path("operations").properties()) {
      ObjectNode note = object(each.getValue()).put("tag", tag.path("name").asString());
      once(file, each.getKey(), operations.put(each.getKey(), note));
    }
    for (Map.Entry<String, JsonNode> each : notes.path("schemas").properties()) {
      once(file, each.getKey(), schemas.put(each.getKey(), object(each.getValue())));
    }
  }

  private static void once(String file, String name, Object before) {
    if (before != null) {
      throw new IllegalStateException(file + ": " + name + " is noted twice (expected: once)");
    }
  }

  /** The contexts, each with its name and description. */
  public List<ObjectNode> tags() {
    return tags;
  }

  /** By method and path, as in {@code GET /api/time}. */
  public SortedMap<String, ObjectNode> operations() {
    return operations;
  }

  /** What is added to the schemas that records give, by their names. */
  public SortedMap<String, ObjectNode> schemas() {
    return schemas;
  }

  /** The facts that a refusal's example has, by its code; none for most. */
  public Map<String, JsonNode> facts(String code) {
    Map<String, JsonNode> found = new TreeMap<>();
    facts.path(code).properties().forEach(fact -> found.put(fact.getKey(), fact.getValue()));
    return found;
  }

  /** The codes that have facts. */
  public List<String> codesWithFacts() {
    return List.copyOf(facts.propertyNames());
  }

  /** Puts {@code more} over {@code into}: objects into objects, anything else in its place. */
  static void merge(ObjectNode into, JsonNode more) {
    for (Map.Entry<String, JsonNode> each : more.properties()) {
      if (into.get(each.getKey()) instanceof ObjectNode there
          && each.getValue() instanceof ObjectNode further) {
        merge(there, further);
      } else {
        into.set(each.getKey(), each.getValue());
      }
    }
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object ? object : JsonNodeFactory.instance.objectNode();
  }
}
