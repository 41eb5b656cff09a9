package io.seonchak.tosssimulator;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An answer, ready to be sent, and to be sent again. */
record Reply(int status, byte[] body) {

  static Reply of(JsonNode json) {
    return new Reply(200, Json.bytes(json));
  }

  static Reply of(Refusal refusal, boolean english) {
    ObjectNode json = Json.object();
    json.put("code", refusal.code().name());
    json.put("message", refusal.message(english));
    return new Reply(refusal.code().status(), Json.bytes(json));
  }
}
