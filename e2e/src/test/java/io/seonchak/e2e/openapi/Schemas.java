package io.seonchak.e2e.openapi;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * JSON Schemas (2020-12) of the records that go over the wire, with what the notes add to them. In
 * an answer every field is there, and null where it may be; in a request what is not required may
 * be null or missing, and no other field is taken.
 */
final class Schemas {

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private static final String REF = "#/components/schemas/";

  private final SortedMap<String, ObjectNode> all = new TreeMap<>();
  private final Map<String, Class<?>> names = new HashMap<>();
  private final Map<Class<?>, Boolean> requests = new HashMap<>();
  private final Map<String, ObjectNode> notes;
  private final Set<String> noted = new HashSet<>();

  Schemas(Map<String, ObjectNode> notes) {
    this.notes = notes;
  }

  /** The schema of what is sent to us. */
  ObjectNode request(AnnotatedType type) {
    return of(type.getType(), type, true);
  }

  /** The schema of what we answer. */
  ObjectNode answer(Type type) {
    return of(type, null, false);
  }

  /** All that were named so far, and those that only notes describe, by their names. */
  SortedMap<String, ObjectNode> all() {
    notes.forEach(
        (name, note) -> {
          if (!noted.contains(name) && note.has("type")) {
            all.put(name, note);
            noted.add(name);
          }
        });
    return all;
  }

  /** Notes of schemas that there are not. */
  Set<String> leftOver() {
    Set<String> left = new TreeSet<>(notes.keySet());
    left.removeAll(noted);
    return left;
  }

  private ObjectNode of(Type type, @Nullable AnnotatedType annotated, boolean request) {
    if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
      if (!Collection.class.isAssignableFrom(raw)) {
        throw new IllegalStateException(
            type + " has no schema (expected: a record; give the answer one)");
      }
      ObjectNode schema = NODES.objectNode().put("type", "array");
      Type each = generic.getActualTypeArguments()[0];
      AnnotatedType its =
          annotated instanceof AnnotatedParameterizedType more
              ? more.getAnnotatedActualTypeArguments()[0]
              : null;
      schema.set("items", of(each, its, request));
      return schema;
    }
    return plain((Class<?>) type, request);
  }

  private ObjectNode plain(Class<?> type, boolean request) {
    if (type.isRecord()) {
      return NODES.objectNode().put("$ref", REF + record(type, request));
    }
    ObjectNode schema = NODES.objectNode();
    if (type.isEnum()) {
      ArrayNode values = schema.put("type", "string").putArray("enum");
      Arrays.stream(type.getEnumConstants()).forEach(each -> values.add(each.toString()));
      return schema;
    }
    return switch (type.getName()) {
      case "java.lang.String" -> schema.put("type", "string");
      case "java.util.UUID" -> schema.put("type", "string").put("format", "uuid");
      case "java.time.Instant", "java.time.OffsetDateTime" ->
          schema.put("type", "string").put("format", "date-time");
      case "int", "java.lang.Integer" -> schema.put("type", "integer").put("format", "int32");
      case "long", "java.lang.Long" -> schema.put("type", "integer").put("format", "int64");
      case "boolean", "java.lang.Boolean" -> schema.put("type", "boolean");
      default ->
          throw new IllegalStateException(
              type + " has no schema (expected: a record of plain types; give the answer one)");
    };
  }

  private String record(Class<?> type, boolean request) {
    String name = nameOf(type);
    Class<?> before = names.putIfAbsent(name, type);
    if (before != null && before != type) {
      throw new IllegalStateException(
          "%s and %s would both be the schema %s (expected: one of them renamed)"
              .formatted(before, type, name));
    }
    Boolean way = requests.putIfAbsent(type, request);
    if (way != null && way != request) {
      throw new IllegalStateException(
          type + " is sent and answered (expected: a record for each, for their rules differ)");
    }
    if (before == null) {
      ObjectNode schema = NODES.objectNode().put("type", "object");
      all.put(name, schema);
      describe(schema, type, name, request);
    }
    return name;
  }

  private void describe(ObjectNode schema, Class<?> type, String name, boolean request) {
    ObjectNode note = notes.getOrDefault(name, NODES.objectNode());
    noted.add(name);
    Set<String> required = new TreeSet<>();
    note.path("required").forEach(field -> required.add(field.asString()));
    ObjectNode properties = NODES.objectNode();
    for (RecordComponent part : type.getRecordComponents()) {
      boolean mayBeNull = part.getAnnotatedType().isAnnotationPresent(Nullable.class);
      boolean mayBeAbsent = leftOut(part);
      if (!mayBeAbsent && (!request || !mayBeNull)) {
        required.add(part.getName());
      }
      ObjectNode its = of(part.getGenericType(), part.getAnnotatedType(), request);
      boolean needed = required.contains(part.getName());
      boolean orNull = mayBeNull && !mayBeAbsent && !(request && needed);
      properties.set(
          part.getName(), noted(its, note.path("properties").path(part.getName()), orNull));
    }
    if (!required.isEmpty()) {
      ArrayNode names = schema.putArray("required");
      for (RecordComponent part : type.getRecordComponents()) {
        if (required.remove(part.getName())) {
          names.add(part.getName());
        }
      }
    }
    requireKnown(name, required, note.path("properties"), properties);
    schema.set("properties", properties);
    if (request) {
      schema.put("additionalProperties", false);
    }
    ObjectNode rest = note.deepCopy();
    rest.remove("required");
    rest.remove("properties");
    Notes.merge(schema, rest);
  }

  private static void requireKnown(
      String name, Set<String> required, JsonNode noted, ObjectNode properties) {
    Set<String> unknown = new TreeSet<>(required);
    noted.propertyNames().stream().filter(field -> !properties.has(field)).forEach(unknown::add);
    if (!unknown.isEmpty()) {
      throw new IllegalStateException(
          "notes of %s: fields %s (expected: of %s)"
              .formatted(name, unknown, properties.propertyNames()));
    }
  }

  /** With what the notes say of a field; the limits of a null are none. */
  private static ObjectNode noted(ObjectNode schema, JsonNode note, boolean orNull) {
    Notes.merge(schema, note);
    return orNull ? orNull(schema) : schema;
  }

  /** The same, or null. */
  static ObjectNode orNull(ObjectNode schema) {
    ObjectNode alternatives = NODES.objectNode();
    alternatives.putArray("anyOf").add(schema).addObject().put("type", "null");
    return alternatives;
  }

  private static boolean leftOut(RecordComponent part) {
    JsonInclude include = part.getAccessor().getAnnotation(JsonInclude.class);
    return include != null && include.value() == JsonInclude.Include.NON_NULL;
  }

  /**
   * The record's own name; a nested one that does not say where it belongs gets the name it is
   * nested in before it, as in {@code DropCreated}.
   */
  static String nameOf(Class<?> type) {
    String own = type.getSimpleName();
    Class<?> around = type.getEnclosingClass();
    if (around == null) {
      return own;
    }
    String where = subjectOf(around);
    return own.contains(where) ? own : where + own;
  }

  /** What a class is about, by its name: {@code Drop} for the {@code DropController}. */
  static String subjectOf(Class<?> type) {
    return type.getSimpleName()
        .replaceFirst("(?<=.)(Controller|Desk|Operations|Form|Endpoint)$", "");
  }
}
