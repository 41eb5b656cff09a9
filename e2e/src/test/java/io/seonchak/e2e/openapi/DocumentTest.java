package io.seonchak.e2e.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** What a body must not be taken with, and what may be a matter of taste. */
class DocumentTest {

  private static final Document DOCUMENT =
      new Document(
          JsonMapper.shared()
              .readTree(
                  """
                  {"paths":{"/x":{"post":{"requestBody":{"content":{"application/json":{"schema":
                    {"$ref":"#/components/schemas/X"}}}}}}},
                   "components":{"schemas":{
                     "X":{"type":"object","required":["must"],"additionalProperties":false,"properties":{
                       "must":{"type":"string","minLength":1},
                       "text":{"anyOf":[{"type":"string","maxLength":3},{"type":"null"}]},
                       "number":{"anyOf":[{"type":"integer","minimum":1},{"type":"null"}]},
                       "inner":{"anyOf":[{"$ref":"#/components/schemas/Inner"},{"type":"null"}]}}},
                     "Inner":{"type":"object","required":["a"],"additionalProperties":false,
                       "properties":{"a":{"type":"integer"}}}}}}\
                  """));

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"must\":\"x\"}",
        "{\"must\":\"x\",\"text\":null,\"number\":null,\"inner\":null}",
        "{\"must\":\"x\",\"text\":\"abc\",\"number\":1,\"inner\":{\"a\":1}}",
        "{\"must\":\"\"}",
        "{\"must\":\"x\",\"text\":\"trimmed perhaps\"}"
      })
  void mayBeTaken(String body) {
    assertThat(faults(body)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"must\":null}",
        "{\"must\":1}",
        "{\"must\":\"x\",\"more\":1}",
        "{\"must\":\"x\",\"text\":1}",
        "{\"must\":\"x\",\"number\":0}",
        "{\"must\":\"x\",\"number\":\"1\"}",
        "{\"must\":\"x\",\"inner\":{}}",
        "{\"must\":\"x\",\"inner\":{\"a\":null}}",
        "{\"must\":\"x\",\"inner\":[]}",
        "{\"must\":\"x\",\"must\":\"x\"}",
        "{"
      })
  void mustNotBeTaken(String body) {
    assertThat(faults(body)).isNotEmpty();
  }

  private static List<String> faults(String body) {
    return DOCUMENT.requestFaults(DOCUMENT.operation("POST /x"), body);
  }
}
