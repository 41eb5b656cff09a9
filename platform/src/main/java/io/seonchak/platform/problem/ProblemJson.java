package io.seonchak.platform.problem;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The body of an error answer, RFC 9457, in the reader's language. */
public final class ProblemJson {

  /** The media type of the body. */
  public static final String MEDIA_TYPE = "application/problem+json";

  private static final JsonMapper JSON = JsonMapper.builder().build();

  private ProblemJson() {}

  /** Whether the reader prefers English; Korean is what everybody else gets. */
  public static boolean english(@Nullable String acceptLanguage) {
    return acceptLanguage != null && acceptLanguage.regionMatches(true, 0, "en", 0, 2);
  }

  /**
   * The bytes of the body.
   *
   * @param traceId by which the request is found in the logs; absent in a body that is prepared
   */
  public static byte[] bytes(
      ProblemCode code, Map<String, ?> facts, boolean english, @Nullable String traceId) {
    ObjectNode body = JSON.createObjectNode();
    body.put("type", "/problems/" + code.name());
    body.put("title", code.name());
    body.put("status", code.status());
    body.put("detail", english ? code.english() : code.korean());
    body.put("code", code.name());
    if (traceId != null) {
      body.put("traceId", traceId);
    }
    facts.forEach((name, fact) -> body.set(name, JSON.valueToTree(fact)));
    return body.toString().getBytes(StandardCharsets.UTF_8);
  }
}
