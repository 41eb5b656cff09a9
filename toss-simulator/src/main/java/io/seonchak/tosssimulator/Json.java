package io.seonchak.tosssimulator;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** JSON and times as the gateway writes them. It takes unknown fields without a word. */
final class Json {

  static final ZoneId SEOUL = ZoneId.of("Asia/Seoul");

  private static final JsonMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static ObjectNode object() {
    return MAPPER.createObjectNode();
  }

  static ObjectNode read(String text) {
    return (ObjectNode) MAPPER.readTree(text);
  }

  /** A body; nothing is an empty object. */
  static ObjectNode body(byte @Nullable [] bytes) {
    if (bytes == null || bytes.length == 0) {
      return object();
    }
    try {
      JsonNode read = MAPPER.readTree(bytes);
      if (read instanceof ObjectNode node) {
        return node;
      }
    } catch (JacksonException e) {
      // Said below, for both.
    }
    throw Refusal.invalid("JSON");
  }

  static byte[] bytes(JsonNode node) {
    return node.toString().getBytes(StandardCharsets.UTF_8);
  }

  /** An instant in Seoul, to the second. */
  static String seoul(Instant at) {
    return OffsetDateTime.ofInstant(at.truncatedTo(ChronoUnit.SECONDS), SEOUL)
        .format(DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx"));
  }
}
