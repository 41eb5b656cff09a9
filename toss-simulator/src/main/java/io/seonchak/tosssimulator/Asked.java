package io.seonchak.tosssimulator;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a body asks for, read by the gateway's bounds. */
record Asked(ObjectNode json) {

  static final long AMOUNT_MAX = 1_000_000_000_000L;

  private static final Pattern ORDER_ID = Pattern.compile("[A-Za-z0-9_=-]{6,64}");

  String text(String field, int max) {
    String found = textOrNone(field, max);
    if (found == null || found.isBlank()) {
      throw Refusal.invalid(field);
    }
    return found;
  }

  @Nullable String textOrNone(String field, int max) {
    JsonNode node = json.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isString() || node.asString().length() > max || !clean(node.asString())) {
      throw Refusal.invalid(field);
    }
    return node.asString();
  }

  /** Neither control characters nor half of one. */
  private static boolean clean(String text) {
    return text.codePoints()
        .noneMatch(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE);
  }

  String orderId() {
    String order = text("orderId", 64);
    if (!ORDER_ID.matcher(order).matches()) {
      throw Refusal.invalid("orderId");
    }
    return order;
  }

  long amount(String field) {
    Long found = wholeOrNone(field, 1, AMOUNT_MAX);
    if (found == null) {
      throw Refusal.invalid(field);
    }
    return found;
  }

  @Nullable Long wholeOrNone(String field, long min, long max) {
    JsonNode node = json.path(field);
    if (node.isMissingNode() || node.isNull()) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw Refusal.invalid(field);
    }
    long value = node.asLong();
    if (value < min || value > max) {
      throw Refusal.invalid(field);
    }
    return value;
  }

  boolean flag(String field) {
    return json.path(field).asBoolean(false);
  }

  /** A part that is an object; none when it is not there. */
  @Nullable Asked partOrNone(String field) {
    return json.path(field) instanceof ObjectNode node ? new Asked(node) : null;
  }
}
