package io.seonchak.platform.event;

import io.seonchak.contracts.Event;
import io.seonchak.contracts.WireName;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The events of a context by their wire names, to and from JSON. What a reader does not know is
 * passed over. May be used by many threads at once.
 *
 * @param <E> the context's sealed interface in {@code contracts}
 */
public final class EventTypes<E extends Event> {

  private static final JsonMapper JSON =
      JsonMapper.builder().disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY).build();

  private final Map<String, Class<? extends E>> byName = new LinkedHashMap<>();
  private final Map<Class<?>, String> names = new LinkedHashMap<>();
  private final String context;

  private EventTypes(Class<E> family) {
    for (Class<?> each : permitted(family)) {
      Class<? extends E> type = each.asSubclass(family);
      WireName name = type.getAnnotation(WireName.class);
      if (!type.isRecord() || name == null) {
        throw new IllegalArgumentException(type + " (expected: a record with a wire name)");
      }
      if (byName.putIfAbsent(name.value(), type) != null) {
        throw new IllegalArgumentException("two events are called " + name.value());
      }
      names.put(type, name.value());
    }
    this.context = contextOf(family);
  }

  /**
   * The events of {@code family}.
   *
   * @throws IllegalArgumentException unless it is a sealed interface of records that have wire
   *     names of one context
   */
  public static <E extends Event> EventTypes<E> of(Class<E> family) {
    return new EventTypes<>(family);
  }

  /** The context that tells them: what stands before the first point of their names. */
  public String context() {
    return context;
  }

  /** Wire names and their records, as declared. */
  public Map<String, Class<? extends E>> byName() {
    return Map.copyOf(byName);
  }

  /** The wire name of a record. */
  public String name(Class<?> type) {
    String name = names.get(type);
    if (name == null) {
      throw new IllegalArgumentException(type + " (expected: one of " + names.keySet() + ")");
    }
    return name;
  }

  /** The JSON of an event, in UTF-8. */
  public byte[] write(E event) {
    return JSON.writeValueAsBytes(event);
  }

  /**
   * The event of that name in {@code body}.
   *
   * @throws Unreadable when the name or the body is none of ours
   */
  public E read(String name, byte[] body) throws Unreadable {
    Class<? extends E> type = byName.get(name);
    if (type == null) {
      throw new Unreadable(
          "event type: %s (expected: one of %s)".formatted(shortened(name), byName.keySet()));
    }
    try {
      @Nullable E read = JSON.readValue(body, type);
      if (read == null) {
        throw new Unreadable("body of %s: null (expected: an object)".formatted(name));
      }
      return read;
    } catch (JacksonException e) {
      throw new Unreadable("body of %s: %s".formatted(name, shortened(e.getOriginalMessage())));
    }
  }

  /** It is none of our events; the message says what it is. */
  public static final class Unreadable extends Exception {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
      super(message, null, false, false);
    }
  }

  private static Class<?>[] permitted(Class<?> family) {
    Class<?>[] permitted = family.getPermittedSubclasses();
    if (permitted == null) {
      throw new IllegalArgumentException(family + " (expected: a sealed interface)");
    }
    return permitted;
  }

  private String contextOf(Class<E> family) {
    Set<String> contexts =
        byName.keySet().stream()
            .map(name -> name.substring(0, Math.max(0, name.indexOf('.'))))
            .collect(java.util.stream.Collectors.toSet());
    if (contexts.size() != 1) {
      throw new IllegalArgumentException(
          "%s tells events of %s (expected: of one context)".formatted(family, contexts));
    }
    return contexts.iterator().next();
  }

  private static String shortened(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + "…";
  }
}
