package io.seonchak.e2e.openapi;

import io.seonchak.platform.problem.CommonProblem;
import io.seonchak.platform.problem.ProblemCode;
import io.seonchak.platform.problem.ProblemJson;
import io.seonchak.platform.web.Keys;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.ValueConstants;
import org.springframework.web.method.HandlerMethod;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the OpenAPI document from handlers, the records they take and give, and the notes. */
public final class DocumentWriter {

  /** Headers that stand among the securities. */
  private static final Set<String> CREDENTIALS = Set.of("Authorization", "Feed-Key", "Drop-Ticket");

  private static final String TRACE = "4f1c2a9e7b3d5f60";
  private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)}");
  private static final String JSON_TYPE = "application/json";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private final Notes notes;
  private final Map<String, ProblemCode> codes;
  private final Schemas schemas;
  private final SortedMap<String, ProblemCode> used = new TreeMap<>();
  private final SortedMap<String, ObjectNode> refusals = new TreeMap<>();

  /** With these notes and all codes of refusals there are. */
  public DocumentWriter(Notes notes, Map<String, ProblemCode> codes) {
    this.notes = notes;
    this.codes = codes;
    this.schemas = new Schemas(notes.schemas());
  }

  /**
   * The document.
   *
   * @param handlers by method and path, as in {@code GET /api/time}; each has a note
   * @throws IllegalStateException when notes and code do not fit, saying how they must
   */
  public ObjectNode write(SortedMap<String, HandlerMethod> handlers) {
    ObjectNode document = JSON.createObjectNode().put("openapi", "3.1.0");
    document.set("info", info());
    document.putArray("servers").addObject().put("url", "/");
    ArrayNode tags = document.putArray("tags");
    notes.tags().forEach(tags::add);
    ObjectNode paths = document.putObject("paths");
    Set<String> ids = new HashSet<>();
    for (String key : inOrder()) {
      String[] parts = key.split(" ", 2);
      ObjectNode operation = operation(key, handlers.get(key), notes.operations().get(key));
      if (!ids.add(operation.path("operationId").asString())) {
        throw new IllegalStateException(
            key
                + ": operationId "
                + operation.path("operationId")
                + " is taken (expected: another)");
      }
      paths.withObjectProperty(parts[1]).set(parts[0].toLowerCase(Locale.ROOT), operation);
    }
    document.set("components", components());
    return document;
  }

  private static ObjectNode info() {
    ObjectNode info = JSON.createObjectNode();
    info.put("title", "Seonchak (선착)");
    info.put("version", "1");
    info.put(
        "description",
        """
        Runs limited things fairly. Bodies are JSON in UTF-8; unknown or doubled fields are refused. Refusals are \
        `application/problem+json` (RFC 9457) with a stable `code`, in Korean unless `Accept-Language` begins with `en`. \
        A POST that creates or cancels takes an `Idempotency-Key`: the same request again has the same effect once. \
        Lists go on with `after`, which is the `next` of the page before. Instants have an offset; amounts are in won.\
        """);
    info.putObject("license").put("name", "Apache-2.0").put("identifier", "Apache-2.0");
    return info;
  }

  private List<String> inOrder() {
    List<String> methods = List.of("GET", "POST", "PUT", "PATCH", "DELETE");
    return notes.operations().keySet().stream()
        .sorted(
            Comparator.comparing((String key) -> key.split(" ", 2)[1])
                .thenComparingInt(key -> methods.indexOf(key.split(" ", 2)[0])))
        .toList();
  }

  private ObjectNode operation(String key, @Nullable HandlerMethod handler, ObjectNode note) {
    ObjectNode operation = JSON.createObjectNode();
    operation.putArray("tags").add(note.path("tag").asString());
    operation.put("operationId", idOf(key, handler, note));
    operation.put("summary", need(key, note, "summary"));
    if (note.has("description")) {
      operation.put("description", note.path("description").asString());
    }
    Set<ProblemCode> refusals = common();
    allow(key, operation, note, refusals);
    ArrayNode parameters = parameters(key, handler, note, refusals);
    if (!parameters.isEmpty()) {
      operation.set("parameters", parameters);
    }
    body(handler, operation);
    Notes.merge(operation, note.path("more"));
    if (operation.has("requestBody")) {
      refusals.add(CommonProblem.TOO_LARGE);
    }
    note.path("refusals").forEach(code -> refusals.add(code(key, code.asString())));
    operation.set("responses", responses(handler, note, refusals));
    return operation;
  }

  private static Set<ProblemCode> common() {
    Set<ProblemCode> common =
        new TreeSet<>(
            Comparator.comparingInt(ProblemCode::status).thenComparing(ProblemCode::name));
    common.add(CommonProblem.INVALID);
    common.add(CommonProblem.UNSUPPORTED_MEDIA_TYPE);
    common.add(CommonProblem.INTERNAL);
    common.add(CommonProblem.BUSY);
    common.add(CommonProblem.UNAVAILABLE);
    return common;
  }

  private static String idOf(String key, @Nullable HandlerMethod handler, ObjectNode note) {
    if (note.has("operationId") || handler == null) {
      return need(key, note, "operationId");
    }
    String subject = Schemas.subjectOf(handler.getBeanType());
    String method = handler.getMethod().getName();
    return subject.substring(0, 1).toLowerCase(Locale.ROOT)
        + subject.substring(1)
        + method.substring(0, 1).toUpperCase(Locale.ROOT)
        + method.substring(1);
  }

  private static String need(String key, ObjectNode note, String field) {
    if (!note.path(field).isString()) {
      throw new IllegalStateException(
          "%s: its note has no %s (expected: one, see docs/api.md)".formatted(key, field));
    }
    return note.path(field).asString();
  }

  private void allow(String key, ObjectNode operation, ObjectNode note, Set<ProblemCode> refusals) {
    ArrayNode security = operation.putArray("security");
    String access = need(key, note, "access");
    switch (access) {
      case "nobody" -> {
        return;
      }
      case "anybody" -> {
        security.addObject();
        security.addObject().putArray("bearer");
        return;
      }
      case "member" -> security.addObject().putArray("bearer");
      case "seller", "operator" -> {
        security.addObject().putArray("bearer");
        refusals.add(CommonProblem.FORBIDDEN);
        ArrayNode roles = operation.putArray("x-roles");
        if (access.equals("seller")) {
          roles.add("SELLER");
        }
        roles.add("OPERATOR");
      }
      case "ticket" -> {
        security.addObject().putArray("bearer");
        security.addObject().putArray("ticket");
      }
      case "feed" -> {
        security.addObject().putArray("bearer");
        security.addObject().putArray("feedKey");
        refusals.add(CommonProblem.FORBIDDEN);
        operation.putArray("x-roles").add("OPERATOR");
      }
      default ->
          throw new IllegalStateException(
              "%s: access '%s' (expected: nobody, anybody, member, seller, operator, ticket or feed)"
                  .formatted(key, access));
    }
    refusals.add(CommonProblem.UNAUTHENTICATED);
    if (note.path("endsCaller").asBoolean(false)) {
      operation.put("x-ends-caller", true);
    }
  }

  private ArrayNode parameters(
      String key, @Nullable HandlerMethod handler, ObjectNode note, Set<ProblemCode> refusals) {
    ArrayNode all = JSON.createArrayNode();
    Set<String> noted = new TreeSet<>(note.path("parameters").propertyNames());
    List<ObjectNode> found = handler == null ? byHand(key, note) : bound(handler);
    for (ObjectNode parameter : found) {
      String name = parameter.path("name").asString();
      noted.remove(name);
      if (CREDENTIALS.contains(name)) {
        continue;
      }
      if (name.equals(Keys.HEADER)) {
        key(parameter);
        refusals.add(CommonProblem.KEY_REUSED);
      }
      describe(parameter, note.path("parameters").path(name));
      if (parameter.path("in").asString().equals("path")) {
        refusals.add(CommonProblem.NOT_FOUND);
      }
      all.add(parameter);
    }
    if (note.path("etag").asBoolean(false)) {
      ObjectNode match = parameter("If-None-Match", "header", false);
      match.putObject("schema").put("type", "string");
      all.add(match);
    }
    if (!noted.isEmpty()) {
      throw new IllegalStateException(
          "%s: notes of parameters %s (expected: only such as it has)".formatted(key, noted));
    }
    return all;
  }

  private static void key(ObjectNode parameter) {
    parameter.put("required", true);
    parameter.put("example", "01930000-0000-7000-8000-00000000cafe");
    parameter
        .withObjectProperty("schema")
        .put("minLength", 1)
        .put("maxLength", Keys.LENGTH_MAX)
        .put("pattern", "^[!-~]+$");
  }

  /** What is not about the value is about the parameter. */
  private static void describe(ObjectNode parameter, JsonNode note) {
    ObjectNode schema = parameter.withObjectProperty("schema");
    for (Map.Entry<String, JsonNode> each : note.properties()) {
      switch (each.getKey()) {
        case "required", "description", "example" -> parameter.set(each.getKey(), each.getValue());
        case "idOf" -> parameter.set("x-id-of", each.getValue());
        case "in" -> parameter.set("in", each.getValue());
        default -> schema.set(each.getKey(), each.getValue());
      }
    }
  }

  /** Those of an operation without a handler: ids in its path, and what its note says. */
  private static List<ObjectNode> byHand(String key, ObjectNode note) {
    List<ObjectNode> found = new ArrayList<>();
    Matcher names = IN_PATH.matcher(key);
    while (names.find()) {
      ObjectNode parameter = parameter(names.group(1), "path", true);
      parameter.putObject("schema").put("type", "string").put("format", "uuid");
      found.add(parameter);
    }
    for (Map.Entry<String, JsonNode> each : note.path("parameters").properties()) {
      if (each.getValue().has("in")) {
        ObjectNode parameter =
            parameter(each.getKey(), each.getValue().path("in").asString(), false);
        parameter.putObject("schema").put("type", "string");
        found.add(parameter);
      }
    }
    return found;
  }

  private List<ObjectNode> bound(HandlerMethod handler) {
    List<ObjectNode> found = new ArrayList<>();
    for (Parameter each : handler.getMethod().getParameters()) {
      PathVariable path = each.getAnnotation(PathVariable.class);
      RequestParam query = each.getAnnotation(RequestParam.class);
      RequestHeader header = each.getAnnotation(RequestHeader.class);
      if (path != null) {
        found.add(typed(parameter(name(path.name(), path.value(), each), "path", true), each));
      } else if (query != null) {
        boolean given = query.defaultValue().equals(ValueConstants.DEFAULT_NONE);
        String name = name(query.name(), query.value(), each);
        ObjectNode parameter = typed(parameter(name, "query", query.required() && given), each);
        if (!given) {
          parameter
              .withObjectProperty("schema")
              .set("default", JSON.readTree(query.defaultValue()));
        }
        found.add(parameter);
      } else if (header != null) {
        String name = name(header.name(), header.value(), each);
        found.add(typed(parameter(name, "header", header.required()), each));
      }
    }
    return found;
  }

  private static String name(String name, String value, Parameter parameter) {
    if (!name.isEmpty()) {
      return name;
    }
    return value.isEmpty() ? parameter.getName() : value;
  }

  private ObjectNode typed(ObjectNode parameter, Parameter declared) {
    parameter.set("schema", schemas.request(declared.getAnnotatedType()));
    return parameter;
  }

  private static ObjectNode parameter(String name, String in, boolean required) {
    return JSON.createObjectNode().put("name", name).put("in", in).put("required", required);
  }

  private void body(@Nullable HandlerMethod handler, ObjectNode operation) {
    if (handler == null) {
      return;
    }
    for (Parameter each : handler.getMethod().getParameters()) {
      RequestBody body = each.getAnnotation(RequestBody.class);
      // What is taken as mere bytes the notes describe.
      if (body != null && each.getType() != byte[].class) {
        ObjectNode schema = schemas.request(each.getAnnotatedType());
        operation
            .putObject("requestBody")
            .put("required", body.required())
            .putObject("content")
            .putObject(JSON_TYPE)
            .set("schema", body.required() ? schema : Schemas.orNull(schema));
      }
    }
  }

  private ObjectNode responses(
      @Nullable HandlerMethod handler, ObjectNode note, Set<ProblemCode> refusals) {
    ObjectNode responses = JSON.createObjectNode();
    for (int status : successes(handler, note)) {
      responses.set(String.valueOf(status), success(status, handler, note));
    }
    if (note.path("etag").asBoolean(false)) {
      responses.set("304", described("It is as it was when it had that tag."));
    }
    Map<Integer, List<ProblemCode>> byStatus =
        refusals.stream()
            .collect(Collectors.groupingBy(ProblemCode::status, TreeMap::new, Collectors.toList()));
    byStatus.forEach((status, some) -> responses.set(String.valueOf(status), refusal(some)));
    return responses;
  }

  private static List<Integer> successes(@Nullable HandlerMethod handler, ObjectNode note) {
    List<Integer> noted = new ArrayList<>();
    note.path("answers").forEach(status -> noted.add(status.asInt()));
    if (!noted.isEmpty()) {
      return List.copyOf(noted);
    }
    ResponseStatus declared =
        handler == null ? null : handler.getMethodAnnotation(ResponseStatus.class);
    return List.of(declared == null ? 200 : declared.value().value());
  }

  private ObjectNode success(int status, @Nullable HandlerMethod handler, ObjectNode note) {
    ObjectNode response = described(HttpStatus.valueOf(status).getReasonPhrase());
    ObjectNode headers = JSON.createObjectNode();
    if (note.path("etag").asBoolean(false)) {
      headers.set("ETag", header("The version of what is shown; send it as If-None-Match."));
    }
    note.path("headers")
        .properties()
        .forEach(each -> headers.set(each.getKey(), header(each.getValue().asString())));
    if (!headers.isEmpty()) {
      response.set("headers", headers);
    }
    if (note.path("content").isObject()) {
      response.set("content", note.path("content"));
    } else if (handler != null && answered(handler) != void.class) {
      response
          .putObject("content")
          .putObject(JSON_TYPE)
          .set("schema", schemas.answer(answered(handler)));
    }
    return response;
  }

  private static Type answered(HandlerMethod handler) {
    Type type = handler.getMethod().getGenericReturnType();
    return type instanceof ParameterizedType generic && generic.getRawType() == ResponseEntity.class
        ? generic.getActualTypeArguments()[0]
        : type;
  }

  /** Refusals that many operations have are written once. */
  private ObjectNode refusal(List<ProblemCode> some) {
    String name = some.stream().map(ProblemCode::name).collect(Collectors.joining("."));
    refusals.computeIfAbsent(name, missing -> described(some));
    return JSON.createObjectNode().put("$ref", "#/components/responses/" + name);
  }

  private ObjectNode described(List<ProblemCode> some) {
    some.forEach(code -> used.put(code.name(), code));
    ObjectNode response =
        described(some.stream().map(ProblemCode::name).collect(Collectors.joining(" · ")));
    if (some.getFirst().status() == 429 || some.getFirst().status() == 503) {
      ObjectNode after = header("Seconds after which it may be sent again, with the same key.");
      after.withObjectProperty("schema").put("type", "integer").put("minimum", 0);
      response.putObject("headers").set("Retry-After", after);
    }
    ObjectNode content = response.putObject("content").putObject(ProblemJson.MEDIA_TYPE);
    ArrayNode both = content.putObject("schema").putArray("allOf");
    both.addObject().put("$ref", "#/components/schemas/Problem");
    ArrayNode values = both.addObject().putObject("properties").putObject("code").putArray("enum");
    ObjectNode examples = content.putObject("examples");
    for (ProblemCode code : some) {
      values.add(code.name());
      examples.putObject(code.name()).put("$ref", "#/components/examples/" + code.name());
    }
    return response;
  }

  private static ObjectNode described(String words) {
    return JSON.createObjectNode().put("description", words);
  }

  private static ObjectNode header(String words) {
    ObjectNode header = described(words);
    header.putObject("schema").put("type", "string");
    return header;
  }

  private ProblemCode code(String key, String name) {
    ProblemCode code = codes.get(name);
    if (code == null) {
      throw new IllegalStateException(
          "%s: refusal %s (expected: a code of docs/errors.md)".formatted(key, name));
    }
    return code;
  }

  private ObjectNode components() {
    ObjectNode components = JSON.createObjectNode();
    ObjectNode all = components.putObject("schemas");
    schemas.all().forEach(all::set);
    if (!schemas.leftOver().isEmpty()) {
      throw new IllegalStateException(
          "notes of schemas %s (expected: only such as requests and answers have: %s)"
              .formatted(schemas.leftOver(), all.propertyNames()));
    }
    ObjectNode responses = components.putObject("responses");
    refusals.forEach(responses::set);
    ObjectNode examples = components.putObject("examples");
    used.forEach((name, code) -> examples.set(name, example(code)));
    ObjectNode securities = components.putObject("securitySchemes");
    securities
        .putObject("bearer")
        .put("type", "http")
        .put("scheme", "bearer")
        .put("bearerFormat", "JWT")
        .put("description", "The accessToken of POST /api/sessions.");
    securities.set(
        "ticket",
        inHeader("Drop-Ticket", "The ticket of POST /api/drops/{id}/ticket, or of a campaign's."));
    securities.set("feedKey", inHeader("Feed-Key", "The key of the external server."));
    return components;
  }

  private static ObjectNode inHeader(String name, String words) {
    return described(words).put("type", "apiKey").put("in", "header").put("name", name);
  }

  private ObjectNode example(ProblemCode code) {
    ObjectNode example = JSON.createObjectNode().put("summary", code.english());
    byte[] body = ProblemJson.bytes(code, notes.facts(code.name()), false, TRACE);
    example.set("value", JSON.readTree(body));
    return example;
  }
}
