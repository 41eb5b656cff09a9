package io.seonchak.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.seonchak.contracts.Event;
import io.seonchak.contracts.Unheard;
import io.seonchak.contracts.WireName;
import io.seonchak.platform.event.ContextEvents;
import io.seonchak.platform.event.EventTypes;
import io.seonchak.platform.event.Events;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code docs/events.md}, {@code docs/asyncapi.json} and the golden files are what the code says,
 * and no event is silent by accident.
 */
class EventsPageTest {

  private static final Path GOLDEN = Path.of("../contracts/golden");
  private static final Instant SOME = Instant.parse("2026-12-01T03:00:00.123456Z");
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private static Shop shop;

  @BeforeAll
  static void open() throws Exception {
    shop = Shop.open();
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  @ParameterizedTest
  @MethodSource("records")
  void anEventHasAListenerOrAReasonAndNotBoth(Class<?> record) {
    assertThat(listenersOf(record).isEmpty())
        .as(record + " has a listener, or @Unheard says why not")
        .isEqualTo(record.isAnnotationPresent(Unheard.class));
  }

  @ParameterizedTest
  @MethodSource("records")
  void itsFormOnTheWireIsTheGoldenFile(Class<?> record) throws Exception {
    String json =
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(read(write(record))) + "\n";
    String name = nameOf(record) + ".json";
    Files.createDirectories(Path.of("target/golden"));
    Files.writeString(Path.of("target/golden", name), json);

    assertThat(GOLDEN.resolve(name))
        .as(
            "contracts/golden/%s is target/golden/%s; a change of meaning needs a new version",
            name, name)
        .hasContent(json);
  }

  @Test
  void noGoldenFileIsLeftOver() throws Exception {
    try (Stream<Path> files = Files.list(GOLDEN)) {
      assertThat(files.map(file -> file.getFileName().toString().replace(".json", "")))
          .containsExactlyInAnyOrderElementsOf(records().map(EventsPageTest::nameOf).toList());
    }
  }

  @Test
  void thePageSaysWhoTellsWhatToWhom() throws Exception {
    var page =
        new StringBuilder(
            """
            # Events

            Written by `EventsPageTest` from the code; do not edit. Each context tells its events on its own topic,
            `<namespace>.<context>` (`seonchak.stock`), the record's key being the event's. Metadata are headers (CloudEvents
            1.0, Kafka binding: `ce_id`, `ce_type`, `ce_source`, `ce_time`; and `traceparent`), the body is JSON
            ([golden files](../contracts/golden), [AsyncAPI](asyncapi.json)). Events of one key arrive in order, at least
            once; a repetition has the same `ce_id`. What could not have its effect is on `<topic>.dlt`.

            | event | fields | heard by |
            |---|---|---|
            """);
    for (Class<?> record : records().toList()) {
      Unheard unheard = record.getAnnotation(Unheard.class);
      page.append(
          "| `%s` | %s | %s |\n"
              .formatted(
                  nameOf(record),
                  Arrays.stream(record.getRecordComponents())
                      .map(RecordComponent::getName)
                      .collect(Collectors.joining(", ")),
                  unheard == null ? String.join(", ", listenersOf(record)) : unheard.value()));
    }
    Files.writeString(Path.of("target/events.md"), page);

    assertThat(Path.of("../docs/events.md"))
        .as("docs/events.md is target/events.md")
        .hasContent(page.toString());
  }

  @Test
  void theAsyncApiFileHoldsEveryEvent() throws Exception {
    ObjectNode api = JSON.createObjectNode();
    api.put("asyncapi", "3.0.0");
    api.putObject("info").put("title", "Seonchak events").put("version", "1");
    ObjectNode channels = api.putObject("channels");
    ObjectNode operations = api.putObject("operations");
    ObjectNode messages = api.putObject("components").putObject("messages");
    for (Class<?> record : records().toList()) {
      String name = nameOf(record);
      String context = name.substring(0, name.indexOf('.'));
      ObjectNode channel =
          channels.withObjectProperty(context).put("address", "seonchak." + context);
      channel
          .withObjectProperty("messages")
          .putObject(name)
          .put("$ref", "#/components/messages/" + name);
      operations
          .withObjectProperty(context + ".tells")
          .put("action", "send")
          .withObjectProperty("channel")
          .put("$ref", "#/channels/" + context);
      ObjectNode message = messages.putObject(name).put("name", name);
      message.put("contentType", "application/json");
      message.set("payload", schema(record));
    }
    String json = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(api) + "\n";
    Files.writeString(Path.of("target/asyncapi.json"), json);

    assertThat(Path.of("../docs/asyncapi.json"))
        .as("docs/asyncapi.json is target/asyncapi.json")
        .hasContent(json);
  }

  static Stream<Class<?>> records() {
    List<Class<?>> records = new ArrayList<>();
    for (JavaClass type : new ClassFileImporter().importPackages("io.seonchak.contracts")) {
      if (type.isAssignableTo(Event.class) && type.isRecord()) {
        records.add(type.reflect());
      }
    }
    records.sort(Comparator.comparing(EventsPageTest::nameOf));
    return records.stream();
  }

  private static String nameOf(Class<?> record) {
    return record.getAnnotation(WireName.class).value();
  }

  private static Set<String> listenersOf(Class<?> record) {
    return shop.beans(Events.class).iterator().next().all().stream()
        .filter(each -> each.heard().containsValue(record))
        .map(ContextEvents::context)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  @SuppressWarnings("unchecked")
  private static <E extends Event> byte[] write(Class<?> record) throws Exception {
    EventTypes<E> types = (EventTypes<E>) EventTypes.of(family(record));
    return types.write((E) sample(record));
  }

  private static tools.jackson.databind.JsonNode read(byte[] json) {
    return JSON.readTree(json);
  }

  private static Class<? extends Event> family(Class<?> record) {
    return record.getInterfaces()[0].asSubclass(Event.class);
  }

  private static Object sample(Type type) throws Exception {
    if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return List.of(sample(list.getActualTypeArguments()[0]));
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      RecordComponent[] components = plain.getRecordComponents();
      Class<?>[] types =
          Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
      Object[] values = new Object[components.length];
      for (int i = 0; i < values.length; i++) {
        values[i] = sample(components[i].getGenericType());
      }
      return plain.getDeclaredConstructor(types).newInstance(values);
    }
    if (plain.isEnum()) {
      return plain.getEnumConstants()[0];
    }
    return switch (plain.getName()) {
      case "java.util.UUID" -> UUID.fromString("01930000-0000-7000-8000-000000000001");
      case "java.lang.String" -> "text";
      case "java.time.Instant" -> SOME;
      case "int", "java.lang.Integer" -> 1;
      case "long", "java.lang.Long" -> 1L;
      case "boolean", "java.lang.Boolean" -> true;
      default -> throw new AssertionError("no sample for " + plain + " (expected: a plain type)");
    };
  }

  private static ObjectNode schema(Type type) {
    ObjectNode schema = JSON.createObjectNode();
    if (type instanceof ParameterizedType list) {
      schema.put("type", "array").set("items", schema(list.getActualTypeArguments()[0]));
      return schema;
    }
    Class<?> plain = (Class<?>) type;
    if (plain.isRecord()) {
      ObjectNode properties = schema.put("type", "object").putObject("properties");
      for (RecordComponent component : plain.getRecordComponents()) {
        properties.set(component.getName(), schema(component.getGenericType()));
      }
      return schema;
    }
    return switch (plain.getName()) {
      case "java.util.UUID" -> schema.put("type", "string").put("format", "uuid");
      case "java.time.Instant" -> schema.put("type", "string").put("format", "date-time");
      case "int", "long", "java.lang.Integer", "java.lang.Long" -> schema.put("type", "integer");
      case "boolean", "java.lang.Boolean" -> schema.put("type", "boolean");
      default -> schema.put("type", "string");
    };
  }
}
