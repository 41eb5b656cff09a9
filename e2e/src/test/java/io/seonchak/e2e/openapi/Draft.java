package io.seonchak.e2e.openapi;

import io.seonchak.e2e.openapi.Document.Operation;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A request before it is sent: right at first, then perhaps made wrong. Not thread-safe. */
public final class Draft {

  private static final int SHOWN_MAX = 600;

  /** What it is a request for. */
  public final Operation operation;

  /** By name, as they are sent. */
  public final Map<String, String> path = new LinkedHashMap<>();

  /** Names and values, as they are sent. */
  public final List<Map.Entry<String, String>> query = new ArrayList<>();

  /** By name. */
  public final Map<String, String> headers = new LinkedHashMap<>();

  /** Its body where that is still JSON. */
  public @Nullable JsonNode tree;

  /** Its body where that is no longer, or never was, a tree. */
  public @Nullable String text;

  /** Whether its path may be another operation's, or nobody's. */
  public boolean stray;

  /** An empty one. */
  public Draft(Operation operation) {
    this.operation = operation;
  }

  /** A value as it stands in a path or a query. */
  public static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
  }

  /** Path and query. */
  public String target() {
    String all = operation.path();
    for (Map.Entry<String, String> each : path.entrySet()) {
      all = all.replace("{" + each.getKey() + "}", each.getValue());
    }
    String mark = "?";
    for (Map.Entry<String, String> each : query) {
      all = all + mark + each.getKey() + "=" + each.getValue();
      mark = "&";
    }
    return all;
  }

  /** Its body; empty when it has none. */
  public String body() {
    if (text != null) {
      return text;
    }
    return tree == null ? "" : tree.toString();
  }

  @Override
  public String toString() {
    var shown = new LinkedHashMap<>(headers);
    shown.computeIfPresent("Authorization", (name, token) -> shortened(token, 20));
    return "%s %s%n%s%n%s"
        .formatted(
            operation.method(),
            shortened(target(), SHOWN_MAX),
            shown,
            shortened(body(), SHOWN_MAX));
  }

  private static String shortened(String text, int max) {
    return text.length() <= max
        ? text
        : text.substring(0, max) + "… (%d characters)".formatted(text.length());
  }
}
